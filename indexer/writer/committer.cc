// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/committer.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/index/files.h"

namespace dateline {
namespace {

// One article of a batch and the row it gets in the new segment.
struct Placed {
  AnalysedArticle* article;
  DocId doc;
};

std::vector<Placed> Place(std::vector<ScratchPart>& parts) {
  std::vector<Placed> placed;
  DocId base = 0;
  for (ScratchPart& part : parts) {
    for (AnalysedArticle& article : part.articles) {
      placed.push_back({&article, base + static_cast<DocId>(article.row)});
    }
    base += static_cast<DocId>(part.database->rows());
  }
  std::sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) {
    return a.article->sequence < b.article->sequence;
  });
  return placed;
}

}  // namespace

absl::Status Committer::Install(Manifest manifest) {
  manifest.generation = snapshot_ == nullptr ? 1 : snapshot_->generation + 1;
  if (absl::Status status = CommitManifest(folder_, manifest, sync_); !status.ok()) {
    broken_ = !absl::IsResourceExhausted(status);
    return status;
  }
  auto opened = OpenSnapshot(folder_, snapshot_.get());
  if (!opened.ok()) {
    broken_ = true;
    return opened.status();
  }
  snapshot_ = std::move(*opened);
  return absl::OkStatus();
}

absl::Status Committer::Open(const ScoringProfile& profile) {
  auto opened = OpenSnapshot(folder_, nullptr);
  if (opened.ok()) {
    snapshot_ = std::move(*opened);
    if (snapshot_->damaged.empty()) return absl::OkStatus();
    return absl::DataLossError("the index is damaged: " + snapshot_->damaged.front() +
                               "; restore it from a backup or load it anew");
  }
  if (!absl::IsNotFound(opened.status())) return opened.status();
  Manifest manifest;
  manifest.profile = profile;
  return Install(std::move(manifest));
}

absl::Status Committer::WriteDead(const DeadBySegment& newly_dead, Manifest& manifest) {
  for (const auto& [segment, docs] : newly_dead) {
    std::vector<DocId> dead;
    if (segment < snapshot_->segments.size()) dead = *snapshot_->segments[segment].dead;
    dead.insert(dead.end(), docs.begin(), docs.end());
    std::sort(dead.begin(), dead.end());
    dead.erase(std::unique(dead.begin(), dead.end()), dead.end());
    SegmentEntry& entry = manifest.segments[segment];
    auto file = publisher_.WriteTombstones(entry.number, snapshot_->generation + 1, dead);
    if (!file.ok()) return file.status();
    entry.tombstones = std::move(*file);
    entry.dead = static_cast<std::uint32_t>(dead.size());
  }
  return absl::OkStatus();
}

absl::Status Committer::Commit(std::vector<ScratchPart>& parts,
                               std::vector<std::pair<WriteCallback, WriteOutcome>>& outcomes) {
  std::vector<Placed> placed = Place(parts);
  if (placed.empty()) return absl::OkStatus();
  Manifest manifest = snapshot_->manifest;
  const std::size_t new_segment = manifest.segments.size();
  DeadBySegment newly_dead;
  absl::flat_hash_map<std::string, Placed> in_batch;
  std::vector<WriteResult> results;
  bool any_row = false;
  for (const Placed& one : placed) {
    const auto known = in_batch.find(one.article->id);
    WriteResult result = WriteResult::kAdded;
    if (known != in_batch.end()) {
      const bool same = known->second.article->content_hash == one.article->content_hash;
      result = same ? WriteResult::kUnchanged : WriteResult::kUpdated;
      newly_dead[new_segment].push_back(same ? one.doc : known->second.doc);
      if (!same) known->second = one;
    } else if (const auto live = FindLiveArticle(*snapshot_, one.article->id)) {
      const Columns& columns = snapshot_->segments[live->segment].segment->columns();
      const bool same = columns.content_hashes[live->doc - 1] == one.article->content_hash;
      result = same ? WriteResult::kUnchanged : WriteResult::kUpdated;
      newly_dead[same ? new_segment : live->segment].push_back(same ? one.doc : live->doc);
      if (!same) in_batch.emplace(one.article->id, one);
    } else {
      in_batch.emplace(one.article->id, one);
    }
    any_row |= result != WriteResult::kUnchanged;
    results.push_back(result);
  }
  if (any_row) {
    std::vector<ScratchDatabase*> scratch;
    for (const ScratchPart& part : parts) scratch.push_back(part.database.get());
    auto entry = publisher_.Publish(scratch, manifest.next_segment);
    if (!entry.ok()) return entry.status();
    ++manifest.next_segment;
    manifest.segments.push_back(std::move(*entry));
    if (absl::Status status = WriteDead(newly_dead, manifest); !status.ok()) return status;
    if (absl::Status status = Install(std::move(manifest)); !status.ok()) return status;
  }
  for (std::size_t i = 0; i < placed.size(); ++i) {
    AnalysedArticle& article = *placed[i].article;
    outcomes.emplace_back(
        std::move(article.done),
        WriteOutcome{results[i], std::move(article.id), absl::OkStatus(), snapshot_->generation});
  }
  return absl::OkStatus();
}

absl::StatusOr<DeleteOutcome> Committer::Delete(const std::vector<std::string>& ids) {
  DeleteOutcome outcome;
  DeadBySegment newly_dead;
  for (const std::string& id : ids) {
    const auto live = FindLiveArticle(*snapshot_, id);
    if (!live) {
      outcome.missing.push_back(id);
      continue;
    }
    std::vector<DocId>& dead = newly_dead[live->segment];
    if (std::find(dead.begin(), dead.end(), live->doc) != dead.end()) continue;  // named twice
    dead.push_back(live->doc);
    ++outcome.deleted;
  }
  if (outcome.deleted > 0) {
    Manifest manifest = snapshot_->manifest;
    if (absl::Status status = WriteDead(newly_dead, manifest); !status.ok()) return status;
    if (absl::Status status = Install(std::move(manifest)); !status.ok()) return status;
  }
  outcome.generation = snapshot_->generation;
  return outcome;
}

absl::Status Committer::Merge(const std::vector<std::size_t>& indexes) {
  Manifest manifest = snapshot_->manifest;
  std::vector<MergeSource> sources;
  std::vector<bool> merged(manifest.segments.size(), false);
  for (const std::size_t index : indexes) {
    const SegmentView& view = snapshot_->segments[index];
    sources.push_back({view.segment, *view.dead, manifest.segments[index].dead > 0});
    merged[index] = true;
  }
  auto result = publisher_.Merge(sources, manifest.next_segment++, manifest.profile);
  if (!result.ok()) return result.status();
  std::vector<SegmentEntry> kept;
  for (std::size_t i = 0; i < manifest.segments.size(); ++i) {
    if (!merged[i]) kept.push_back(manifest.segments[i]);
    if (i == indexes.back() && result->entry.rows > 0) kept.push_back(result->entry);
  }
  manifest.segments = std::move(kept);
  return Install(std::move(manifest));
}

}  // namespace dateline
