// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/phrase.h"

#include <algorithm>

namespace dateline {

PhraseMatcher::PhraseMatcher(const QueryNode& phrase)
    : headline_only_(phrase.field == Field::kHeadline) {
  for (std::size_t i = 0; i < phrase.terms.size(); ++i) {
    hashes_.push_back(WordHash(phrase.terms[i]));
    distances_.push_back(phrase.offsets[i] - phrase.offsets.front());
  }
}

bool PhraseMatcher::Matches(const WordRow& row) const {
  return MatchesIn(row.headline) || (!headline_only_ && MatchesIn(row.body));
}

bool PhraseMatcher::MatchesIn(std::span<const std::uint32_t> words) const {
  const std::size_t span = distances_.back();
  if (words.size() <= span) return false;
  const std::uint32_t* const end = words.data() + words.size() - span;
  for (const std::uint32_t* at = words.data();; ++at) {
    at = std::find(at, end, hashes_.front());
    if (at == end) return false;
    std::size_t matched = 1;
    while (matched < hashes_.size() && at[distances_[matched]] == hashes_[matched]) ++matched;
    if (matched == hashes_.size()) return true;
  }
}

}  // namespace dateline
