// SPDX-License-Identifier: GPL-3.0-or-later
// What a batch of articles does to an index, decided before anything is written.
#ifndef DATELINE_INDEXER_WRITER_BATCH_PLAN_H_
#define DATELINE_INDEXER_WRITER_BATCH_PLAN_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/index/snapshot.h"
#include "indexer/writer/batch.h"
#include "indexer/writer/index_writer.h"

namespace dateline::writer {

// An article of a batch and the row it gets in the new segment.
struct RowAssignment {
  AnalysedArticle* article;
  index::DocId doc;
};

// The rows of a batch in order of sequence.
std::vector<RowAssignment> AssignRows(Batch& batch);

// Documents by the index of their segment in the manifest.
using DeadBySegment = std::map<std::size_t, std::vector<index::DocId>>;

// Decides row by row, in order of sequence: which version of an article lives. The new segment
// comes after those of the snapshot.
class BatchPlan {
 public:
  // Sequences of committed articles that came later than some that are still on their way: an
  // earlier version must not replace a later one.
  using Ahead = absl::flat_hash_map<std::string, std::uint64_t>;

  // Keeps both references.
  BatchPlan(const index::Snapshot& snapshot, const Ahead& ahead)
      : snapshot_(snapshot), ahead_(ahead), new_segment_(snapshot.segments.size()) {}

  WriteResult Decide(const RowAssignment& one);
  // Whether any row lives: if none does there is nothing to commit.
  bool any_row() const { return any_row_; }
  // Documents that die with the commit, those of the new segment included.
  const DeadBySegment& newly_dead() const { return newly_dead_; }

 private:
  const index::Snapshot& snapshot_;
  const Ahead& ahead_;
  const std::size_t new_segment_;
  DeadBySegment newly_dead_;
  // The live version of each id that changed.
  absl::flat_hash_map<std::string, RowAssignment> in_batch_;
  bool any_row_ = false;
};

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_BATCH_PLAN_H_
