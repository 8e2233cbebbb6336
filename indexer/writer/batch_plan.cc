// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/batch_plan.h"

#include <algorithm>

namespace dateline::writer {

std::vector<RowAssignment> AssignRows(Batch& batch) {
  std::vector<RowAssignment> rows;
  index::DocId base = 0;
  for (ScratchPart& part : batch.parts) {
    for (AnalysedArticle& article : part.articles) {
      rows.push_back({&article, base + static_cast<index::DocId>(article.row)});
    }
    base += static_cast<index::DocId>(part.database->rows());
  }
  std::sort(rows.begin(), rows.end(), [](const RowAssignment& a, const RowAssignment& b) {
    return a.article->sequence < b.article->sequence;
  });
  return rows;
}

WriteResult BatchPlan::Decide(const RowAssignment& one) {
  const AnalysedArticle& article = *one.article;
  if (const auto later = ahead_.find(article.id);
      later != ahead_.end() && later->second > article.sequence) {
    // As if it had been written and at once replaced.
    newly_dead_[new_segment_].push_back(one.doc);
    return WriteResult::kUpdated;
  }
  if (const auto known = in_batch_.find(article.id); known != in_batch_.end()) {
    const bool same = known->second.article->content_hash == article.content_hash;
    newly_dead_[new_segment_].push_back(same ? one.doc : known->second.doc);
    if (!same) known->second = one;
    return same ? WriteResult::kUnchanged : WriteResult::kUpdated;
  }
  const auto live = index::FindLiveArticle(snapshot_, article.id);
  if (live) {
    const index::Segment& segment = *snapshot_.segments[live->segment].segment;
    // An article that cannot be read any more is replaced by the same one.
    const bool same = segment.columns().content_hashes[live->doc - 1] == article.content_hash;
    if (same && segment.IsSoundArticle(live->doc)) {
      newly_dead_[new_segment_].push_back(one.doc);
      return WriteResult::kUnchanged;
    }
    newly_dead_[live->segment].push_back(live->doc);
  }
  in_batch_.emplace(article.id, one);
  any_row_ = true;
  return live ? WriteResult::kUpdated : WriteResult::kAdded;
}

}  // namespace dateline::writer
