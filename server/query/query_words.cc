// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/query_words.h"

#include <utility>

#include "core/text/stop_words.h"

namespace dateline::query {
namespace {

// Whether `text` alone is one word from end to end with this term: printed queries rely on it.
bool StandsAlone(std::string_view text, const QueryWord& word, text::Language language,
                 text::Analyzer& analyzer) {
  const std::vector<text::Token>& tokens = analyzer.Analyze(text, language);
  return tokens.size() == 1 && tokens[0].term == word.term && tokens[0].folded == word.folded &&
         tokens[0].start == 0 && tokens[0].end == text.size();
}

}  // namespace

std::vector<QueryWord> AnalyzeQueryText(std::string_view text, text::Language language,
                                        text::Analyzer& analyzer) {
  std::vector<QueryWord> words;
  for (const text::Token& token : analyzer.Analyze(text, language)) {
    if (token.elided) continue;
    words.push_back({std::string(text.substr(token.start, token.end - token.start)),
                     std::string(token.term), std::string(token.folded), token.position,
                     text::IsStopWord(token.folded, language)});
  }
  for (QueryWord& word : words) {
    if (!StandsAlone(word.text, word, language, analyzer)) word.text = word.folded;
  }
  return words;
}

Word MakeWord(QueryWord word, article::Field field, std::uint32_t count) {
  return {field, std::move(word.text), std::move(word.term), count, word.stop_word};
}

Phrase MakePhrase(std::string_view text, const std::vector<QueryWord>& words,
                  article::Field field) {
  Phrase phrase{field, std::string(text), {}, {}};
  for (const QueryWord& word : words) {
    phrase.terms.push_back(word.term);
    phrase.offsets.push_back(word.position - words.front().position);
  }
  return phrase;
}

Prefix MakePrefix(const QueryWord& word, article::Field field, std::uint32_t count) {
  return {field, word.text + "*", word.folded, count};
}

}  // namespace dateline::query
