// SPDX-License-Identifier: GPL-3.0-or-later
// Checking an index, with or without a writer at work.
#ifndef DATELINE_INDEXER_SEGMENTS_MAINTENANCE_H_
#define DATELINE_INDEXER_SEGMENTS_MAINTENANCE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "core/index/manifest.h"

namespace dateline::segments {

struct VerifyReport {
  std::size_t files = 0;              // that were checked
  std::vector<std::string> problems;  // empty: clean
};

// All files that a manifest names.
std::vector<index::FileEntry> AllFiles(const index::Manifest& manifest);

// Compares size and checksum of every file that the current manifest names, and opens every
// segment.
VerifyReport VerifyIndex(const std::string& folder);

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_MAINTENANCE_H_
