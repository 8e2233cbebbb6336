// SPDX-License-Identifier: GPL-3.0-or-later
// What is typed without a space, outside fields of values: a word, several as one unit, the start
// of a word, an address.
#ifndef DATELINE_SERVER_QUERY_UNIT_PARSER_H_
#define DATELINE_SERVER_QUERY_UNIT_PARSER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/analyzer.h"
#include "server/query/clause.h"
#include "server/query/lexer.h"
#include "server/query/query_words.h"
#include "server/query/reading_log.h"

namespace dateline::query {

// For one query. What it is made of must outlive it.
class UnitParser {
 public:
  UnitParser(text::Language language, text::Analyzer& analyzer, ReadingLog& log, bool in_capitals)
      : language_(language), analyzer_(analyzer), log_(log), in_capitals_(in_capitals) {}

  // A lexeme kWord; nullopt if it has no word. `alone`: the query has no other.
  std::optional<Clause> ParseWord(const Lexeme& lexeme, article::Field field, bool alone);

  // A lexeme kQuoted; nullopt if it has no word.
  std::optional<Clause> ParseQuoted(const Lexeme& lexeme, article::Field field);

  // Counts a wildcard; false if there are too many, which is told.
  bool TakeWildcard(const Lexeme& lexeme);

 private:
  std::vector<QueryWord> Analyze(std::string_view text) {
    return AnalyzeQueryText(text, language_, analyzer_);
  }
  std::optional<Clause> ParseInnerWildcard(const Lexeme& lexeme, article::Field field,
                                           std::string_view core);
  std::optional<Clause> ParsePrefix(const Lexeme& lexeme, article::Field field,
                                    std::string_view core);
  Clause OneUnit(const Lexeme& lexeme, article::Field field, std::vector<QueryWord> words);
  std::optional<Clause> NoWord(const Lexeme& lexeme, article::Field field);
  void ExplainCompound(const Lexeme& lexeme, const std::vector<QueryWord>& words);
  void ExplainSigns(const Lexeme& lexeme);

  const text::Language language_;
  text::Analyzer& analyzer_;
  ReadingLog& log_;
  const bool in_capitals_;
  std::size_t wildcards_ = 0;
};

// Why a compound is read as a phrase, in words.
std::string CompoundMessage(std::string_view text);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_UNIT_PARSER_H_
