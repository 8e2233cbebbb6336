// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/case_statistics.h"

#include "core/text/fold.h"
#include "indexer/training/word_form.h"

namespace dateline::training {
namespace {

constexpr std::uint64_t kMinUses = 3;

// Uses in mid-sentence of each word of the text, by its number.
std::vector<std::uint64_t> CountMidSentence(const TokenStream& text,
                                            const std::vector<WordForm>& forms) {
  std::vector<std::uint64_t> uses(forms.size());
  bool start = true;     // the next word may have its capital from its place
  bool capitals = true;  // only words in capitals so far
  for (const std::uint32_t word : text.text()) {
    if (word == TokenStream::kSentenceEnd) {
      start = capitals = true;
      continue;
    }
    const WordForm form = forms[word];
    if (form == WordForm::kMark) {
      if (text.words()[word] != ",") start = true;
      continue;
    }
    if (!start && !(capitals && form == WordForm::kUpper)) ++uses[word];
    start = false;
    capitals = capitals && form != WordForm::kLower && form != WordForm::kInitial;
  }
  return uses;
}

}  // namespace

double WordCase::lower_share() const {
  return uses() == 0 ? 0 : static_cast<double>(lower) / static_cast<double>(uses());
}

tagger::CaseUse WordCase::use() const {
  if (uses() < kMinUses) return tagger::CaseUse::kUnknown;
  if (upper * 2 > uses()) return tagger::CaseUse::kMostlyUpper;
  const double share = lower_share();
  if (share < 0.01) return tagger::CaseUse::kNeverLower;
  if (share < 0.2) return tagger::CaseUse::kRarelyLower;
  if (share < 0.7) return tagger::CaseUse::kMixed;
  return share < 0.97 ? tagger::CaseUse::kMostlyLower : tagger::CaseUse::kAlwaysLower;
}

CaseStatistics::CaseStatistics(const TokenStream& text) {
  std::vector<WordForm> forms;
  for (const std::string& word : text.words()) {
    forms.push_back(FormOf(word));
    folded_.push_back(text::FoldName(word));
  }
  const std::vector<std::uint64_t> mid = CountMidSentence(text, forms);
  std::map<std::string_view, std::uint64_t> best;  // uses of the truecase so far
  for (std::size_t i = 0; i < forms.size(); ++i) {
    if (forms[i] == WordForm::kMark || forms[i] == WordForm::kNumber || folded_[i].empty())
      continue;
    WordCase& word = words_[folded_[i]];
    word.all += text.uses()[i];
    if (mid[i] == 0) continue;
    auto& by_form = forms[i] == WordForm::kLower     ? word.lower
                    : forms[i] == WordForm::kInitial ? word.initial
                                                     : word.upper;
    by_form += mid[i];
    std::uint64_t& most = best[folded_[i]];
    if (mid[i] > most || (mid[i] == most && text.words()[i] < word.truecase)) {
      most = mid[i];
      word.truecase = text.words()[i];
    }
  }
}

const WordCase& CaseStatistics::Of(std::string_view folded) const {
  static const WordCase kNone;
  const auto at = words_.find(folded);
  return at == words_.end() ? kNone : at->second;
}

}  // namespace dateline::training
