// SPDX-License-Identifier: GPL-3.0-or-later
// The one place in which Xapian's exceptions become statuses. Internal to folders that call Xapian.
#ifndef DATELINE_CORE_INDEX_XAPIAN_ERRORS_H_
#define DATELINE_CORE_INDEX_XAPIAN_ERRORS_H_

#include <absl/status/status.h>

#include <functional>

namespace dateline::index {

// Runs `body`; an exception of Xapian, or a lack of memory (OUT_OF_MEMORY), becomes a status by its
// kind.
absl::Status RunXapian(const std::function<void()>& body);

// The same for a body that only reads the database of a segment. Such a database is complete and
// never changes, so whatever Xapian finds wrong in it is damage: DATA_LOSS. Except a lack of
// memory, or of descriptors or rights to open it (INTERNAL, with the remedy).
absl::Status ReadXapian(const std::function<void()>& body);

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_XAPIAN_ERRORS_H_
