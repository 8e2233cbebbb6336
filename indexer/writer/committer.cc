// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/committer.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "core/errors.h"
#include "core/index/files.h"
#include "indexer/segments/commit_manifest.h"
#include "indexer/segments/durable_files.h"
#include "indexer/segments/scratch_database.h"
#include "indexer/writer/index_folder.h"

namespace dateline::writer {

// One article of a batch and the row it gets in the new segment.
struct Committer::Placed {
  AnalysedArticle* article;
  index::DocId doc;
};

// What a batch comes to, so far.
struct Committer::Decisions {
  std::size_t new_segment = 0;
  DeadBySegment newly_dead;
  absl::flat_hash_map<std::string, Placed> in_batch;  // the live version of each id that changed
  bool any_row = false;
};

absl::Status Committer::Open(const index::ScoringProfile& profile) {
  auto opened = index::OpenSnapshot(folder_, nullptr);
  if (absl::IsNotFound(opened.status())) {
    if (absl::Status status = CheckNoOrphans(folder_); !status.ok()) return status;
    index::Manifest manifest;
    manifest.profile = profile;
    return Finish(Install(std::move(manifest)));
  }
  if (!opened.ok()) return opened.status();
  snapshot_ = std::move(*opened);
  if (!snapshot_->damaged.empty()) {
    return absl::DataLossError("the index is damaged: " + snapshot_->damaged.front() +
                               "; restore it from a backup or load it anew");
  }
  next_segment_ = snapshot_->manifest.next_segment;
  // The writer before may have died between the rename of CURRENT and its sync.
  return sync_ ? segments::SyncFolder(folder_) : absl::OkStatus();
}

absl::Status Committer::Install(index::Manifest manifest) {
  manifest.generation = snapshot_ == nullptr ? 1 : snapshot_->generation + 1;
  manifest.next_segment = next_segment_;
  new_files_.push_back(segments::ManifestName(manifest.generation));
  if (absl::Status status = segments::CommitManifest(folder_, manifest, sync_); !status.ok())
    return status;
  auto opened = index::OpenSnapshot(folder_, snapshot_.get());
  absl::Status status = opened.status();
  if (opened.ok() && !(*opened)->damaged.empty()) {
    status = absl::InternalError((*opened)->damaged.front());
  }
  if (status.ok()) snapshot_ = std::move(*opened);
  return status;
}

// Ends every attempt to commit: a failed one leaves no files, unless CURRENT may name them.
absl::Status Committer::Finish(absl::Status status) {
  const std::vector<std::string> files = std::exchange(new_files_, {});
  if (status.ok()) return status;
  const auto current = index::ReadCurrentManifest(folder_);
  const bool as_before =
      snapshot_ == nullptr ? absl::IsNotFound(current.status())
                           : current.ok() && current->generation == snapshot_->manifest.generation;
  if (as_before) {
    for (const std::string& name : files) {
      std::error_code ignored;  // the next start removes what cannot be removed now
      std::filesystem::remove(folder_ + "/" + name, ignored);
    }
  }
  if (as_before && !segments::IsSyncFailure(status)) return status;
  broken_ = errors::MakeError(
      absl::StatusCode::kInternal, v1::ERROR_REASON_WRITER_BROKEN,
      fmt::format("the index could not be brought to disk safely; nothing more is written: restart "
                  "the indexer ({})",
                  std::string(status.message())));
  return broken_;
}

absl::Status Committer::WriteTombstones(index::SegmentEntry& entry,
                                        std::vector<index::DocId> dead) {
  std::sort(dead.begin(), dead.end());
  dead.erase(std::unique(dead.begin(), dead.end()), dead.end());
  const std::uint64_t generation = snapshot_->generation + 1;
  new_files_.push_back(segments::TombstonesName(entry.number, generation));
  auto file = publisher_.WriteTombstones(entry.number, generation, dead);
  if (!file.ok()) return file.status();
  entry.tombstones = std::move(*file);
  entry.dead = static_cast<std::uint32_t>(dead.size());
  return absl::OkStatus();
}

absl::Status Committer::WriteDead(const DeadBySegment& newly_dead, index::Manifest& manifest) {
  for (const auto& [segment, docs] : newly_dead) {
    std::vector<index::DocId> dead;
    if (segment < snapshot_->segments.size()) dead = *snapshot_->segments[segment].dead;
    dead.insert(dead.end(), docs.begin(), docs.end());
    absl::Status status = WriteTombstones(manifest.segments[segment], std::move(dead));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<WriteResult> Committer::Decide(const Placed& one, Decisions& decisions) {
  const AnalysedArticle& article = *one.article;
  std::vector<index::DocId>& new_dead = decisions.newly_dead[decisions.new_segment];
  if (const auto later = ahead_.find(article.id);
      later != ahead_.end() && later->second > article.sequence) {
    new_dead.push_back(one.doc);  // as if it had been written and at once replaced
    return WriteResult::kUpdated;
  }
  if (const auto known = decisions.in_batch.find(article.id); known != decisions.in_batch.end()) {
    const bool same = known->second.article->content_hash == article.content_hash;
    new_dead.push_back(same ? one.doc : known->second.doc);
    if (!same) known->second = one;
    return same ? WriteResult::kUnchanged : WriteResult::kUpdated;
  }
  const auto live = index::FindLiveArticle(*snapshot_, article.id);
  if (live) {
    const index::Columns& columns = snapshot_->segments[live->segment].segment->columns();
    if (columns.content_hashes[live->doc - 1] == article.content_hash) {
      new_dead.push_back(one.doc);
      return WriteResult::kUnchanged;
    }
    decisions.newly_dead[live->segment].push_back(live->doc);
  }
  decisions.in_batch.emplace(article.id, one);
  decisions.any_row = true;
  return live ? WriteResult::kUpdated : WriteResult::kAdded;
}

absl::Status Committer::PublishBatch(Batch& batch, const DeadBySegment& newly_dead) {
  index::Manifest manifest = snapshot_->manifest;
  std::vector<segments::ScratchDatabase*> scratch;
  for (const ScratchPart& part : batch.parts) scratch.push_back(part.database.get());
  auto entry = publisher_.Publish(scratch, next_segment_++);
  if (!entry.ok()) return entry.status();
  for (const index::FileEntry& file : index::FilesOf(*entry)) new_files_.push_back(file.name);
  manifest.segments.push_back(std::move(*entry));
  if (absl::Status status = WriteDead(newly_dead, manifest); !status.ok()) return status;
  return Install(std::move(manifest));
}

void Committer::RememberAhead(const std::vector<Placed>& placed, std::uint64_t oldest_elsewhere) {
  absl::erase_if(ahead_, [&](const auto& one) { return one.second < oldest_elsewhere; });
  for (const Placed& one : placed) {
    if (one.article->sequence < oldest_elsewhere) continue;
    std::uint64_t& newest = ahead_[one.article->id];
    newest = std::max(newest, one.article->sequence);
  }
}

absl::Status Committer::Commit(Batch& batch, std::vector<SettledArticle>& settled) {
  if (!broken_.ok()) return broken_;
  std::vector<Placed> placed;
  index::DocId base = 0;
  for (ScratchPart& part : batch.parts) {
    for (AnalysedArticle& article : part.articles) {
      placed.push_back({&article, base + static_cast<index::DocId>(article.row)});
    }
    base += static_cast<index::DocId>(part.database->rows());
  }
  std::sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) {
    return a.article->sequence < b.article->sequence;
  });
  Decisions decisions;
  decisions.new_segment = snapshot_->segments.size();
  std::vector<WriteResult> results;
  for (const Placed& one : placed) {
    const auto result = Decide(one, decisions);
    if (!result.ok()) return result.status();
    results.push_back(*result);
  }
  std::erase_if(decisions.newly_dead, [](const auto& one) { return one.second.empty(); });
  if (decisions.any_row) {
    absl::Status status = Finish(PublishBatch(batch, decisions.newly_dead));
    if (!status.ok()) return status;
  }
  RememberAhead(placed, batch.oldest_elsewhere);
  for (std::size_t i = 0; i < placed.size(); ++i) {
    AnalysedArticle& article = *placed[i].article;
    settled.push_back(
        {article.sequence,
         std::move(article.done),
         {results[i], std::move(article.id), absl::OkStatus(), snapshot_->generation}});
  }
  return absl::OkStatus();
}

absl::StatusOr<DeleteOutcome> Committer::Delete(const std::vector<std::string>& ids) {
  if (!broken_.ok()) return broken_;
  DeleteOutcome outcome;
  DeadBySegment newly_dead;
  for (const std::string& id : ids) {
    const auto live = index::FindLiveArticle(*snapshot_, id);
    if (!live) {
      outcome.missing.push_back(id);
      continue;
    }
    std::vector<index::DocId>& dead = newly_dead[live->segment];
    dead.push_back(live->doc);
  }
  for (auto& [segment, dead] : newly_dead) {
    std::sort(dead.begin(), dead.end());
    dead.erase(std::unique(dead.begin(), dead.end()), dead.end());  // an id may be named twice
    outcome.deleted += static_cast<std::uint32_t>(dead.size());
  }
  if (outcome.deleted > 0) {
    index::Manifest manifest = snapshot_->manifest;
    absl::Status status = WriteDead(newly_dead, manifest);
    if (status.ok()) status = Install(std::move(manifest));
    if (status = Finish(std::move(status)); !status.ok()) return status;
  }
  outcome.generation = snapshot_->generation;
  return outcome;
}

}  // namespace dateline::writer
