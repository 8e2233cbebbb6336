// SPDX-License-Identifier: GPL-3.0-or-later
// Whether an article holds a phrase.
#ifndef DATELINE_SERVER_SEARCH_PHRASE_MATCHER_H_
#define DATELINE_SERVER_SEARCH_PHRASE_MATCHER_H_

#include <cstdint>
#include <vector>

#include "core/index/segment.h"
#include "server/search/query_plan.h"

namespace dateline::search {

// Looks for one form of a phrase in word rows. Immutable.
class PhraseMatcher {
 public:
  // `anchor`: the word to look for first, best the rarest.
  explicit PhraseMatcher(article::Field field, const PhraseForm& form, std::size_t anchor = 0);
  // Whether the words stand in `row` at the phrase's distances, all in one field.
  bool Matches(const index::WordRow& row) const;
  // About what Matches costs, in units of a Ticker.
  static std::size_t UnitsOf(const index::WordRow& row) {
    return kRowUnits + row.size() / kWordsPerUnit;
  }
  // Asks the processor for what Matches reads first.
  void Prefetch(const index::WordRow& row) const;

 private:
  static constexpr std::size_t kRowUnits = 8;        // to fetch a row from memory
  static constexpr std::size_t kWordsPerUnit = 128;  // that are passed over
  bool MatchesIn(const index::WordRow& row, std::size_t first, std::size_t last) const;

  std::vector<std::uint32_t> hashes_;
  std::vector<index::WordPair> pairs_;  // of words that must be neighbours
  std::vector<std::size_t> distances_;  // from the first word
  std::size_t anchor_;
  bool headline_only_;
};

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_PHRASE_MATCHER_H_
