// SPDX-License-Identifier: GPL-3.0-or-later
// Deadline and cancellation of one search, and what its caller may see.
#ifndef DATELINE_SERVER_SEARCH_SEARCH_CONTEXT_H_
#define DATELINE_SERVER_SEARCH_SEARCH_CONTEXT_H_

#include <absl/status/status.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dateline/v1/search_service.pb.h"

namespace dateline::search {

// What a caller may see, and how much of it at once. Immutable.
struct CallerScope {
  std::vector<v1::Filter> filters;  // an article must pass all; none: everything may be seen
  std::string binding;              // what page tokens are bound to; empty: to nobody
  std::uint32_t hits_per_page = 0;  // at most; 0: no limit besides those of every search
  std::string key{};                // name of its key; those derived from one key have one name
};

// How long a stage of a search took.
struct StageTime {
  std::string_view stage;  // a literal
  absl::Duration elapsed;
};

// What the caller may see, and what ends a search early: looked at between stages and inside each
// of them.
struct SearchContext {
  absl::Time deadline = absl::InfiniteFuture();
  const std::atomic<bool>* cancelled = nullptr;  // may be null
  std::function<absl::Time()> now = absl::Now;   // injected clock
  std::shared_ptr<const CallerScope> scope{};    // of the caller; null: everything may be seen
  // Takes the time of each stage, also of the one in which a search fails; may be null.
  std::vector<StageTime>* stages = nullptr;
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

  // Counts several units at once, for work that does not come in postings.
  [[nodiscard]] bool Tick(std::size_t units) {
    if (units >= left_) return Look();
    left_ -= static_cast<std::uint32_t>(units);
    return true;
  }

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
