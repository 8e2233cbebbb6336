// SPDX-License-Identifier: GPL-3.0-or-later
// Making the next generation of an index the current one.
#ifndef DATELINE_INDEXER_SEGMENTS_COMMIT_GENERATION_H_
#define DATELINE_INDEXER_SEGMENTS_COMMIT_GENERATION_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/index/manifest.h"
#include "core/index/snapshot.h"
#include "indexer/segments/index_files.h"

namespace dateline::segments {

// What the next generation is made of.
struct GenerationChange {
  // Its segments, in order, each with the tombstones that it has; its profile and next_segment. The
  // generation's number is set by the commit.
  index::Manifest manifest;
  // All dead documents, in any order, of each segment whose tombstones change, by its index in the
  // manifest.
  std::map<std::size_t, std::vector<index::DocId>> dead{};
};

// How it is committed.
struct CommitSettings {
  bool sync = true;              // durable when the commit returns OK
  AroundRename around_rename{};  // of CURRENT
};

// Writes tombstones and manifest of the generation after `before` (null: the first one), replaces
// CURRENT, and opens the result; segments that `before` left out as damaged stay left out. The name
// of each file is added to `new_files` before the file is made; on failure CURRENT says which
// generation is current.
absl::StatusOr<std::shared_ptr<const index::Snapshot>> CommitGeneration(
    const IndexFiles& files, const index::Snapshot* before, GenerationChange change,
    const CommitSettings& settings, std::vector<std::string>& new_files);

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_COMMIT_GENERATION_H_
