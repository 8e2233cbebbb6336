// SPDX-License-Identifier: GPL-3.0-or-later
// Words of a query, analysed as the index analyses them.
#ifndef DATELINE_SERVER_QUERY_QUERY_WORDS_H_
#define DATELINE_SERVER_QUERY_QUERY_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/text/analyzer.h"
#include "server/query/tree.h"

namespace dateline::query {

struct QueryWord {
  std::string text;  // as typed; analysed alone it gives the same term
  std::string term;
  std::string folded;
  std::uint32_t position;
  std::uint32_t start;  // first byte in the text
  std::uint32_t end;    // byte after the last
  bool stop_word;
  bool negation;
  bool in_capitals;  // two letters or more, all of them
};

// The words of `text` in order, without elided articles: "l'or" is "or". `analyzer` is used, not
// kept.
std::vector<QueryWord> AnalyzeQueryText(std::string_view text, text::Language language,
                                        text::Analyzer& analyzer);

// Whether signs stand between the words, as in covid-19; Chinese words and the like have none.
bool HaveSignsBetween(const std::vector<QueryWord>& words);

Word MakeWord(QueryWord word, article::Field field, std::uint32_t count, Place place);

// Two or more words one after the other; `text` as typed.
Phrase MakePhrase(std::string_view text, const std::vector<QueryWord>& words, article::Field field,
                  Place place);

// Letters that start a word.
Prefix MakePrefix(const QueryWord& word, article::Field field, std::uint32_t count, Place place);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_QUERY_WORDS_H_
