// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/fault_guard.h"

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <mutex>
#include <vector>

namespace dateline::index {

// The signal handler reads ranges while other threads write them, so each has a version, which is
// odd while it is written (a sequence lock). The range that a thread faults in does not change, as
// that thread keeps it mapped.
struct GuardedRange {
  std::atomic<std::uint32_t> version{0};
  std::atomic<std::uintptr_t> begin{0};
  std::atomic<std::uintptr_t> end{0};
  std::atomic<std::uint32_t> faults{0};
};

namespace {

// A file that was cut faults at each page of the rest. Each replaced page may take one of the
// 65,530 mappings that Linux allows a process: after a few, all the rest is replaced at once.
constexpr std::uint32_t kSinglePages = 16;

struct Block {
  std::array<GuardedRange, 64> ranges;
  std::atomic<Block*> next{nullptr};
};

// Never freed: a handler may be reading them.
constinit Block first_block;
constinit std::atomic<std::uintptr_t> page_bytes{0};
constinit struct sigaction previous_action {};  // written before the handler is installed

void Write(GuardedRange& range, std::uintptr_t begin, std::uintptr_t end) {
  const std::uint32_t version = range.version.load(std::memory_order_relaxed);
  range.version.store(version + 1, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release);
  range.begin.store(begin, std::memory_order_relaxed);
  range.end.store(end, std::memory_order_relaxed);
  range.faults.store(0, std::memory_order_relaxed);
  range.version.store(version + 2, std::memory_order_release);
}

// The end of the range if it holds `address`, else 0. Async-signal-safe.
std::uintptr_t EndIfIn(const GuardedRange& range, std::uintptr_t address) {
  const std::uint32_t version = range.version.load(std::memory_order_acquire);
  const std::uintptr_t begin = range.begin.load(std::memory_order_relaxed);
  const std::uintptr_t end = range.end.load(std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_acquire);
  const bool stable = version % 2 == 0 && range.version.load(std::memory_order_relaxed) == version;
  return stable && begin <= address && address < end ? end : 0;
}

// Async-signal-safe: atomics and one system call.
bool ReplacePages(GuardedRange& range, std::uintptr_t address, std::uintptr_t end) {
  const std::uintptr_t page = page_bytes.load(std::memory_order_relaxed);
  const std::uintptr_t first = address / page * page;
  const bool single = range.faults.fetch_add(1, std::memory_order_relaxed) < kSinglePages;
  const std::size_t bytes = single ? page : end - first;
  const void* zeros = mmap(reinterpret_cast<void*>(first), bytes, PROT_READ,
                           MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return zeros != MAP_FAILED;
}

bool Survives(std::uintptr_t address) {
  for (Block* block = &first_block; block != nullptr;
       block = block->next.load(std::memory_order_acquire)) {
    for (GuardedRange& range : block->ranges) {
      const std::uintptr_t end = EndIfIn(range, address);
      if (end != 0) return ReplacePages(range, address, end);
    }
  }
  return false;
}

// As if this handler did not exist.
void PassOn(int number, siginfo_t* about, void* context) {
  if ((previous_action.sa_flags & SA_SIGINFO) != 0) {
    previous_action.sa_sigaction(number, about, context);
  } else if (previous_action.sa_handler == SIG_DFL || previous_action.sa_handler == SIG_IGN) {
    // A fault comes again at once, a signal that was sent must be sent again.
    (void)signal(number, SIG_DFL);
    if (about->si_code <= 0) (void)raise(number);
  } else {
    previous_action.sa_handler(number);
  }
}

extern "C" void OnBusError(int number, siginfo_t* about, void* context) {
  const int error = errno;
  const bool fault = about->si_code > 0;  // not sent by a process
  if (!fault || !Survives(reinterpret_cast<std::uintptr_t>(about->si_addr))) {
    PassOn(number, about, context);
  }
  errno = error;
}

void InstallHandler() {
  static std::once_flag installed;
  std::call_once(installed, [] {
    page_bytes.store(static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE)));
    struct sigaction action {};
    action.sa_sigaction = OnBusError;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    (void)sigaction(SIGBUS, nullptr, &previous_action);
    (void)sigaction(SIGBUS, &action, nullptr);
  });
}

// Ranges that no guard uses.
class FreeRanges {
 public:
  GuardedRange* Acquire() {
    absl::MutexLock lock(&mutex_);
    if (free_.empty()) Grow();
    GuardedRange* range = free_.back();
    free_.pop_back();
    return range;
  }
  void Release(GuardedRange* range) {
    absl::MutexLock lock(&mutex_);
    free_.push_back(range);
  }

 private:
  void Grow() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    Block* block = last_ == nullptr ? &first_block : new Block;
    for (GuardedRange& range : block->ranges) free_.push_back(&range);
    if (last_ != nullptr) last_->next.store(block, std::memory_order_release);
    last_ = block;
  }

  absl::Mutex mutex_;
  std::vector<GuardedRange*> free_ ABSL_GUARDED_BY(mutex_);
  Block* last_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

// Never destroyed: guards of static objects may outlive everything else.
FreeRanges& Ranges() {
  static FreeRanges& ranges = *new FreeRanges;
  return ranges;
}

}  // namespace

FaultGuard::FaultGuard(const void* begin, std::size_t bytes) : range_(Ranges().Acquire()) {
  InstallHandler();
  const auto first = reinterpret_cast<std::uintptr_t>(begin);
  Write(*range_, first, first + bytes);
}

FaultGuard::~FaultGuard() {
  Write(*range_, 0, 0);
  Ranges().Release(range_);
}

bool FaultGuard::faulted() const { return range_->faults.load(std::memory_order_relaxed) != 0; }

}  // namespace dateline::index
