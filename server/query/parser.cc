// SPDX-License-Identifier: GPL-3.0-or-later
// Grammar, from loose to tight:
//   list   = or { or }              any of the words; + and - signs, values and dates restrict
//   or     = and { "OR" and }
//   and    = unary { "AND" unary }
//   unary  = { "NOT" | "-" | "+" } primary
//   primary = [ field ":" ] ( word | quoted | "(" list ")" )
#include "server/query/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/limits.h"
#include "core/text/utf8.h"
#include "server/query/clause.h"
#include "server/query/combine.h"
#include "server/query/lexer.h"
#include "server/query/query_size.h"
#include "server/query/query_words.h"
#include "server/query/value_parser.h"

namespace dateline::query {
namespace {

// What a parse found besides the tree.
struct ParseReport {
  std::vector<std::string> warnings;
  std::optional<QueryError> error;  // the first one
  std::size_t dropped_stop_words = 0;
};

class Parser {
 public:
  Parser(const std::vector<Lexeme>& lexemes, const ParseOptions& options, bool keep_stop_words,
         text::Analyzer& analyzer)
      : lexemes_(lexemes),
        options_(options),
        keep_stop_words_(keep_stop_words),
        analyzer_(analyzer) {}

  // The tree; nullopt if no word is left, or on failure.
  std::optional<Node> Run() { return ParseList({}, 0); }

  ParseReport& report() { return report_; }

 private:
  using Part = std::optional<Clause>;

  const Lexeme& Peek() const { return lexemes_[next_]; }
  bool At(LexKind kind) const { return Peek().kind == kind; }
  bool AtEndOfList() const { return At(LexKind::kEnd) || At(LexKind::kClose); }
  bool failed() const { return report_.error.has_value(); }
  Lexeme Consume() { return lexemes_[next_ + 1 < lexemes_.size() ? next_++ : next_]; }

  void WarnOfIgnored(const Lexeme& lexeme) {
    report_.warnings.push_back(
        fmt::format("'{}' at byte {} joins nothing and is ignored", lexeme.text, lexeme.offset));
  }

  std::nullopt_t Fail(QueryError error) {
    if (!report_.error) report_.error = std::move(error);
    return std::nullopt;
  }

  std::nullopt_t Fail(v1::ErrorReason reason, std::string message, const Lexeme& at) {
    return Fail({reason, std::move(message), at.offset, at.length});
  }

  std::optional<Node> ParseList(QueryField field, std::size_t depth) {
    std::vector<Clause> clauses;
    while (!failed() && !At(LexKind::kEnd)) {
      if (At(LexKind::kClose)) {
        if (depth > 0) break;
        WarnOfIgnored(Consume());
        continue;
      }
      Part part = ParseOr(field, depth);
      if (part) clauses.push_back(std::move(*part));
    }
    if (failed()) return std::nullopt;
    if (clauses.empty()) return std::nullopt;
    const bool values = article::Row(field.field).analysis != article::Analysis::kWords;
    return JoinSideBySide(std::move(clauses), values);
  }

  // Reads `kind` between two parts; false if nothing follows it.
  bool ConsumeOperator(LexKind kind) {
    if (!At(kind)) return false;
    const Lexeme joint = Consume();
    while (At(LexKind::kAnd) || At(LexKind::kOr)) WarnOfIgnored(Consume());
    if (!AtEndOfList()) return true;
    WarnOfIgnored(joint);
    return false;
  }

  Part ParseOr(QueryField field, std::size_t depth) {
    std::vector<Clause> parts;
    do {
      Part part = ParseAnd(field, depth);
      if (failed()) return std::nullopt;
      if (part) parts.push_back(std::move(*part));
    } while (ConsumeOperator(LexKind::kOr));
    if (parts.empty()) return std::nullopt;
    return JoinWithOr(std::move(parts));
  }

  Part ParseAnd(QueryField field, std::size_t depth) {
    std::vector<Clause> parts;
    bool joined = false;
    do {
      Part part = ParseUnary(field, depth);
      if (failed()) return std::nullopt;
      if (part) parts.push_back(std::move(*part));
    } while (ConsumeOperator(LexKind::kAnd) && (joined = true));
    if (parts.empty()) return std::nullopt;
    if (!joined) return std::move(parts.front());
    return JoinWithAnd(std::move(parts));
  }

  Part ParseUnary(QueryField field, std::size_t depth) {
    bool negative = false;
    bool required = false;
    for (;; Consume()) {
      if (At(LexKind::kNot) || At(LexKind::kMinus)) {
        negative = !negative;
      } else if (At(LexKind::kPlus)) {
        required = true;
      } else if (At(LexKind::kAnd) || At(LexKind::kOr)) {
        WarnOfIgnored(Peek());
      } else {
        break;
      }
    }
    if (AtEndOfList()) {
      if (negative || required)
        report_.warnings.emplace_back("a sign or NOT before nothing is ignored");
      return std::nullopt;
    }
    Part part = ParsePrimary(field, depth);
    if (!part) return part;
    part->negative = negative;
    part->required = required && !negative;
    return part;
  }

  Part ParsePrimary(QueryField field, std::size_t depth) {
    if (At(LexKind::kField)) field = Consume().field;
    const Lexeme lexeme = Consume();
    if (lexeme.kind == LexKind::kOpen) return ParseGroup(lexeme, field, depth + 1);
    switch (article::Row(field.field).analysis) {
      case article::Analysis::kWords:
        return lexeme.kind == LexKind::kQuoted ? ParsePhrase(lexeme, field.field)
                                               : ParseWord(lexeme, field.field);
      case article::Analysis::kTime:
        return Checked(ParseDate(lexeme, options_.now, options_.zone, value_error_));
      case article::Analysis::kExact:
      case article::Analysis::kKey:
        return Checked(ParseValue(lexeme, field, value_error_));
    }
    return std::nullopt;
  }

  Part ParseGroup(const Lexeme& open, QueryField field, std::size_t depth) {
    if (depth > limits::kMaxQueryDepth) {
      return Fail(v1::ERROR_REASON_QUERY_TOO_COMPLEX,
                  fmt::format("parentheses {} deep; at most {} are allowed; leave some out", depth,
                              limits::kMaxQueryDepth),
                  open);
    }
    auto node = ParseList(field, depth);
    if (failed()) return std::nullopt;
    if (At(LexKind::kClose)) {
      Consume();
    } else {
      report_.warnings.push_back(fmt::format(
          "the parenthesis at byte {} is not closed; it ends with the query", open.offset));
    }
    if (!node) return std::nullopt;
    return Clause{std::move(*node)};
  }

  // A value that was read, or its error.
  Part Checked(std::optional<Node> value) {
    if (!value) return Fail(std::move(value_error_));
    return Clause{std::move(*value)};
  }

  Part ParsePhrase(const Lexeme& lexeme, article::Field field) {
    const auto words = AnalyzeQueryText(lexeme.text, options_.language, analyzer_);
    if (words.empty()) return NoWords(lexeme, field);
    if (words.size() == 1) return Clause{MakeWord(words.front(), field, lexeme.count)};
    return Clause{MakePhrase(lexeme.text, words, field)};
  }

  Part ParseWord(const Lexeme& lexeme, article::Field field) {
    if (lexeme.text == "*") return Clause{All{}};
    const bool prefix = lexeme.text.ends_with('*');
    const std::string_view text = lexeme.text.substr(0, lexeme.text.size() - (prefix ? 1 : 0));
    auto words = AnalyzeQueryText(text, options_.language, analyzer_);
    if (words.empty()) return NoWords(lexeme, field);
    if (text.find('*') != std::string_view::npos) {
      report_.warnings.push_back(
          fmt::format("'{}': a * counts at the end of a word only", lexeme.text));
    }
    std::vector<Node> nodes;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (prefix && i + 1 == words.size()) {
        if (!CheckPrefix(words[i].folded, lexeme, value_error_)) {
          return Fail(std::move(value_error_));
        }
        nodes.emplace_back(MakePrefix(words[i], field, lexeme.count));
      } else if (words[i].stop_word && !keep_stop_words_) {
        ++report_.dropped_stop_words;
      } else {
        nodes.emplace_back(MakeWord(std::move(words[i]), field, lexeme.count));
      }
    }
    if (nodes.empty()) return std::nullopt;
    return Clause{MakeOr(std::move(nodes)), true};
  }

  // Punctuation is skipped in text, but a field must have something to look for.
  Part NoWords(const Lexeme& lexeme, article::Field field) {
    if (field == article::Field::kText) return std::nullopt;
    return Fail(v1::ERROR_REASON_QUERY_SYNTAX,
                fmt::format("'{}' after '{}:' has no word in it; expected a word or a quoted text",
                            lexeme.text, article::Row(field).name),
                lexeme);
  }

  const std::vector<Lexeme>& lexemes_;
  const ParseOptions& options_;
  const bool keep_stop_words_;
  text::Analyzer& analyzer_;
  ParseReport report_;
  QueryError value_error_;
  std::size_t next_ = 0;
};

QueryError TooComplex(std::string message, std::size_t length) {
  return {v1::ERROR_REASON_QUERY_TOO_COMPLEX, std::move(message), 0, length};
}

std::nullopt_t Refuse(QueryError why, QueryError* error) {
  if (error != nullptr) *error = std::move(why);
  return std::nullopt;
}

}  // namespace

std::optional<ParsedQuery> ParseQuery(std::string_view text, const ParseOptions& options,
                                      text::Analyzer& analyzer, QueryError* error) {
  if (text.size() > limits::kMaxQueryBytes) {
    return Refuse(TooComplex(fmt::format("the query has {} bytes; at most {} are allowed; shorten "
                                         "it",
                                         text.size(), limits::kMaxQueryBytes),
                             text.size()),
                  error);
  }
  const std::string clean = text::CleanUtf8(text);
  ParsedQuery parsed;
  const auto lexemes = LexQuery(clean, parsed.warnings, error);
  if (!lexemes) return std::nullopt;
  if (lexemes->size() == 1) return parsed;
  std::optional<Node> root;
  ParseReport report;
  for (const bool keep_stop_words : {false, true}) {
    Parser parser(*lexemes, options, keep_stop_words, analyzer);
    root = parser.Run();
    report = std::move(parser.report());
    if (report.error) return Refuse(std::move(*report.error), error);
    if (report.dropped_stop_words == 0 || (root && !IsFilter(*root))) break;
  }
  std::move(report.warnings.begin(), report.warnings.end(), std::back_inserter(parsed.warnings));
  if (!root) {
    parsed.warnings.emplace_back("the query has no word in it, so nothing is found");
    parsed.root = Nothing{};
    return parsed;
  }
  if (auto excess = FindExcess(*root)) {
    return Refuse(TooComplex(std::move(*excess), clean.size()), error);
  }
  parsed.root = std::move(*root);
  return parsed;
}

}  // namespace dateline::query
