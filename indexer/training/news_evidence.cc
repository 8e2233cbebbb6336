// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/news_evidence.h"

namespace dateline::training {

NewsEvidence::NewsEvidence(const TokenStream& text, const CaseStatistics& cases,
                           const std::set<std::string>& phrases,
                           const std::map<std::string, std::string>& places,
                           const std::set<std::string>& locatives)
    : text_(text) {
  for (const std::string& folded : cases.folded())
    is_locative_.push_back(locatives.contains(folded));
  TokenPhraseFinder finder;
  const auto add = [&](const std::string& phrase) {
    const std::uint32_t number = finder.Add(phrase);
    numbers_[phrase] = number;
    return number;
  };
  for (const std::string& phrase : phrases) add(phrase);
  std::map<std::uint32_t, const std::string*> country_of;
  for (const auto& [phrase, code] : places) country_of[add(phrase)] = &code;
  country_.resize(finder.size());
  for (const auto& [number, code] : country_of) country_[number] = code;
  evidence_.resize(finder.size());
  finder.Find(text, cases, [this](const auto& sentence, const auto& matches) {
    CountSentence(sentence, matches);
  });
}

void NewsEvidence::CountSentence(std::span<const std::uint32_t> sentence,
                                 const std::vector<TokenPhraseFinder::Match>& matches) {
  for (std::size_t i = 0; i < matches.size(); ++i) {
    const auto& match = matches[i];
    PhraseEvidence& evidence = evidence_[match.phrase];
    ++evidence.uses;
    if (match.start > 0 && is_locative_[sentence[match.start - 1]] != 0) ++evidence.after_locative;
    if (country_[match.phrase] != nullptr) {
      ++country_uses_[*country_[match.phrase]];
      continue;
    }
    for (std::size_t k = 0; k < matches.size(); ++k) {
      const std::string* code = country_[matches[k].phrase];
      if (code == nullptr) continue;
      const bool after_comma =
          matches[k].start == match.end + 1 && text_.words()[sentence[match.end]] == ",";
      PhraseEvidence::Near& near = evidence.near[*code];
      ++(after_comma ? near.after_comma : near.in_sentence);
    }
  }
}

const PhraseEvidence& NewsEvidence::Of(std::string_view phrase) const {
  static const PhraseEvidence kNone;
  const auto at = numbers_.find(std::string(phrase));
  return at == numbers_.end() ? kNone : evidence_[at->second];
}

std::uint64_t NewsEvidence::CountryUses(const std::string& code) const {
  const auto at = country_uses_.find(code);
  return at == country_uses_.end() ? 0 : at->second;
}

}  // namespace dateline::training
