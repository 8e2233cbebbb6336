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
      max_jobs_(options.max_jobs),
      impl_(std::make_unique<Impl>(threads_)) {}

BoundedPool::~BoundedPool() { Join(); }

bool BoundedPool::TryPost(std::function<void()> job, std::function<void()> then) {
  const std::lock_guard lock(mutex_);  // what is taken is queued before Join waits
  if (closed_) {
    ++refused_;
    return false;
  }
  if (jobs_.fetch_add(1) >= max_jobs_ && max_jobs_ != 0) {
    jobs_.fetch_sub(1);
    return false;
  }
  ++unfinished_;
  boost::asio::post(impl_->pool, [this, work = std::move(job), after = std::move(then)] {
    work();
    jobs_.fetch_sub(1);
    if (after) after();
    const std::lock_guard ended(mutex_);
    if (--unfinished_ == 0 && closed_) idle_.notify_all();
  });
  return true;
}

bool BoundedPool::Drain(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  closed_ = true;
  if (!idle_.wait_for(lock, patience, [this] { return unfinished_ == 0; })) return false;
  for (auto waited = kQuiet; waited <= kLongestWaitForQuiet; waited += kQuiet) {
    const std::size_t before = refused_;
    idle_.wait_for(lock, kQuiet, [] { return false; });
    if (refused_ == before) break;
  }
  return true;
}

bool BoundedPool::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

void BoundedPool::Join() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    if (joined_) return;
    joined_ = true;
  }
  impl_->pool.join();
}

}  // namespace dateline::rpc
