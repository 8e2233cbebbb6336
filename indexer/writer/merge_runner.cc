// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/merge_runner.h"

#include <absl/strings/numbers.h>

#include <chrono>
#include <utility>
#include <vector>

#include "core/errors/errors.h"
#include "indexer/writer/index_folder.h"

namespace dateline::writer {
namespace {

std::uint64_t BytesOf(const index::Manifest& manifest, const std::vector<std::size_t>& segments) {
  std::uint64_t bytes = 0;
  for (const std::size_t i : segments) bytes += index::TotalBytes(manifest.segments[i]);
  return bytes;
}

constexpr std::chrono::seconds kLookAround{1};  // how often the folder is looked at

// Polls a function while it lives, and requests a stop when that says no.
class Watch {
 public:
  explicit Watch(const std::function<bool()>& go_on) {
    if (go_on) thread_ = std::jthread([this, &go_on] { Run(go_on); });
  }
  ~Watch() {
    const absl::MutexLock lock(&mutex_);
    ended_ = true;
    changed_.NotifyAll();
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  std::stop_token token() { return stop_.get_token(); }

 private:
  void Run(const std::function<bool()>& go_on) {
    const absl::MutexLock lock(&mutex_);
    while (!ended_ && go_on())
      (void)changed_.WaitUntil(mutex_,
                               queue::SteadyCondition::After(std::chrono::milliseconds(100)));
    if (!ended_) stop_.request_stop();
  }

  std::stop_source stop_;
  absl::Mutex mutex_;
  queue::SteadyCondition changed_;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace

MergeRunner::MergeRunner(const WriterOptions& options, WorkQueue& queue, absl::Mutex& commit_mutex,
                         Generations& generations)
    : options_(options),
      files_(generations.files()),
      queue_(queue),
      commit_mutex_(commit_mutex),
      generations_(generations),
      // A load leaves no copies; a reader that opens meanwhile looks again (OpenSnapshot).
      dropped_(files_, generations.epoch(),
               options.bulk ? std::chrono::milliseconds(0) : options.drop_grace) {}

MergeRunner::~MergeRunner() { Stop(); }

void MergeRunner::Opened() {
  const absl::MutexLock commit(&commit_mutex_);
  dropped_.Found(generations_.manifest());
}

void MergeRunner::Start(Work work) {
  work_ = work;
  Wake();  // for what is there already
  thread_ = std::jthread([this] { Loop(); });
}

void MergeRunner::Stop() {
  stop_.request_stop();
  const absl::MutexLock lock(&signal_mutex_);
  signal_.NotifyAll();
}

void MergeRunner::Wake() {
  const absl::MutexLock lock(&signal_mutex_);
  wanted_ = true;
  signal_.NotifyAll();
}

bool MergeRunner::WaitForWork(bool& wanted) {
  const absl::MutexLock lock(&signal_mutex_);
  const auto due = queue::SteadyCondition::After(kLookAround);
  while (!wanted_ && !stop_.stop_requested()) {
    if (!signal_.WaitUntil(signal_mutex_, due)) break;
  }
  wanted = std::exchange(wanted_, false);
  return !stop_.stop_requested();
}

void MergeRunner::Loop() {
  for (bool wanted = false; WaitForWork(wanted);) {
    LookAround(wanted);
    // A failed merge leaves everything as it was; the next commit tries again.
    if (wanted && work_ == Work::kAll && MergeOnce(Policy::kTiers).value_or(false)) Wake();
  }
}

// An idle writer too learns that it is no longer alone, and removes what is due.
void MergeRunner::LookAround(bool wanted) {
  const absl::MutexLock commit(&commit_mutex_);
  if (wanted || dropped_.due() <= DroppedFiles::Clock::now()) {
    Sweep(false);
  } else {
    (void)generations_.CheckAlone();
  }
  FailIfBroken();
}

void MergeRunner::FailIfBroken() {
  if (!generations_.broken().ok()) queue_.Fail(generations_.broken());
}

// Another writer's files look like leftovers: nothing is removed unless this one is alone.
void MergeRunner::Sweep(bool at_once) {
  if (!generations_.CheckAlone().ok()) return;
  dropped_.Sweep(generations_.manifest(),
                 {.now = DroppedFiles::Clock::now(), .at_once = at_once, .in_making = in_making_});
}

void MergeRunner::MakeRoom() {
  constexpr std::chrono::milliseconds kMoment{100};
  const absl::MutexLock commit(&commit_mutex_);
  const auto now = DroppedFiles::Clock::now();
  if (now - made_room_ < kMoment) return;
  made_room_ = now;
  Sweep(true);
}

absl::Status MergeRunner::CheckRoom(std::uint64_t bytes) {
  const std::uint64_t least = options_.min_free_bytes + bytes;
  absl::Status space = CheckFreeSpace(files_.folder(), least);
  if (space.ok()) return space;
  Sweep(true);
  return CheckFreeSpace(files_.folder(), least);
}

// False: nothing to do.
absl::StatusOr<bool> MergeRunner::Plan(Policy policy, MergeWork& work) {
  absl::MutexLock commit(&commit_mutex_);
  const index::Manifest& manifest = generations_.manifest();
  if (!thread_.joinable()) Sweep(false);
  SegmentNumbers left_out = damaged_;
  for (const index::SegmentDamage& damage : generations_.snapshot().damaged) {
    left_out.insert(damage.segment);
  }
  const auto chosen = policy == Policy::kFull
                          ? ChooseFullMerge(manifest, options_.max_segment_bytes, left_out)
                          : ChooseMerge(manifest, options_.max_segment_bytes, left_out);
  if (chosen.empty()) {
    if (!generations_.broken().ok()) return generations_.broken();
    return false;
  }
  // Room for the new segment and for a copy to expunge, beyond what is kept for articles.
  if (absl::Status space = CheckRoom(2 * BytesOf(manifest, chosen)); !space.ok()) return space;
  work = PlanMerge(generations_, chosen);
  in_making_ = work.target;
  return true;
}

absl::StatusOr<bool> MergeRunner::MergeOnce(Policy policy, const std::stop_token& cancel) {
  absl::MutexLock merge(&merge_mutex_);
  if (stop_.stop_requested()) return absl::CancelledError("the writer is stopping");
  MergeWork work;
  auto planned = Plan(policy, work);
  if (!planned.ok() || !*planned) return planned;
  std::stop_source either;
  const std::stop_callback stopped(stop_.get_token(), [&either] { either.request_stop(); });
  const std::stop_callback cancelled(cancel, [&either] { either.request_stop(); });
  auto result = RunMerge(files_, work, either.get_token());
  absl::Status status;
  {
    absl::MutexLock commit(&commit_mutex_);
    in_making_.reset();
    status = InstallMerge(generations_, work, std::move(result));
    FailIfBroken();
    if (absl::IsResourceExhausted(status)) Sweep(true);
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
  Watch watch(go_on);
  while (!go_on || go_on()) {
    const auto merged = MergeOnce(policy, watch.token());
    if (absl::IsCancelled(merged.status()) && watch.token().stop_requested()) break;
    if (!merged.ok()) return merged.status();
    if (!*merged) break;
  }
  return damage();
}

}  // namespace dateline::writer
