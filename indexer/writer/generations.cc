// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/generations.h"

#include <fmt/format.h>

#include <random>
#include <utility>

#include "core/errors/errors.h"
#include "indexer/writer/index_folder.h"

namespace dateline::writer {
namespace {

// So many bytes that nobody can guess, in hex digits.
std::string RandomHex(std::size_t bytes) {
  std::random_device device;
  std::string text;
  while (text.size() < 2 * bytes) text += fmt::format("{:08x}", device());
  return text;
}

}  // namespace

Generations::Generations(const segments::IndexFiles& files, bool sync)
    : files_(files), sync_(sync), epoch_(RandomHex(8)) {}

absl::Status Generations::Open(const index::ScoringProfile& profile) {
  auto opened = index::OpenSnapshot(files_.folder(), nullptr);
  if (absl::IsNotFound(opened.status())) {
    if (absl::Status status = CheckNoOrphans(files_.folder()); !status.ok()) return status;
    segments::GenerationChange first;
    first.manifest.index_id = RandomHex(16);
    first.manifest.profile = profile;
    return Commit(std::move(first));
  }
  if (!opened.ok()) return opened.status();
  snapshot_ = std::move(*opened);
  if (!snapshot_->damaged.empty()) {
    return absl::DataLossError(
        "the index is damaged: " + index::Describe(snapshot_->damaged.front()) +
        "; restore it from a backup or load it anew");
  }
  next_segment_ = snapshot_->manifest.next_segment;
  // The writer before may have died between the rename of CURRENT and its sync.
  return sync_ ? files_.SyncFolder() : absl::OkStatus();
}

void Generations::AddSegmentFiles(const index::SegmentEntry& segment) {
  for (const index::FileEntry& file : index::FilesOf(segment)) new_files_.push_back(file.name);
}

absl::Status Generations::Commit(segments::GenerationChange change) {
  change.manifest.epoch = epoch_;
  change.manifest.next_segment = next_segment_;
  auto committed =
      segments::CommitGeneration(files_, snapshot_.get(), std::move(change), sync_, new_files_);
  if (!committed.ok()) return Abandon(committed.status());
  snapshot_ = std::move(*committed);
  new_files_.clear();
  return absl::OkStatus();
}

// A failed commit leaves no files, unless CURRENT may name them.
absl::Status Generations::Abandon(absl::Status failure) {
  const std::vector<std::string> files = std::exchange(new_files_, {});
  const auto current = index::ReadCurrentManifest(files_.folder());
  const bool as_before =
      snapshot_ == nullptr ? absl::IsNotFound(current.status())
                           : current.ok() && current->generation == snapshot_->manifest.generation;
  if (as_before) {
    // The next start removes what cannot be removed now.
    for (const std::string& name : files) (void)files_.RemoveFile(name);
  }
  if (as_before && !segments::IsSyncFailure(failure)) return failure;
  broken_ = errors::MakeError(
      absl::StatusCode::kInternal, v1::ERROR_REASON_WRITER_BROKEN,
      fmt::format("the index could not be brought to disk safely; nothing more is written: restart "
                  "the indexer ({})",
                  std::string(failure.message())));
  return broken_;
}

}  // namespace dateline::writer
