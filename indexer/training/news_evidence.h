// SPDX-License-Identifier: GPL-3.0-or-later
// What news text says of phrases: how often they are used, after which words, and with which
// countries.
#ifndef DATELINE_INDEXER_TRAINING_NEWS_EVIDENCE_H_
#define DATELINE_INDEXER_TRAINING_NEWS_EVIDENCE_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/training/case_statistics.h"
#include "indexer/training/token_phrase_finder.h"
#include "indexer/training/token_stream.h"

namespace dateline::training {

struct PhraseEvidence {
  std::uint64_t uses = 0;            // those that a capitalised token starts
  std::uint64_t after_locative = 0;  // of these, after "in", "near" and the like
  // Places of a country, by its code.
  struct Near {
    std::uint64_t in_sentence = 0;  // in the same sentence
    std::uint64_t after_comma = 0;  // directly after a comma: "Birmingham, Alabama"
  };
  std::map<std::string, Near> near;

  // Whether what is said of it is said of a place: that things are in it, at one use of 25 or more.
  bool IsUsedAsPlace() const { return uses >= 3 && after_locative * 25 >= uses; }
};

class NewsEvidence {
 public:
  // Looks for `phrases` (PhraseOf) and for `places`, phrases with the code of their country.
  NewsEvidence(const TokenStream& text, const CaseStatistics& cases,
               const std::set<std::string>& phrases,
               const std::map<std::string, std::string>& places,
               const std::set<std::string>& locatives);

  const PhraseEvidence& Of(std::string_view phrase) const;  // empty if it was not looked for
  // Uses of places of a country in all.
  std::uint64_t CountryUses(const std::string& code) const;

 private:
  void CountSentence(std::span<const std::uint32_t> sentence,
                     const std::vector<TokenPhraseFinder::Match>& matches);

  const TokenStream& text_;
  std::vector<char> is_locative_;  // by word of the text
  absl::flat_hash_map<std::string, std::uint32_t> numbers_;
  std::vector<const std::string*> country_;  // by phrase; null = no place of a known country
  std::vector<PhraseEvidence> evidence_;
  std::map<std::string, std::uint64_t> country_uses_;
};

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_NEWS_EVIDENCE_H_
