// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/token_phrase_finder.h"

#include "core/article/name_key.h"
#include "indexer/training/gazetteer_rows.h"
#include "indexer/training/word_form.h"

namespace dateline::training {
namespace {

std::uint64_t Step(std::uint32_t node, std::uint32_t word) {
  return std::uint64_t{node} << 32U | word;
}

}  // namespace

std::uint32_t TokenPhraseFinder::Add(std::string_view phrase) {
  std::uint32_t node = 0;
  for (const std::string_view text : article::NameWords(phrase)) {
    const auto word =
        words_.try_emplace(std::string(text), static_cast<std::uint32_t>(words_.size()))
            .first->second;
    const auto [next, added] =
        steps_.try_emplace(Step(node, word), static_cast<std::uint32_t>(phrase_at_.size()));
    if (added) phrase_at_.push_back(kNone);
    node = next->second;
  }
  if (phrase_at_[node] == kNone) phrase_at_[node] = static_cast<std::uint32_t>(phrases_++);
  return phrase_at_[node];
}

// Our number of each word of the text; kNone = in no phrase.
std::vector<std::uint32_t> TokenPhraseFinder::NumberWords(const CaseStatistics& cases) const {
  std::vector<std::uint32_t> numbers;
  numbers.reserve(cases.folded().size());
  for (const std::string& folded : cases.folded()) {
    const auto at = words_.find(folded);
    numbers.push_back(at == words_.end() ? kNone : at->second);
  }
  return numbers;
}

void TokenPhraseFinder::Find(const TokenStream& text, const CaseStatistics& cases,
                             const Sink& sink) const {
  const std::vector<std::uint32_t> numbers = NumberWords(cases);
  std::vector<char> capitals;
  for (const std::string& word : text.words()) {
    const WordForm form = FormOf(word);
    capitals.push_back(form == WordForm::kInitial || form == WordForm::kUpper);
  }
  std::vector<Match> matches;
  const std::span<const std::uint32_t> all = text.text();
  std::size_t start = 0;
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (all[at] != TokenStream::kSentenceEnd) continue;
    const auto sentence = all.subspan(start, at - start);
    start = at + 1;
    FindInSentence(sentence, numbers, capitals, matches);
    if (!matches.empty()) sink(sentence, matches);
  }
}

void TokenPhraseFinder::FindInSentence(std::span<const std::uint32_t> sentence,
                                       const std::vector<std::uint32_t>& numbers,
                                       const std::vector<char>& capitals,
                                       std::vector<Match>& matches) const {
  matches.clear();
  for (std::size_t start = 0; start < sentence.size();) {
    Match best{kNone, start, start + 1};
    if (capitals[sentence[start]] != 0) {
      std::uint32_t node = 0;
      for (std::size_t at = start; at < sentence.size(); ++at) {
        const std::uint32_t word = numbers[sentence[at]];
        const auto next = word == kNone ? steps_.end() : steps_.find(Step(node, word));
        if (next == steps_.end()) break;
        node = next->second;
        if (phrase_at_[node] != kNone) best = {phrase_at_[node], start, at + 1};
      }
    }
    if (best.phrase != kNone) matches.push_back(best);
    start = best.end;
  }
}

}  // namespace dateline::training
