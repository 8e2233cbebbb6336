// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/query_words.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <utility>

#include "core/text/stop_words.h"
#include "core/text/utf8.h"

namespace dateline::query {
namespace {

// Whether `text` alone is one word from end to end with this term: printed queries rely on it.
bool StandsAlone(std::string_view text, const QueryWord& word, text::Language language,
                 text::Analyzer& analyzer) {
  const std::vector<text::Token>& tokens = analyzer.Analyze(text, language);
  return tokens.size() == 1 && tokens[0].term == word.term && tokens[0].folded == word.folded &&
         tokens[0].start == 0 && tokens[0].end == text.size();
}

bool IsInCapitals(std::string_view word) {
  std::size_t letters = 0;
  for (std::size_t i = 0; i < word.size();) {
    const text::DecodedChar c = text::DecodeUtf8(word, i);
    if (c.code == text::kBrokenUtf8) return false;
    const auto code = static_cast<UChar32>(c.code);
    if (u_isalpha(code) != 0 && u_isupper(code) == 0) return false;
    letters += u_isupper(code) != 0 ? 1 : 0;
    i += c.length;
  }
  return letters > 1;
}

}  // namespace

std::vector<QueryWord> AnalyzeQueryText(std::string_view text, text::Language language,
                                        text::Analyzer& analyzer) {
  std::vector<QueryWord> words;
  for (const text::Token& token : analyzer.Analyze(text, language)) {
    if (token.elided) continue;
    const std::string_view written = text.substr(token.start, token.end - token.start);
    words.push_back({std::string(written), std::string(token.term), std::string(token.folded),
                     token.position, token.start, token.end, text::IsStopWord(written, language),
                     text::IsNegation(written, language), IsInCapitals(written)});
  }
  for (QueryWord& word : words) {
    if (!StandsAlone(word.text, word, language, analyzer)) word.text = word.folded;
  }
  return words;
}

bool HaveSignsBetween(const std::vector<QueryWord>& words) {
  return std::adjacent_find(words.begin(), words.end(), [](const QueryWord& a, const QueryWord& b) {
           return a.end < b.start;
         }) != words.end();
}

Word MakeWord(QueryWord word, article::Field field, std::uint32_t count, Place place) {
  return {field, std::move(word.text), std::move(word.term), count, word.stop_word, place};
}

Phrase MakePhrase(std::string_view text, const std::vector<QueryWord>& words, article::Field field,
                  Place place) {
  Phrase phrase{field, std::string(text), {}, {}, place};
  for (const QueryWord& word : words) {
    phrase.terms.push_back(word.term);
    phrase.offsets.push_back(word.position - words.front().position);
  }
  return phrase;
}

Prefix MakePrefix(const QueryWord& word, article::Field field, std::uint32_t count, Place place) {
  return {field, word.text + "*", word.folded, count, place};
}

}  // namespace dateline::query
