// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/generations.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/errors/errors.h"
#include "indexer/segments/file_names.h"

namespace dateline::writer {
namespace {

absl::Status RefuseDamage(const std::vector<index::SegmentDamage>& damaged) {
  const std::string more =
      damaged.size() > 1 ? fmt::format(" (and {} more segments)", damaged.size() - 1) : "";
  return errors::MakeError(
      absl::StatusCode::kDataLoss, v1::ERROR_REASON_SEGMENT_DAMAGED,
      fmt::format("the index is damaged: {}{}; 'dateline-indexer repair' shows what can be kept, "
                  "--allow-damaged writes on without it, or restore a backup",
                  index::Describe(damaged.front()), more),
      {{"segment", std::to_string(damaged.front().segment)}, {"file", damaged.front().file}});
}

}  // namespace

Generations::Generations(const segments::IndexFiles& files, bool sync)
    : files_(files), sync_(sync), epoch_(segments::RandomHex(8)) {}

absl::Status Generations::Open(const IndexLock& lock, const index::ScoringProfile& profile,
                               Damaged damaged) {
  lock_ = &lock;
  auto opened = index::OpenSnapshot(files_.folder(), nullptr);
  if (absl::IsNotFound(opened.status())) {
    segments::GenerationChange first;
    first.manifest.index_id = segments::RandomHex(16);
    first.manifest.profile = profile;
    return Commit(std::move(first));
  }
  if (!opened.ok()) return opened.status();
  snapshot_ = std::move(*opened);
  if (!snapshot_->damaged.empty() && damaged == Damaged::kRefuse)
    return RefuseDamage(snapshot_->damaged);
  next_segment_ = snapshot_->manifest.next_segment;
  // The writer before may have died between the rename of CURRENT and its sync.
  return sync_ ? files_.SyncFolder() : absl::OkStatus();
}

std::size_t Generations::PlaceInManifest(std::size_t segment) const {
  const std::vector<index::SegmentEntry>& entries = manifest().segments;
  if (segment >= snapshot_->segments.size()) return entries.size();
  const std::uint32_t number = snapshot_->segments[segment].entry.number;
  const auto entry = std::find_if(entries.begin(), entries.end(),
                                  [&](const auto& one) { return one.number == number; });
  return static_cast<std::size_t>(entry - entries.begin());
}

const index::SegmentView* Generations::FindView(std::uint32_t number) const {
  for (const index::SegmentView& view : snapshot_->segments) {
    if (view.entry.number == number) return &view;
  }
  return nullptr;
}

void Generations::AddSegmentFiles(const index::SegmentEntry& segment) {
  for (const index::FileEntry& file : index::FilesOf(segment)) new_files_.push_back(file.name);
}

absl::Status Generations::Commit(segments::GenerationChange change) {
  change.manifest.epoch = epoch_;
  change.manifest.next_segment = next_segment_;
  // The lock of the folder makes the look at LOCK and CURRENT one step with the rename.
  const auto around_rename = [this](const std::function<absl::Status()>& rename) {
    return lock_->Exclusively([&] {
      absl::Status status = Alone();
      if (status.ok()) status = rename();
      // For file systems without such locks.
      return status.ok() ? lock_->CheckHeld() : status;
    });
  };
  auto committed =
      segments::CommitGeneration(files_, snapshot_.get(), std::move(change),
                                 {.sync = sync_, .around_rename = around_rename}, new_files_);
  if (!committed.ok()) return Abandon(committed.status());
  snapshot_ = std::move(*committed);
  new_files_.clear();
  return absl::OkStatus();
}

absl::Status Generations::Alone() const {
  // CURRENT first: of a folder that is replaced between the two looks, LOCK tells.
  absl::Status current = CurrentIsOwn();
  if (absl::Status held = lock_->CheckHeld(); !held.ok()) return held;
  return current;
}

absl::Status Generations::CurrentIsOwn() const {
  const auto current = index::ReadCurrentManifest(files_.folder());
  if (current.ok() && current->epoch == epoch_ &&
      (snapshot_ == nullptr || current->generation > snapshot_->generation)) {
    return absl::InternalError("CURRENT was replaced by a commit that failed afterwards");
  }
  if (snapshot_ == nullptr) {
    if (absl::IsNotFound(current.status())) return absl::OkStatus();
    return current.ok() ? NotAlone("somebody else made an index in the folder") : current.status();
  }
  if (absl::IsNotFound(current.status())) return NotAlone("the file CURRENT was removed");
  if (absl::IsDataLoss(current.status()) || absl::IsFailedPrecondition(current.status()))
    return NotAlone(errors::MessageOf(current.status()));
  if (!current.ok()) return current.status();
  const index::Manifest& own = snapshot_->manifest;
  if (current->index_id != own.index_id) return NotAlone("CURRENT is that of another index");
  if (current->generation == own.generation && current->epoch == own.epoch) return absl::OkStatus();
  return NotAlone(fmt::format("CURRENT says generation {} by another writer, and its own is {}",
                              current->generation, own.generation));
}

absl::Status Generations::CheckAlone() {
  if (!broken_.ok()) return broken_;
  if (absl::Status status = Alone(); errors::ReasonOf(status) == v1::ERROR_REASON_WRITER_BROKEN)
    broken_ = std::move(status);
  return broken_;
}

// A failed commit leaves no files, unless CURRENT may name them, or the folder may be another's.
absl::Status Generations::Abandon(absl::Status failure) {
  const std::vector<std::string> files = std::exchange(new_files_, {});
  if (errors::ReasonOf(failure) == v1::ERROR_REASON_WRITER_BROKEN) return broken_ = failure;
  if (absl::Status status = Alone(); !status.ok()) {
    if (errors::ReasonOf(status) == v1::ERROR_REASON_WRITER_BROKEN) return broken_ = status;
  } else {
    // The next start removes what cannot be removed now.
    for (const std::string& name : files) (void)files_.RemoveFile(name);
    if (!segments::IsSyncFailure(failure)) return failure;
  }
  broken_ = errors::MakeError(
      absl::StatusCode::kInternal, v1::ERROR_REASON_WRITER_BROKEN,
      fmt::format("the index could not be brought to disk safely; nothing more is written: restart "
                  "the indexer ({})",
                  std::string(failure.message())));
  return broken_;
}

}  // namespace dateline::writer
