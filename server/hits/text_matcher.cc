// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/hits/text_matcher.h"

#include <absl/strings/string_view.h>

#include <algorithm>

namespace dateline::hits {
namespace {

// Debian's absl::string_view is a type of its own.
absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// What a unit of a Ticker is in words of a row that are passed over, and in bytes of a text that is
// analysed.
constexpr std::size_t kWordsPerUnit = 64;
constexpr std::size_t kBytesPerUnit = 4;

// A name says as much as a phrase of two words.
constexpr double kNameWeight = 8;

// False: the search is over.
bool Count(const ShownText& text, std::size_t units) {
  return text.ticker == nullptr || text.ticker->Tick(units);
}

}  // namespace

TextMatcher::TextMatcher(const HighlightPlan& plan, article::Field field)
    : plan_(plan), field_(field) {
  const auto elsewhere = [field](article::Field of) {
    return of == article::Field::kHeadline && field != article::Field::kHeadline;
  };
  for (std::size_t i = 0; i < plan.words.size(); ++i) {
    const HighlightPlan::Word& word = plan.words[i];
    if (elsewhere(word.field)) continue;
    if (word.prefix) {
      prefixes_.push_back(i);
    } else if (words_.emplace(word.term, i).second) {
      if (text::IsLoneCharacter(word.term)) characters_.push_back(i);
      word_items_.push_back({index::WordHash(word.term), i});
    }
  }
  for (std::size_t i = 0; i < plan.phrases.size(); ++i) {
    const HighlightPlan::Phrase& phrase = plan.phrases[i];
    if (elsewhere(phrase.field)) continue;
    phrases_by_first_[phrase.terms.front()].push_back(i);
    PhraseItem item{{}, {}, i};
    for (std::size_t w = 0; w < phrase.terms.size(); ++w) {
      item.hashes.push_back(index::WordHash(phrase.terms[w]));
      item.distances.push_back(phrase.offsets[w] - phrase.offsets.front());
    }
    phrase_items_.push_back(std::move(item));
  }
}

std::vector<TextMatch> TextMatcher::Find(const ShownText& text, text::Analyzer& analyzer) const {
  std::vector<TextMatch> matches = FindWords(text, analyzer);
  AddNames(text, matches);
  return matches;
}

void TextMatcher::AddNames(const ShownText& text, std::vector<TextMatch>& matches) const {
  if (text.names.empty()) return;
  for (const NamedSpan& named : text.names) {
    if (named.end > text.text.size()) continue;
    matches.push_back({{named.start, named.end},
                       plan_.words.size() + plan_.phrases.size() + named.name,
                       kNameWeight});
  }
  std::stable_sort(matches.begin(), matches.end(), [](const TextMatch& a, const TextMatch& b) {
    return a.span.start < b.span.start;
  });
}

std::vector<TextMatch> TextMatcher::FindWords(const ShownText& text,
                                              text::Analyzer& analyzer) const {
  std::vector<TextMatch> matches;
  if (plan_.words.empty() && plan_.phrases.empty()) return matches;
  // Prefixes are of words that were not stemmed, which no row has, nor has it the characters of
  // pairs.
  if (text.words != nullptr && prefixes_.empty() && characters_.empty()) {
    const auto found = FindInRow(text);
    if (!found || Locate(text, *found, analyzer, matches)) return matches;
  }
  if (!Count(text, text.text.size() / kBytesPerUnit)) return {};
  return FindInTokens(analyzer.Analyze(text.text, text.language));
}

double TextMatcher::WeightOf(std::size_t item) const {
  if (item < plan_.words.size()) return plan_.words[item].weight;
  // A phrase says more than any of its words.
  return static_cast<double>(plan_.phrases[item - plan_.words.size()].terms.size()) * 4;
}

std::vector<TextMatch> TextMatcher::FindInTokens(const std::vector<text::Token>& tokens) const {
  std::vector<TextMatch> matches;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const text::Token& token = tokens[i];
    const ByteSpan span{token.start, token.end};
    if (const auto word = words_.find(View(token.term)); word != words_.end()) {
      matches.push_back({span, word->second, WeightOf(word->second)});
    }
    for (const std::size_t prefix : prefixes_) {
      if (token.folded.starts_with(plan_.words[prefix].term)) {
        matches.push_back({span, prefix, WeightOf(prefix)});
      }
    }
    if (token.second != 0 && !characters_.empty()) FindCharacters(tokens, i, matches);
    if (!phrases_by_first_.empty()) FindPhrases(tokens, i, matches);
  }
  return matches;
}

// Each character of a run is the first one of a pair, except the last.
void TextMatcher::FindCharacters(const std::vector<text::Token>& tokens, std::size_t i,
                                 std::vector<TextMatch>& matches) const {
  const text::Token& token = tokens[i];
  const std::string_view first = text::FirstCharacter(token.term);
  const bool last = i + 1 == tokens.size() || tokens[i + 1].start >= token.end;
  for (const std::size_t item : characters_) {
    const std::string& term = plan_.words[item].term;
    if (first == term) matches.push_back({{token.start, token.second}, item, WeightOf(item)});
    if (last && token.term.substr(first.size()) == term) {
      matches.push_back({{token.second, token.end}, item, WeightOf(item)});
    }
  }
}

void TextMatcher::FindPhrases(const std::vector<text::Token>& tokens, std::size_t i,
                              std::vector<TextMatch>& matches) const {
  const auto starting = phrases_by_first_.find(View(tokens[i].term));
  if (starting == phrases_by_first_.end()) return;
  for (const std::size_t phrase_index : starting->second) {
    const HighlightPlan::Phrase& phrase = plan_.phrases[phrase_index];
    std::size_t last = i;
    bool all = true;
    for (std::size_t w = 1; w < phrase.terms.size() && all; ++w) {
      last = i + phrase.offsets[w] - phrase.offsets[0];
      all = last < tokens.size() && tokens[last].term == phrase.terms[w];
    }
    if (!all) continue;
    const std::size_t item = plan_.words.size() + phrase_index;
    matches.push_back({{tokens[i].start, tokens[last].end}, item, WeightOf(item)});
  }
}

std::optional<std::vector<TextMatcher::Found>> TextMatcher::FindInRow(const ShownText& text) const {
  const index::WordRow& row = *text.words;
  const bool headline = field_ == article::Field::kHeadline;
  const std::size_t begin = headline ? 0 : row.headline_size();
  // The text may be the start of a long one; it has no more words than bytes.
  const std::size_t end =
      std::min(headline ? row.headline_size() : row.size(), begin + text.text.size());
  const std::size_t units = 1 + (end - begin) / kWordsPerUnit;  // to look for one word
  std::vector<Found> found;
  const auto add = [&](std::size_t at, std::size_t length, std::size_t item) {
    const auto first = static_cast<std::uint32_t>(at - begin);
    found.push_back({first, first + static_cast<std::uint32_t>(length), item});
  };
  for (const WordItem& word : word_items_) {
    if (!Count(text, units)) return std::nullopt;
    for (std::size_t at = row.Find(begin, end, word.hash); at < end;
         at = row.Find(at + 1, end, word.hash)) {
      add(at, 0, word.item);
    }
  }
  for (const PhraseItem& phrase : phrase_items_) {
    const std::uint32_t length = phrase.distances.back();
    if (end - begin <= length) continue;
    if (!Count(text, units)) return std::nullopt;
    for (std::size_t at = row.Find(begin, end - length, phrase.hashes.front()); at < end - length;
         at = row.Find(at + 1, end - length, phrase.hashes.front())) {
      std::size_t word = 1;
      while (word < phrase.hashes.size() &&
             row.Holds(at + phrase.distances[word], phrase.hashes[word])) {
        ++word;
      }
      if (word == phrase.hashes.size()) add(at, length, plan_.words.size() + phrase.phrase);
    }
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return a.first != b.first ? a.first < b.first : a.item < b.item;
  });
  return found;
}

bool TextMatcher::IsWhatMatched(const Found& found, std::string_view first,
                                std::string_view last) const {
  if (found.item < plan_.words.size()) return first == plan_.words[found.item].term;
  const HighlightPlan::Phrase& phrase = plan_.phrases[found.item - plan_.words.size()];
  return first == phrase.terms.front() && last == phrase.terms.back();
}

// False if the text does not have these words at these places.
bool TextMatcher::Locate(const ShownText& text, const std::vector<Found>& found,
                         text::Analyzer& analyzer, std::vector<TextMatch>& matches) const {
  std::vector<std::uint32_t> places;
  for (const Found& match : found) {
    places.push_back(match.first);
    if (match.last != match.first) places.push_back(match.last);
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  const std::vector<text::Token>& tokens = analyzer.AnalyzeAt(text.text, text.language, places);
  // Tokens are at the first places; a text that was cut short has no more.
  const auto token_at = [&](std::uint32_t place) -> const text::Token* {
    const auto at = static_cast<std::size_t>(std::lower_bound(places.begin(), places.end(), place) -
                                             places.begin());
    return at < tokens.size() ? &tokens[at] : nullptr;
  };
  for (const Found& match : found) {
    const text::Token* first = token_at(match.first);
    const text::Token* last = token_at(match.last);
    if (first == nullptr || last == nullptr) continue;
    if (!IsWhatMatched(match, first->term, last->term)) return false;
    matches.push_back({{first->start, last->end}, match.item, WeightOf(match.item)});
  }
  return true;
}

}  // namespace dateline::hits
