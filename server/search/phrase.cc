// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/phrase.h"

#include <algorithm>

namespace dateline {
namespace {

// First of [at, end) that equals `hash`. Sixteen at a time, which compilers turn into vector code.
const std::uint32_t* FindHash(const std::uint32_t* at, const std::uint32_t* end,
                              std::uint32_t hash) {
  constexpr std::ptrdiff_t kBlock = 16;
  for (; end - at >= kBlock; at += kBlock) {
    std::uint32_t found = 0;
    for (std::ptrdiff_t i = 0; i < kBlock; ++i) found |= std::uint32_t{at[i] == hash};
    if (found != 0) break;
  }
  return std::find(at, end, hash);
}

}  // namespace

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
    at = FindHash(at, end, hashes_.front());
    if (at == end) return false;
    std::size_t matched = 1;
    while (matched < hashes_.size() && at[distances_[matched]] == hashes_[matched]) ++matched;
    if (matched == hashes_.size()) return true;
  }
}

}  // namespace dateline
