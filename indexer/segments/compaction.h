// SPDX-License-Identifier: GPL-3.0-or-later
// Joining Xapian databases into one, which can be cancelled. Internal to indexer/segments.
#ifndef DATELINE_INDEXER_SEGMENTS_COMPACTION_H_
#define DATELINE_INDEXER_SEGMENTS_COMPACTION_H_

#include <absl/status/status.h>
#include <xapian.h>

#include <stop_token>
#include <string>
#include <vector>

#include "indexer/segments/index_files.h"

namespace dateline::segments {

// Databases to join, in order. Not thread-safe.
class Compaction {
 public:
  // The files of segments are opened here and nowhere else: a cancelled compaction makes them
  // useless. Both throw Xapian's exceptions.
  void AddSegment(const std::string& path);
  // A finished scratch database; after a cancelled compaction it is useless too.
  void AddScratch(const std::string& folder);

  // Writes the single-file database `name`, synced. CANCELLED, soon after `cancel` is requested.
  // Leaves nothing on failure.
  absl::Status Run(const IndexFiles& files, const std::string& name, const std::stop_token& cancel);

 private:
  Xapian::Database database_;
  std::vector<int> descriptors_;      // of segments; they belong to the database
  std::vector<std::string> folders_;  // of scratch databases
};

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_COMPACTION_H_
