// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/committer.h"

#include <algorithm>
#include <utility>

#include "indexer/segments/scratch_database.h"

namespace dateline::writer {

// The current generation with more dead documents, which may be of a segment that is added.
segments::GenerationChange Committer::ChangeWith(const DeadBySegment& newly_dead) const {
  segments::GenerationChange change{generations_.manifest()};
  for (const auto& [segment, docs] : newly_dead) {
    std::vector<index::DocId>& dead = change.dead[generations_.PlaceInManifest(segment)];
    const std::vector<index::SegmentView>& views = generations_.snapshot().segments;
    if (segment < views.size()) dead = *views[segment].dead;
    dead.insert(dead.end(), docs.begin(), docs.end());
  }
  return change;
}

absl::Status Committer::Publish(Batch& batch, const DeadBySegment& newly_dead) {
  std::vector<segments::ScratchDatabase*> scratch;
  for (const ScratchPart& part : batch.parts) scratch.push_back(part.database.get());
  auto entry = publisher_.Publish(scratch, generations_.NewSegment());
  if (!entry.ok()) return generations_.Abandon(entry.status());
  generations_.AddSegmentFiles(*entry);
  segments::GenerationChange change = ChangeWith(newly_dead);
  change.manifest.segments.push_back(std::move(*entry));
  return generations_.Commit(std::move(change));
}

void Committer::RememberAhead(const std::vector<RowAssignment>& rows,
                              std::uint64_t oldest_elsewhere) {
  absl::erase_if(ahead_, [&](const auto& one) { return one.second < oldest_elsewhere; });
  for (const RowAssignment& one : rows) {
    if (one.article->sequence < oldest_elsewhere) continue;
    std::uint64_t& newest = ahead_[one.article->id];
    newest = std::max(newest, one.article->sequence);
  }
}

absl::Status Committer::Commit(Batch& batch, std::vector<Notification>& notifications) {
  if (!generations_.broken().ok()) return generations_.broken();
  const std::vector<RowAssignment> rows = AssignRows(batch);
  BatchPlan plan(generations_.snapshot(), ahead_);
  std::vector<WriteResult> results;
  results.reserve(rows.size());
  for (const RowAssignment& one : rows) results.push_back(plan.Decide(one));
  if (plan.any_row()) {
    absl::Status status = Publish(batch, plan.newly_dead());
    if (!status.ok()) return status;
  }
  RememberAhead(rows, batch.oldest_elsewhere);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    AnalysedArticle& article = *rows[i].article;
    notifications.push_back({article.sequence,
                             std::move(article.done),
                             {results[i], std::move(article.id), absl::OkStatus(),
                              generations_.snapshot().generation, std::move(article.warnings)}});
  }
  return absl::OkStatus();
}

absl::StatusOr<DeleteOutcome> Committer::Delete(const std::vector<std::string>& ids) {
  if (!generations_.broken().ok()) return generations_.broken();
  DeleteOutcome outcome;
  DeadBySegment newly_dead;
  for (const std::string& id : ids) {
    const auto live = index::FindLiveArticle(generations_.snapshot(), id);
    if (live) {
      newly_dead[live->segment].push_back(live->doc);
    } else {
      outcome.missing.push_back(id);
    }
  }
  for (auto& [segment, dead] : newly_dead) {
    std::sort(dead.begin(), dead.end());
    dead.erase(std::unique(dead.begin(), dead.end()), dead.end());  // an id may be named twice
    outcome.deleted += static_cast<std::uint32_t>(dead.size());
  }
  if (outcome.deleted > 0) {
    absl::Status status = generations_.Commit(ChangeWith(newly_dead));
    if (!status.ok()) return status;
  }
  outcome.generation = generations_.snapshot().generation;
  return outcome;
}

}  // namespace dateline::writer
