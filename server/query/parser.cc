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
#include <utility>

#include "core/limits.h"
#include "core/text/char_kind.h"
#include "core/text/fold.h"
#include "core/text/utf8.h"
#include "server/query/combine.h"
#include "server/query/date_value.h"
#include "server/query/lexer.h"
#include "server/query/printer.h"
#include "server/query/query_words.h"

namespace dateline::query {
namespace {

// A part of a query, with its sign.
struct Clause {
  QueryNode node;
  bool loose =
      false;  // several words typed as one: any of them where ranked, all of them where required
  bool negative = false;
  bool required = false;
};

QueryNode AllOf(Clause clause) {
  if (!clause.loose || clause.node.kind != NodeKind::kOr) return std::move(clause.node);
  return MakeAnd(std::move(clause.node.children));
}

std::size_t CountLetters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

class Parser {
 public:
  Parser(const std::vector<Lexeme>& lexemes, const ParseOptions& options, bool keep_stop_words,
         text::Analyzer& analyzer, std::vector<std::string>& warnings, QueryError* error)
      : lexemes_(lexemes),
        options_(options),
        keep_stop_words_(keep_stop_words),
        analyzer_(analyzer),
        warnings_(warnings),
        error_(error) {}

  // The tree; nullopt where no word is left, or on failure.
  std::optional<QueryNode> Run() { return ParseList({}, 0); }

  bool failed() const { return failed_; }
  std::size_t dropped_stop_words() const { return dropped_; }

 private:
  using Part = std::optional<Clause>;

  const Lexeme& Peek() const { return lexemes_[next_]; }
  bool At(LexKind kind) const { return Peek().kind == kind; }
  bool AtEndOfList() const { return At(LexKind::kEnd) || At(LexKind::kClose); }
  Lexeme Take() { return lexemes_[next_ + 1 < lexemes_.size() ? next_++ : next_]; }

  void IgnoreOperator() {
    const Lexeme lexeme = Take();
    warnings_.push_back(
        fmt::format("'{}' at byte {} joins nothing and is ignored", lexeme.text, lexeme.offset));
  }

  bool Fail(v1::ErrorReason reason, std::string message, const Lexeme& where) {
    if (!failed_ && error_ != nullptr) {
      *error_ = {reason, std::move(message), where.offset, where.length};
    }
    failed_ = true;
    return false;
  }

  std::optional<QueryNode> ParseList(QueryField field, std::size_t depth) {
    std::vector<Clause> clauses;
    while (!failed_ && !At(LexKind::kEnd)) {
      if (At(LexKind::kClose)) {
        if (depth > 0) break;
        IgnoreOperator();
        continue;
      }
      Part part = ParseOr(field, depth);
      if (part) clauses.push_back(std::move(*part));
    }
    if (failed_) return std::nullopt;
    return Combine(std::move(clauses), field);
  }

  // Reads `kind` between two parts; false where nothing follows it.
  bool TakeOperator(LexKind kind) {
    if (!At(kind)) return false;
    const std::size_t at = next_;
    Take();
    while (At(LexKind::kAnd) || At(LexKind::kOr)) IgnoreOperator();
    if (!AtEndOfList()) return true;
    warnings_.push_back(fmt::format("'{}' at byte {} joins nothing and is ignored",
                                    lexemes_[at].text, lexemes_[at].offset));
    return false;
  }

  Part ParseOr(QueryField field, std::size_t depth) {
    std::vector<Clause> parts;
    do {
      Part part = ParseAnd(field, depth);
      if (failed_) return std::nullopt;
      if (part) parts.push_back(std::move(*part));
    } while (TakeOperator(LexKind::kOr));
    if (parts.empty()) return std::nullopt;
    if (parts.size() == 1) return std::move(parts.front());
    std::vector<QueryNode> children;
    for (Clause& part : parts) {
      if (part.negative) {
        std::vector<QueryNode> excluded;
        excluded.push_back(AllOf(std::move(part)));
        children.push_back(MakeAndNot(LeafNode(NodeKind::kAll), std::move(excluded)));
      } else {
        children.push_back(part.required ? AllOf(std::move(part)) : std::move(part.node));
      }
    }
    return Clause{MakeOr(std::move(children))};
  }

  Part ParseAnd(QueryField field, std::size_t depth) {
    std::vector<Clause> parts;
    bool joined = false;
    do {
      Part part = ParseUnary(field, depth);
      if (failed_) return std::nullopt;
      if (part) parts.push_back(std::move(*part));
    } while (TakeOperator(LexKind::kAnd) && (joined = true));
    if (parts.empty()) return std::nullopt;
    if (!joined) return std::move(parts.front());
    if (parts.size() == 1) {
      Clause only = std::move(parts.front());
      only.node = AllOf(Clause{std::move(only.node), only.loose});
      only.loose = false;
      return only;
    }
    std::vector<QueryNode> positive;
    std::vector<QueryNode> negative;
    for (Clause& part : parts) {
      (part.negative ? negative : positive).push_back(AllOf(std::move(part)));
    }
    QueryNode node = positive.empty() ? LeafNode(NodeKind::kAll) : MakeAnd(std::move(positive));
    return Clause{MakeAndNot(std::move(node), std::move(negative))};
  }

  Part ParseUnary(QueryField field, std::size_t depth) {
    bool negative = false;
    bool required = false;
    for (;; Take()) {
      if (At(LexKind::kNot) || At(LexKind::kMinus)) {
        negative = !negative;
      } else if (At(LexKind::kPlus)) {
        required = true;
      } else if (At(LexKind::kAnd) || At(LexKind::kOr)) {
        warnings_.push_back(fmt::format("'{}' at byte {} joins nothing and is ignored", Peek().text,
                                        Peek().offset));
      } else {
        break;
      }
    }
    if (AtEndOfList()) {
      if (negative || required) warnings_.emplace_back("a sign or NOT before nothing is ignored");
      return std::nullopt;
    }
    Part part = ParsePrimary(field, depth);
    if (!part) return part;
    part->negative = negative;
    part->required = required && !negative;
    return part;
  }

  Part ParsePrimary(QueryField field, std::size_t depth) {
    if (At(LexKind::kField)) field = Take().field;
    const Lexeme lexeme = Take();
    if (lexeme.kind == LexKind::kOpen) return ParseGroup(lexeme, field, depth + 1);
    switch (article::Row(field.field).analysis) {
      case article::Analysis::kWords:
        return lexeme.kind == LexKind::kQuoted ? ParsePhrase(lexeme, field.field)
                                               : ParseWord(lexeme, field.field);
      case article::Analysis::kTime:
        return ParseDate(lexeme);
      case article::Analysis::kExact:
      case article::Analysis::kKey:
        return ParseValue(lexeme, field);
    }
    return std::nullopt;
  }

  Part ParseGroup(const Lexeme& open, QueryField field, std::size_t depth) {
    if (depth > limits::kMaxQueryDepth) {
      Fail(v1::ERROR_REASON_QUERY_TOO_COMPLEX,
           fmt::format("parentheses {} deep; at most {} are allowed; leave some out", depth,
                       limits::kMaxQueryDepth),
           open);
      return std::nullopt;
    }
    auto node = ParseList(field, depth);
    if (failed_) return std::nullopt;
    if (At(LexKind::kClose)) {
      Take();
    } else {
      warnings_.push_back(fmt::format(
          "the parenthesis at byte {} is not closed; it ends with the query", open.offset));
    }
    if (!node) return std::nullopt;
    return Clause{std::move(*node)};
  }

  Part ParsePhrase(const Lexeme& lexeme, article::Field field) {
    const auto words = AnalyzeQueryText(lexeme.text, options_.language, analyzer_);
    if (words.empty()) return NoWords(lexeme, field);
    if (words.size() == 1) return Clause{TermNode(words.front(), field, lexeme.count)};
    return Clause{PhraseNode(lexeme.text, words, field)};
  }

  Part ParseWord(const Lexeme& lexeme, article::Field field) {
    if (lexeme.text == "*") return Clause{LeafNode(NodeKind::kAll)};
    const bool prefix = lexeme.text.ends_with('*');
    const std::string_view text = lexeme.text.substr(0, lexeme.text.size() - (prefix ? 1 : 0));
    auto words = AnalyzeQueryText(text, options_.language, analyzer_);
    if (words.empty()) return NoWords(lexeme, field);
    if (text.find('*') != std::string_view::npos) {
      warnings_.push_back(fmt::format("'{}': a * counts at the end of a word only", lexeme.text));
    }
    std::vector<QueryNode> nodes;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (prefix && i + 1 == words.size()) {
        if (!CheckPrefix(words[i].folded, lexeme)) return std::nullopt;
        nodes.push_back(PrefixNode(words[i], field, lexeme.count));
      } else if (words[i].stop_word && !keep_stop_words_) {
        ++dropped_;
      } else {
        nodes.push_back(TermNode(std::move(words[i]), field, lexeme.count));
      }
    }
    if (nodes.empty()) return std::nullopt;
    return Clause{MakeOr(std::move(nodes)), true};
  }

  bool CheckPrefix(std::string_view folded, const Lexeme& lexeme) {
    const std::size_t letters = CountLetters(folded);
    if (letters >= limits::kMinWildcardLetters) return true;
    return Fail(
        v1::ERROR_REASON_QUERY_TOO_COMPLEX,
        fmt::format("'{}' has {} letters before the *; at least {} are needed; type more of "
                    "the word",
                    lexeme.text, letters, limits::kMinWildcardLetters),
        lexeme);
  }

  // Punctuation is skipped in text, but a field must have something to look for.
  Part NoWords(const Lexeme& lexeme, article::Field field) {
    if (field == article::Field::kText) return std::nullopt;
    Fail(v1::ERROR_REASON_QUERY_SYNTAX,
         fmt::format("'{}' after '{}:' has no word in it; expected a word or a quoted text",
                     lexeme.text, article::Row(field).name),
         lexeme);
    return std::nullopt;
  }

  Part ParseValue(const Lexeme& lexeme, QueryField query_field) {
    const article::Field field = query_field.field;
    const bool key = article::Row(field).analysis == article::Analysis::kKey;
    if (key ? lexeme.text.empty() : text::FoldName(lexeme.text).empty()) {
      Fail(v1::ERROR_REASON_QUERY_SYNTAX,
           fmt::format("'{}:' has an empty value; expected a word or a quoted text",
                       FieldName(field, query_field.scope)),
           lexeme);
      return std::nullopt;
    }
    if (field == article::Field::kLanguage && !text::IsKnownLanguage(lexeme.text)) {
      Fail(v1::ERROR_REASON_UNKNOWN_LANGUAGE,
           fmt::format("'{}' is no language code; give an ISO 639-1 code such as en or pt-BR",
                       lexeme.text),
           lexeme);
      return std::nullopt;
    }
    const bool star = lexeme.text.find('*') != std::string_view::npos;
    if (star && !key && lexeme.kind == LexKind::kWord) return ParseValuePrefix(lexeme, query_field);
    QueryNode node = LeafNode(NodeKind::kExact);
    node.field = field;
    node.scope = query_field.scope;
    node.text = std::string(lexeme.text);
    return Clause{std::move(node)};
  }

  Part ParseValuePrefix(const Lexeme& lexeme, QueryField field) {
    const std::string_view start = lexeme.text.substr(0, lexeme.text.size() - 1);
    if (lexeme.text.find('*') != start.size()) {
      Fail(v1::ERROR_REASON_QUERY_SYNTAX,
           fmt::format("'{}': a * counts at the end of a value only; put the value in quotes to "
                       "search for the * itself",
                       lexeme.text),
           lexeme);
      return std::nullopt;
    }
    QueryNode node = LeafNode(NodeKind::kExactPrefix);
    node.field = field.field;
    node.scope = field.scope;
    node.text = std::string(lexeme.text);
    node.term = text::FoldName(start);
    if (!CheckPrefix(node.term, lexeme)) return std::nullopt;
    return Clause{std::move(node)};
  }

  Part ParseDate(const Lexeme& lexeme) {
    const auto span = ParseDateValue(lexeme.text, options_.now);
    if (!span) {
      const bool inverted = EndsBeforeItStarts(lexeme.text, options_.now);
      Fail(v1::ERROR_REASON_QUERY_SYNTAX,
           inverted
               ? fmt::format("'{}' starts after it ends; put the earlier date first", lexeme.text)
               : fmt::format("'{}' is not a date; expected {}", lexeme.text, kDateForms),
           lexeme);
      return std::nullopt;
    }
    QueryNode node = LeafNode(NodeKind::kDate);
    node.field = article::Field::kDate;
    node.start = span->start;
    node.end = span->end;
    node.text = FormatDateValue(*span);
    return Clause{std::move(node)};
  }

  static bool IsValue(const QueryNode& node) {
    return node.kind == NodeKind::kExact || node.kind == NodeKind::kExactPrefix;
  }

  // Values of a field that has one value an article are alternatives, whatever joins them.
  static std::vector<QueryNode> JoinFilters(std::vector<QueryNode> filters) {
    std::vector<QueryNode> joined;
    for (QueryNode& filter : filters) {
      const bool single = IsValue(filter) && !article::Row(filter.field).many;
      const auto same = std::find_if(joined.begin(), joined.end(), [&](const QueryNode& other) {
        const QueryNode& first = other.kind == NodeKind::kOr ? other.children.front() : other;
        return single && IsValue(first) && first.field == filter.field;
      });
      if (same == joined.end()) {
        joined.push_back(std::move(filter));
        continue;
      }
      std::vector<QueryNode> both;
      both.push_back(std::move(*same));
      both.push_back(std::move(filter));
      *same = MakeOr(std::move(both));
    }
    return joined;
  }

  std::optional<QueryNode> Combine(std::vector<Clause> clauses, QueryField field) const {
    if (clauses.empty()) return std::nullopt;
    const bool values =
        article::Row(field.field).analysis != article::Analysis::kWords;  // source:(a b)
    std::vector<QueryNode> must;
    std::vector<QueryNode> should;
    std::vector<QueryNode> filters;
    std::vector<QueryNode> negative;
    for (Clause& clause : clauses) {
      if (clause.negative) {
        negative.push_back(AllOf(std::move(clause)));
      } else if (clause.required) {
        must.push_back(AllOf(std::move(clause)));
      } else if (!values && IsFilter(clause.node)) {
        filters.push_back(std::move(clause.node));
      } else if (!values && options_.default_and) {
        must.push_back(AllOf(std::move(clause)));
      } else {
        should.push_back(std::move(clause.node));
      }
    }
    filters = JoinFilters(std::move(filters));
    // Values beside a required value could only add to a score, and values have none.
    if (values && !must.empty()) should.clear();
    const bool optional = !must.empty() && !should.empty();
    if (!optional && !should.empty()) must.push_back(MakeOr(std::exchange(should, {})));
    std::move(filters.begin(), filters.end(), std::back_inserter(must));
    QueryNode node = must.empty() ? LeafNode(NodeKind::kAll) : MakeAnd(std::move(must));
    if (optional) node = MakeMaybe(std::move(node), MakeOr(std::move(should)));
    return MakeAndNot(std::move(node), std::move(negative));
  }

  const std::vector<Lexeme>& lexemes_;
  const ParseOptions& options_;
  bool keep_stop_words_;
  text::Analyzer& analyzer_;
  std::vector<std::string>& warnings_;
  QueryError* error_;
  std::size_t next_ = 0;
  std::size_t dropped_ = 0;
  bool failed_ = false;
};

bool TooComplex(std::string message, std::size_t length, QueryError* error) {
  if (error != nullptr)
    *error = {v1::ERROR_REASON_QUERY_TOO_COMPLEX, std::move(message), 0, length};
  return true;
}

bool ExceedsLimits(const QueryNode& root, std::size_t length, QueryError* error) {
  const QuerySize size = MeasureQuery(root);
  if (size.terms > limits::kMaxQueryTerms) {
    return TooComplex(fmt::format("the query has {} different words and values; at most {} are "
                                  "allowed; leave some out",
                                  size.terms, limits::kMaxQueryTerms),
                      length, error);
  }
  if (size.depth > limits::kMaxQueryDepth) {
    return TooComplex(fmt::format("operators are nested {} deep; at most {} are allowed; leave "
                                  "some parentheses out",
                                  size.depth, limits::kMaxQueryDepth),
                      length, error);
  }
  if (size.wildcards > limits::kMaxWildcards) {
    return TooComplex(fmt::format("the query has {} words with *; at most {} are allowed; write "
                                  "some of them out",
                                  size.wildcards, limits::kMaxWildcards),
                      length, error);
  }
  return false;
}

}  // namespace

std::optional<ParsedQuery> ParseQuery(std::string_view text, const ParseOptions& options,
                                      text::Analyzer& analyzer, QueryError* error) {
  if (text.size() > limits::kMaxQueryBytes) {
    TooComplex(fmt::format("the query has {} bytes; at most {} are allowed; shorten it",
                           text.size(), limits::kMaxQueryBytes),
               text.size(), error);
    return std::nullopt;
  }
  const std::string clean = text::CleanUtf8(text);
  ParsedQuery parsed;
  const auto lexemes = LexQuery(clean, parsed.warnings, error);
  if (!lexemes) return std::nullopt;
  if (lexemes->size() == 1) return parsed;
  const std::vector<std::string> lexer_warnings = parsed.warnings;
  std::optional<QueryNode> root;
  for (const bool keep_stop_words : {false, true}) {
    parsed.warnings = lexer_warnings;
    Parser parser(*lexemes, options, keep_stop_words, analyzer, parsed.warnings, error);
    root = parser.Run();
    if (parser.failed()) return std::nullopt;
    if (parser.dropped_stop_words() == 0 || (root && HasPositiveWord(*root))) break;
  }
  if (!root) {
    parsed.warnings.emplace_back("the query has no word in it, so nothing is found");
    parsed.root.kind = NodeKind::kNothing;
    return parsed;
  }
  if (ExceedsLimits(*root, clean.size(), error)) return std::nullopt;
  parsed.root = std::move(*root);
  return parsed;
}

}  // namespace dateline::query
