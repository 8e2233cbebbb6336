// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/merge_runner.h"

#include <absl/strings/numbers.h>

#include <chrono>
#include <utility>
#include <vector>

#include "core/errors/errors.h"

namespace dateline::writer {
namespace {

std::uint64_t BytesOf(const index::Manifest& manifest, const std::vector<std::size_t>& segments) {
  std::uint64_t bytes = 0;
  for (const std::size_t i : segments) bytes += index::TotalBytes(manifest.segments[i]);
  return bytes;
}

}  // namespace

MergeRunner::MergeRunner(const WriterOptions& options, WorkQueue& queue, absl::Mutex& commit_mutex,
                         Generations& generations)
    : options_(options),
      files_(generations.files()),
      queue_(queue),
      // A load leaves no copies; a reader that opens meanwhile looks again (OpenSnapshot).
      dropped_(files_, std::chrono::seconds(options.bulk ? 0 : 60)),
      commit_mutex_(commit_mutex),
      generations_(generations) {}

MergeRunner::~MergeRunner() {
  if (!thread_.joinable()) return;
  {
    absl::MutexLock lock(&signal_mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void MergeRunner::Start() {
  thread_ = std::jthread([this] { Loop(); });
}

void MergeRunner::Wake() {
  absl::MutexLock lock(&signal_mutex_);
  wanted_ = true;
}

void MergeRunner::Loop() {
  for (;;) {
    {
      absl::MutexLock lock(&signal_mutex_);
      signal_mutex_.Await(absl::Condition(
          +[](MergeRunner* runner)
               ABSL_NO_THREAD_SAFETY_ANALYSIS { return runner->wanted_ || runner->stopping_; },
          this));
      if (stopping_) return;
      wanted_ = false;
    }
    // A failed merge leaves everything as it was; the next commit tries again.
    if (MergeOnce(Policy::kTiers).value_or(false)) Wake();
  }
}

// False: nothing to do.
absl::StatusOr<bool> MergeRunner::Plan(Policy policy, MergeWork& work) {
  absl::MutexLock commit(&commit_mutex_);
  const index::Manifest& manifest = generations_.manifest();
  dropped_.Sweep(manifest, DroppedFiles::Clock::now());
  const auto chosen = policy == Policy::kFull
                          ? ChooseFullMerge(manifest, options_.max_segment_bytes, damaged_)
                          : ChooseMerge(manifest, options_.max_segment_bytes, damaged_);
  if (chosen.empty()) {
    if (!generations_.broken().ok()) return generations_.broken();
    return false;
  }
  // Room for the new segment and for a copy to expunge, beyond what is kept for articles.
  absl::Status space =
      CheckFreeSpace(files_.folder(), options_.min_free_bytes + 2 * BytesOf(manifest, chosen));
  if (!space.ok()) return space;
  work = PlanMerge(generations_, chosen);
  return true;
}

absl::StatusOr<bool> MergeRunner::MergeOnce(Policy policy) {
  absl::MutexLock merge(&merge_mutex_);
  MergeWork work;
  auto planned = Plan(policy, work);
  if (!planned.ok() || !*planned) return planned;
  auto result = RunMerge(files_, work);
  absl::Status status;
  {
    absl::MutexLock commit(&commit_mutex_);
    status = InstallMerge(generations_, work, std::move(result));
    if (!generations_.broken().ok()) queue_.Fail(generations_.broken());
  }
  if (status = LeaveOutDamaged(std::move(status)); !status.ok()) return status;
  return true;
}

// Damage in one segment is reported once and does not keep the others from being merged.
absl::Status MergeRunner::LeaveOutDamaged(absl::Status status) {
  std::uint32_t number = 0;
  if (errors::ReasonOf(status) != v1::ERROR_REASON_SEGMENT_DAMAGED ||
      !absl::SimpleAtoi(errors::ErrorMetadata(status, "segment"), &number)) {
    return status;
  }
  damaged_.insert(number);
  if (damage_.ok()) damage_ = status;
  if (options_.on_damage) options_.on_damage(status);
  return absl::OkStatus();
}

absl::Status MergeRunner::damage() {
  absl::MutexLock merge(&merge_mutex_);
  return damage_;
}

absl::Status MergeRunner::MergeAll(Policy policy, const std::function<bool()>& go_on) {
  while (!go_on || go_on()) {
    const auto merged = MergeOnce(policy);
    if (!merged.ok()) return merged.status();
    if (!*merged) break;
  }
  return damage();
}

}  // namespace dateline::writer
