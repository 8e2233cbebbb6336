// SPDX-License-Identifier: GPL-3.0-or-later
// How the words of a text are written if the start of a sentence does not decide it.
#ifndef DATELINE_INDEXER_TRAINING_CASE_STATISTICS_H_
#define DATELINE_INDEXER_TRAINING_CASE_STATISTICS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/entities/tagger/lexicon.h"
#include "indexer/training/token_stream.h"

namespace dateline::training {

// Uses of a folded word in mid-sentence: not first in a sentence or after a mark other than a
// comma, nor in the capitals that a dateline or a headline starts with.
struct WordCase {
  std::uint64_t all = 0;    // anywhere
  std::uint64_t lower = 0;  // in mid-sentence, by form
  std::uint64_t initial = 0;
  std::uint64_t upper = 0;  // two letters or more
  std::string truecase;     // most frequent surface form; of equal ones the first by bytes

  std::uint64_t uses() const { return lower + initial + upper; }
  tagger::CaseUse use() const;  // kUnknown below three uses
  // Share of lower-case uses; 0 if there are none.
  double lower_share() const;
};

class CaseStatistics {
 public:
  explicit CaseStatistics(const TokenStream& text);

  // By folded word; words have a letter.
  const std::map<std::string, WordCase, std::less<>>& words() const { return words_; }
  const WordCase& Of(std::string_view folded) const;  // all 0 if the text does not have it
  // The folded form of each word of the text, by its number.
  const std::vector<std::string>& folded() const { return folded_; }

 private:
  std::map<std::string, WordCase, std::less<>> words_;
  std::vector<std::string> folded_;
};

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_CASE_STATISTICS_H_
