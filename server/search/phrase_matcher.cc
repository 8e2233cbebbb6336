// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/phrase_matcher.h"

namespace dateline::search {

PhraseMatcher::PhraseMatcher(article::Field field, const PhraseForm& form, std::size_t anchor)
    : anchor_(anchor), headline_only_(field == article::Field::kHeadline) {
  for (std::size_t i = 0; i < form.words.size(); ++i) {
    hashes_.push_back(index::WordHash(form.words[i]));
    distances_.push_back(form.offsets[i] - form.offsets.front());
    if (i > 0 && distances_[i] == distances_[i - 1] + 1) {
      pairs_.emplace_back(hashes_[i - 1], hashes_[i]);
    }
  }
}

void PhraseMatcher::Prefetch(const index::WordRow& row) const {
  if (pairs_.empty()) {
    row.Prefetch();
  } else {
    row.Prefetch(pairs_.front());
  }
}

bool PhraseMatcher::Matches(const index::WordRow& row) const {
  for (const index::WordPair& pair : pairs_) {
    if (!row.MayHold(pair)) return false;
  }
  return MatchesIn(row, 0, row.headline_size()) ||
         (!headline_only_ && MatchesIn(row, row.headline_size(), row.size()));
}

bool PhraseMatcher::MatchesIn(const index::WordRow& row, std::size_t first,
                              std::size_t last) const {
  if (last - first <= distances_.back()) return false;
  // The places at which the anchor may stand.
  const std::size_t shift = distances_[anchor_];
  first += shift;
  last -= distances_.back() - shift;
  const auto all_words = [this, shift](std::size_t at, auto holds) {
    for (std::size_t i = 0; i < hashes_.size(); ++i) {
      if (!holds(at - shift + distances_[i], hashes_[i])) return false;
    }
    return true;
  };
  const auto may_hold = [&row](std::size_t at, std::uint32_t hash) {
    return row.MayHold(at, hash);
  };
  const auto holds = [&row](std::size_t at, std::uint32_t hash) { return row.Holds(at, hash); };
  for (std::size_t at = row.FindMaybe(first, last, hashes_[anchor_]); at < last;
       at = row.FindMaybe(at + 1, last, hashes_[anchor_])) {
    if (all_words(at, may_hold) && all_words(at, holds)) return true;
  }
  return false;
}

}  // namespace dateline::search
