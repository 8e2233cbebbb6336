// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/window_scorer.h"

#include <absl/cleanup/cleanup.h>

#include <algorithm>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace dateline::search {
namespace {

constexpr std::uint32_t kWindow = 1U << 15U;  // documents: 128 KiB of scores
constexpr std::size_t kSparse = 32;           // a window with less than a document in 32 is sparse

// One block per thread: to allocate and clear it would take as long as a rare word's search.
std::vector<float>& ZeroedScores() {
  thread_local std::vector<float> scores(kWindow);
  return scores;
}

class WindowScorer {
 public:
  WindowScorer(const ScoringPlan& plan, const SearchContext& context, TopHits& hits)
      : plan_(plan),
        ticker_(context),
        hits_(hits),
        scores_(ZeroedScores()),
        cursors_(plan.lists.size()) {
    if (plan.matches != nullptr) plan.matches->CopyTo(matches_);
  }

  absl::Status Run() {
    for (std::uint32_t base = NextDocument(); base != kNone; base = NextDocument()) {
      if (absl::Status status = ticker_.Check(); !status.ok()) return status;
      base_ = base / kWindow * kWindow;
      if (plan_.matches != nullptr) {
        ScoreMatches();
      } else {
        ScoreUnion();
      }
      if (!ticker_.status().ok()) return ticker_.status();
    }
    return absl::OkStatus();
  }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  // Part of a list that lies in the window.
  struct Part {
    const ScoredList* list;
    std::size_t first;
    std::size_t last;
  };

  // The first document that was not scored yet.
  std::uint32_t NextDocument() const {
    if (plan_.matches != nullptr) {
      return next_match_ < matches_.size() ? matches_[next_match_] : kNone;
    }
    std::uint32_t next = kNone;
    for (std::size_t i = 0; i < plan_.lists.size(); ++i) {
      const auto& docs = plan_.lists[i].postings->docs;
      if (cursors_[i] < docs.size()) next = std::min(next, docs[cursors_[i]]);
    }
    return next;
  }

  // Moves the cursors to the end of the window.
  std::size_t TakeParts() {
    parts_.clear();
    std::size_t postings = 0;
    for (std::size_t i = 0; i < plan_.lists.size(); ++i) {
      const auto& docs = plan_.lists[i].postings->docs;
      const auto at = docs.begin() + static_cast<std::ptrdiff_t>(cursors_[i]);
      const auto first = std::lower_bound(at, docs.end(), base_);
      const auto last = std::lower_bound(first, docs.end(), base_ + kWindow);
      cursors_[i] = static_cast<std::size_t>(last - docs.begin());
      if (first == last) continue;
      parts_.push_back(
          {&plan_.lists[i], static_cast<std::size_t>(first - docs.begin()), cursors_[i]});
      postings += static_cast<std::size_t>(last - first);
    }
    return postings;
  }

  void AddPart(const Part& part) {
    const std::uint32_t* docs = part.list->postings->docs.data();
    const std::uint8_t* impacts = part.list->postings->impacts.data();
    const float weight = part.list->weight;
    float* scores = scores_.data();
    for (std::size_t i = part.first; i < part.last; ++i) {
      scores[docs[i] - base_] += weight * static_cast<float>(impacts[i]);
    }
  }

  void ScoreUnion() {
    const std::size_t postings = TakeParts();
    for (const Part& part : parts_) AddPart(part);
    if (postings < kWindow / kSparse) {
      for (const Part& part : parts_) {
        const auto& docs = part.list->postings->docs;
        for (std::size_t i = part.first; i < part.last; ++i) ScoreSparse(docs[i]);
      }
      return;
    }
    // Most documents of a window are below the threshold: look at sixteen scores at once.
    constexpr std::uint32_t kBlock = 16;
    for (std::uint32_t block = 0; block < kWindow; block += kBlock) {
      const auto least =
          std::max(static_cast<float>(hits_.threshold()), std::numeric_limits<float>::min());
      std::uint32_t good = 0;
      for (std::uint32_t i = 0; i < kBlock; ++i) {
        good |= std::uint32_t{scores_[block + i] >= least};
      }
      for (std::uint32_t i = 0; good != 0 && i < kBlock; ++i) {
        if (scores_[block + i] >= least) Consider(base_ + block + i, scores_[block + i]);
      }
    }
    std::fill(scores_.begin(), scores_.end(), 0.0F);
  }

  void ScoreMatches() {
    const auto begin = matches_.begin() + static_cast<std::ptrdiff_t>(next_match_);
    const auto end = std::lower_bound(begin, matches_.end(), base_ + kWindow);
    next_match_ = static_cast<std::size_t>(end - matches_.begin());
    const std::span<const std::uint32_t> window(begin, end);
    TakeParts();
    for (const Part& part : parts_) {
      if (window.size() * kLookup < part.last - part.first) {
        AddAt(part, window);
      } else {
        AddPart(part);
        dirty_ = true;
      }
    }
    for (std::size_t i = 0; i < window.size(); ++i) {
      if (plan_.prepare && i + kAhead < window.size()) Prepare(window[i + kAhead]);
      const std::uint32_t doc = window[i];
      const float score = scores_[doc - base_];
      if (score >= hits_.threshold()) Consider(doc, score);
      scores_[doc - base_] = 0;
    }
    if (std::exchange(dirty_, false)) std::fill(scores_.begin(), scores_.end(), 0.0F);
  }

  // Few documents against a long list: look each up.
  void AddAt(const Part& part, std::span<const std::uint32_t> window) {
    const auto& docs = part.list->postings->docs;
    auto at = docs.begin() + static_cast<std::ptrdiff_t>(part.first);
    const auto end = docs.begin() + static_cast<std::ptrdiff_t>(part.last);
    for (const std::uint32_t doc : window) {
      std::ptrdiff_t step = 1;
      while (step < end - at && at[step] < doc) step *= 2;
      at = std::lower_bound(at, std::min(at + step + 1, end), doc);
      if (at == end) return;
      if (*at != doc) continue;
      const auto index = static_cast<std::size_t>(at - docs.begin());
      scores_[doc - base_] +=
          part.list->weight * static_cast<float>(part.list->postings->impacts[index]);
    }
  }

  // A document of a sparse window, which several lists may name.
  void ScoreSparse(std::uint32_t doc) {
    const float score = std::exchange(scores_[doc - base_], 0.0F);
    if (score > 0 && score >= hits_.threshold()) Consider(doc, score);
  }

  void Prepare(std::uint32_t doc) const {
    if (scores_[doc - base_] >= hits_.threshold()) plan_.prepare(doc);
  }

  void Consider(std::uint32_t doc, float score) {
    const Candidate candidate{score, plan_.segment, doc};
    if (!hits_.Wants(candidate)) return;
    if (plan_.filter != nullptr && !plan_.filter->contains(doc)) return;
    // Once the search is over, the rest of the window is passed over.
    if (plan_.accepts && (!ticker_.status().ok() || !plan_.accepts(doc, ticker_))) return;
    hits_.Offer(candidate);
  }

  static constexpr std::size_t kAhead = 6;   // hits whose memory is on its way
  static constexpr std::size_t kLookup = 8;  // a look-up costs as much as this many additions

  const ScoringPlan& plan_;
  Ticker ticker_;
  TopHits& hits_;
  std::vector<float>& scores_;  // of the window; all 0 in between
  std::vector<std::size_t> cursors_;
  std::vector<Part> parts_;
  std::vector<std::uint32_t> matches_;
  std::size_t next_match_ = 0;
  std::uint32_t base_ = 0;
  bool dirty_ = false;
};

}  // namespace

absl::Status ScoreSegment(const ScoringPlan& plan, const SearchContext& context, TopHits& hits) {
  // Out of memory in the middle of a window: the next search starts from zeros all the same.
  absl::Cleanup zero = [] {
    std::vector<float>& scores = ZeroedScores();
    std::fill(scores.begin(), scores.end(), 0.0F);
  };
  absl::Status status = WindowScorer(plan, context, hits).Run();
  std::move(zero).Cancel();
  return status;
}

}  // namespace dateline::search
