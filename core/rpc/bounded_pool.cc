// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/bounded_pool.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <thread>
#include <utility>

namespace dateline::rpc {
namespace {

// gRPC answers what comes after its own shutdown with CANCELLED, which no client tries again.
constexpr std::chrono::milliseconds kQuiet{100};
constexpr std::chrono::milliseconds kLongestWaitForQuiet{2000};

}  // namespace

class BoundedPool::Impl {
 public:
  explicit Impl(unsigned threads) : pool(threads) {}
  boost::asio::thread_pool pool;
};

BoundedPool::BoundedPool(const PoolOptions& options)
    : threads_(options.threads > 0 ? options.threads
                                   : std::max(1U, std::thread::hardware_concurrency())),
      jobs_(options.max_jobs > 0 ? queue::Bounds{.items = options.max_jobs} : queue::Bounds()),
      impl_(std::make_unique<Impl>(threads_)) {}

BoundedPool::~BoundedPool() { Join(); }

bool BoundedPool::TryPost(std::function<void()> job, std::function<void()> then) {
  const absl::MutexLock lock(&mutex_);  // what is taken is queued before Join waits
  if (closed_) {
    ++refused_;
    return false;
  }
  if (!jobs_.HasRoom()) return false;
  jobs_.Add(0);
  ++unfinished_;
  boost::asio::post(impl_->pool,
                    [this, work = std::move(job), after = std::move(then)] { Run(work, after); });
  return true;
}

void BoundedPool::Run(const std::function<void()>& job, const std::function<void()>& then) {
  job();
  {
    const absl::MutexLock lock(&mutex_);
    jobs_.Remove(0);
  }
  if (then) then();
  const absl::MutexLock lock(&mutex_);
  if (--unfinished_ == 0 && closed_) idle_.NotifyAll();
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

void BoundedPool::Join() {
  {
    const absl::MutexLock lock(&mutex_);
    closed_ = true;
    if (joined_) return;
    joined_ = true;
  }
  impl_->pool.join();
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
