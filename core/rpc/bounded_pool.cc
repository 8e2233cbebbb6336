// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/bounded_pool.h"

#include <algorithm>
#include <ctime>
#include <memory>
#include <utility>

namespace dateline::rpc {
namespace {

// gRPC answers what comes after its own shutdown with CANCELLED, which no client tries again.
constexpr std::chrono::milliseconds kQuiet{100};
constexpr std::chrono::milliseconds kLongestWaitForQuiet{2000};

// Time that this thread has used of a core: what a search takes of the others, however many
// threads the machine runs at once.
std::chrono::nanoseconds ThreadTime() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// A job of nobody in particular; deletes itself.
class FunctionTask final : public Task {
 public:
  FunctionTask(std::function<void()> job, std::function<void()> then)
      : job_(std::move(job)), then_(std::move(then)) {}
  void Run() override { job_(); }
  void Done() override {
    const std::unique_ptr<FunctionTask> self(this);
    if (then_) then_();
  }
  // Without a deadline, and with one caller: it is not told to leave.
  void Leave(Left /*why*/) override { delete this; }

 private:
  std::function<void()> job_;
  std::function<void()> then_;
};

}  // namespace

BoundedPool::BoundedPool(const PoolOptions& options)
    : threads_(options.threads > 0 ? options.threads
                                   : std::max(1U, std::thread::hardware_concurrency())),
      queue_({.threads = threads_,
              .max_calls = options.max_jobs,
              .max_answer_bytes = options.answers.max_bytes}),
      answers_(options.answers),
      deadlines_([this] { WatchDeadlines(); }) {
  for (unsigned i = 0; i < threads_ + options.short_threads; ++i) {
    const auto lane = i < threads_ ? FairQueue::Lane::kAny : FairQueue::Lane::kShort;
    workers_.emplace_back([this, lane] { Work(lane); });
  }
}

BoundedPool::~BoundedPool() { Join(); }

bool BoundedPool::Post(Task& task, std::string_view caller, Clock::time_point deadline) {
  Task* displaced = nullptr;
  {
    const absl::MutexLock lock(&mutex_);  // what is taken is queued before Join waits
    if (closed_) {
      ++refused_;
      return false;
    }
    const FairQueue::Admission admission = queue_.Add(task, caller, deadline, Clock::now());
    if (!admission.taken) return false;
    ++unfinished_;
    displaced = static_cast<Task*>(admission.displaced);
    if (deadline < watch_until_) {
      watch_until_ = deadline;
      deadline_.NotifyAll();
    }
    WakeOne();
  }
  if (displaced != nullptr) {
    displaced->Leave(Task::Left::kDisplaced);
    const absl::MutexLock lock(&mutex_);
    EndOne();
  }
  return true;
}

void BoundedPool::WakeOne() {
  if (sleeping_ > 0) {
    work_.Signal();
  } else if (short_sleeping_ > 0 && queue_.HasShort(Clock::now())) {
    short_work_.Signal();
  }
}

bool BoundedPool::TryPost(std::function<void()> job, std::function<void()> then,
                          std::string_view caller) {
  auto task = std::make_unique<FunctionTask>(std::move(job), std::move(then));
  if (!Post(*task, caller, Clock::time_point::max())) return false;
  (void)task.release();  // deletes itself
  return true;
}

bool BoundedPool::Withdraw(Task& task) {
  const absl::MutexLock lock(&mutex_);
  if (!queue_.Remove(task)) return false;
  EndOne();
  return true;
}

void BoundedPool::Release(Task& task) {
  answers_.Remove(task);
  const absl::MutexLock lock(&mutex_);
  queue_.Release(task);
  if (queue_.waiting() > 0) WakeOne();  // a job of its caller may have waited for it
}

void BoundedPool::Work(FairQueue::Lane lane) {
  const bool any = lane == FairQueue::Lane::kAny;
  absl::CondVar& work = any ? work_ : short_work_;
  for (;;) {
    Task* task = nullptr;
    {
      const absl::MutexLock lock(&mutex_);
      std::size_t& sleeping = any ? sleeping_ : short_sleeping_;
      while ((task = static_cast<Task*>(queue_.Next(lane, Clock::now()))) == nullptr) {
        if (joined_ && (!any || queue_.waiting() == 0)) return;
        ++sleeping;
        work.Wait(&mutex_);
        --sleeping;
      }
      // Two signals may have met the same sleeper.
      if (queue_.waiting() > 0) WakeOne();
    }
    RunOne(*task);
  }
}

void BoundedPool::RunOne(Task& task) {
  const auto before = ThreadTime();
  task.Run();
  const std::size_t answer_bytes = task.AnswerBytes();
  FairQueue::Account* account = nullptr;
  {
    const absl::MutexLock lock(&mutex_);
    account = &queue_.Finish(task, answer_bytes);
  }
  if (answer_bytes > 0) answers_.Add(task, answer_bytes, task.caller());
  task.Done();  // an answer is written and compressed here
  const auto cost = ThreadTime() - before;
  const absl::MutexLock lock(&mutex_);
  queue_.Charge(*account, cost, Clock::now());
  if (queue_.waiting() > 0) WakeOne();  // its caller's next call may be short
  EndOne();
}

void BoundedPool::EndOne() {
  if (--unfinished_ == 0 && closed_) idle_.NotifyAll();
}

void BoundedPool::WatchDeadlines() {
  for (;;) {
    Task* expired = nullptr;
    {
      const absl::MutexLock lock(&mutex_);
      while ((expired = static_cast<Task*>(queue_.TakeExpired(Clock::now()))) == nullptr) {
        if (joined_ && queue_.waiting() == 0) return;
        watch_until_ = queue_.NextDeadline();
        deadline_.WaitUntil(mutex_, watch_until_);
      }
    }
    expired->Leave(Task::Left::kDeadline);
    const absl::MutexLock lock(&mutex_);
    EndOne();
  }
}

bool BoundedPool::Drain(std::chrono::milliseconds patience) {
  const auto deadline = queue::SteadyCondition::After(patience);
  const absl::MutexLock lock(&mutex_);
  closed_ = true;
  while (unfinished_ != 0) {
    if (!idle_.WaitUntil(mutex_, deadline) && unfinished_ != 0) return false;
  }
  for (auto waited = kQuiet; waited <= kLongestWaitForQuiet; waited += kQuiet) {
    const std::size_t before = refused_;
    const auto quiet = queue::SteadyCondition::After(kQuiet);
    while (idle_.WaitUntil(mutex_, quiet)) {
    }
    if (refused_ == before) break;
  }
  return true;
}

bool BoundedPool::closed() const {
  const absl::MutexLock lock(&mutex_);
  return closed_;
}

std::size_t BoundedPool::waiting() const {
  const absl::MutexLock lock(&mutex_);
  return queue_.waiting();
}

BoundedPool::Clock::duration BoundedPool::Backlog() const {
  const absl::MutexLock lock(&mutex_);
  return queue_.Backlog();
}

void BoundedPool::Join() {
  {
    const absl::MutexLock lock(&mutex_);
    closed_ = true;
    if (joined_) return;
    joined_ = true;
    queue_.IgnoreAnswers();  // they may never be taken
    work_.SignalAll();
    short_work_.SignalAll();
    deadline_.NotifyAll();
  }
  for (std::thread& worker : workers_) worker.join();
  deadline_.NotifyAll();  // nothing waits any more
  deadlines_.join();
}

bool DrainAll(std::initializer_list<BoundedPool*> pools, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  bool drained = true;
  for (BoundedPool* pool : pools) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    drained &= pool->Drain(std::max(left, std::chrono::milliseconds(0)));
  }
  return drained;
}

}  // namespace dateline::rpc
