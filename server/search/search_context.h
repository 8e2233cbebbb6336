// SPDX-License-Identifier: GPL-3.0-or-later
// Deadline and cancellation of one search.
#ifndef DATELINE_SERVER_SEARCH_SEARCH_CONTEXT_H_
#define DATELINE_SERVER_SEARCH_SEARCH_CONTEXT_H_

#include <absl/status/status.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>

#include <atomic>
#include <cstdint>
#include <functional>

namespace dateline::search {

// Ends a search early. Looked at between stages and inside the match.
struct SearchContext {
  absl::Time deadline = absl::InfiniteFuture();
  const std::atomic<bool>* cancelled = nullptr;  // may be null
  std::function<absl::Time()> now = absl::Now;   // injected clock
};

// Counts work and looks at the clock now and then. Belongs to one thread; the context must outlive
// it.
class Ticker {
 public:
  explicit Ticker(const SearchContext& context) : context_(&context) {}

  // OK, DEADLINE_EXCEEDED or CANCELLED, now.
  absl::Status Check() const {
    if (context_->cancelled != nullptr && context_->cancelled->load(std::memory_order_relaxed)) {
      return absl::CancelledError("the caller cancelled the search");
    }
    if (context_->now() >= context_->deadline) {
      return absl::DeadlineExceededError(
          "the search did not end before its deadline; allow more time, narrow the query or set "
          "allow_partial");
    }
    return absl::OkStatus();
  }

  // Counts one unit of work (about a posting). False: the search is over, status() says why.
  [[nodiscard]] bool Tick() { return --left_ != 0 || Look(); }

  // Not OK after Tick() returned false.
  const absl::Status& status() const { return status_; }

 private:
  static constexpr std::uint32_t kUnits = 2048;
  bool Look() {
    left_ = kUnits;
    status_ = Check();
    return status_.ok();
  }

  const SearchContext* context_;
  std::uint32_t left_ = kUnits;
  absl::Status status_;
};

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_SEARCH_CONTEXT_H_
