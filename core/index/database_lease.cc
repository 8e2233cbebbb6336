// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/database_lease.h"

#include <xapian.h>

#include <utility>

#include "core/index/segment.h"

namespace dateline::index {

DatabaseLease::DatabaseLease(const Segment* segment, std::unique_ptr<Xapian::Database> database)
    : segment_(segment), database_(std::move(database)) {}
DatabaseLease::DatabaseLease(DatabaseLease&&) noexcept = default;
DatabaseLease::~DatabaseLease() {
  if (database_ != nullptr) segment_->Release(std::move(database_));
}
void DatabaseLease::Discard() { database_.reset(); }

}  // namespace dateline::index
