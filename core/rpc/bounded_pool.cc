// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/bounded_pool.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <thread>
#include <utility>

namespace dateline {

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
  if (closed_) return false;
  if (jobs_.fetch_add(1) >= max_jobs_ && max_jobs_ != 0) {
    jobs_.fetch_sub(1);
    return false;
  }
  boost::asio::post(impl_->pool, [this, work = std::move(job), after = std::move(then)] {
    work();
    jobs_.fetch_sub(1);
    if (after) after();
  });
  return true;
}

void BoundedPool::Join() {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    closed_ = true;
  }
  impl_->pool.join();
}

}  // namespace dateline
