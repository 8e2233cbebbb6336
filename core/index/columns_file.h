// SPDX-License-Identifier: GPL-3.0-or-later
// The columns file (FORMAT.md): arrays, dictionaries, checksum; little-endian, read in place.
#ifndef DATELINE_CORE_INDEX_COLUMNS_FILE_H_
#define DATELINE_CORE_INDEX_COLUMNS_FILE_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <memory>
#include <string>
#include <string_view>

#include "core/index/columns.h"

namespace dateline::index {

inline constexpr std::string_view kColumnsMagic = "DLCOLS04";

// Reads the file form: versioned, little-endian, XXH3-64 at the end. `bytes` begins at a multiple
// of 8 and lives as long as `owner`. DATA_LOSS if it is damaged.
absl::StatusOr<Columns> ParseColumns(std::string_view bytes, std::shared_ptr<const void> owner);
// The same for a block that is kept.
absl::StatusOr<Columns> ParseColumns(std::string bytes);

// Compares the bytes with their checksum once more. DATA_LOSS: they have changed since they were
// parsed. Takes about 0.1 ms per MB.
absl::Status CheckColumns(const Columns& columns);

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_COLUMNS_FILE_H_
