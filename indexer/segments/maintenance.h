// SPDX-License-Identifier: GPL-3.0-or-later
// Checking and copying an index, with or without a writer at work.
#ifndef DATELINE_INDEXER_SEGMENTS_MAINTENANCE_H_
#define DATELINE_INDEXER_SEGMENTS_MAINTENANCE_H_

#include <absl/status/status.h>

#include <cstddef>
#include <string>
#include <vector>

namespace dateline::segments {

struct VerifyReport {
  std::size_t files = 0;              // that were checked
  std::vector<std::string> problems;  // empty: clean
};

// Compares size and checksum of every file that the current manifest names, and opens every
// segment.
VerifyReport VerifyIndex(const std::string& folder);

// Copies the current generation into the folder `target`, which is new or empty (hard links if
// possible): data, manifest, CURRENT. Every copy is checked against the manifest. If the writer
// drops a file meanwhile, the newer generation is copied. ALREADY_EXISTS: `target` holds something;
// INVALID_ARGUMENT: it lies in the index; DATA_LOSS names the damaged file, and nothing is left.
absl::Status BackupIndex(const std::string& folder, const std::string& target);

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_MAINTENANCE_H_
