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
  bool stop_word;
};

// The words of `text` in order, without elided articles: "l'or" is "or". `analyzer` is used, not
// kept.
std::vector<QueryWord> AnalyzeQueryText(std::string_view text, text::Language language,
                                        text::Analyzer& analyzer);

Word MakeWord(QueryWord word, article::Field field, std::uint32_t count);

// Two or more words one after the other; `text` as typed.
Phrase MakePhrase(std::string_view text, const std::vector<QueryWord>& words, article::Field field);

// Letters that start a word.
Prefix MakePrefix(const QueryWord& word, article::Field field, std::uint32_t count);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_QUERY_WORDS_H_
