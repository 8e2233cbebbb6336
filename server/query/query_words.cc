// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/query_words.h"

#include <utility>

#include "core/text/stop_words.h"
#include "server/query/combine.h"

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
    words.push_back({std::string(text.substr(token.start, token.end - token.start)),
                     std::string(token.term), std::string(token.folded), token.position,
                     text::IsStopWord(token.folded, language)});
  }
  for (QueryWord& word : words) {
    if (!StandsAlone(word.text, word, language, analyzer)) word.text = word.folded;
  }
  return words;
}

QueryNode TermNode(QueryWord word, article::Field field, std::uint32_t count) {
  QueryNode node = LeafNode(NodeKind::kTerm);
  node.field = field;
  node.text = std::move(word.text);
  node.term = std::move(word.term);
  node.count = count;
  node.stop_word = word.stop_word;
  return node;
}

QueryNode PhraseNode(std::string_view text, const std::vector<QueryWord>& words,
                     article::Field field) {
  QueryNode node = LeafNode(NodeKind::kPhrase);
  node.field = field;
  node.text = std::string(text);
  for (const QueryWord& word : words) {
    node.terms.push_back(word.term);
    node.offsets.push_back(word.position - words.front().position);
  }
  return node;
}

QueryNode PrefixNode(const QueryWord& word, article::Field field, std::uint32_t count) {
  QueryNode node = LeafNode(NodeKind::kPrefix);
  node.field = field;
  node.text = word.text + "*";
  node.term = word.folded;
  node.count = count;
  return node;
}

}  // namespace dateline::query
