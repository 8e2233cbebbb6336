// SPDX-License-Identifier: GPL-3.0-or-later
// Grammar, from loose to tight:
//   list   = or { or }              side by side; + and - signs, values and dates restrict
//   or     = and { "OR" and }
//   and    = unary { "AND" unary }
//   unary  = { "NOT" | "-" | "+" } primary
//   primary = [ field ":" ] ( word | quoted | "(" list ")" )
// A NOT between two parts belongs to both: in "a NOT b OR c" the OR joins a and c.
#include "server/query/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/limits.h"
#include "server/query/clause.h"
#include "server/query/combine.h"
#include "server/query/flatten_tree.h"
#include "server/query/lexer.h"
#include "server/query/printer.h"
#include "server/query/query_size.h"
#include "server/query/reading_log.h"
#include "server/query/unit_parser.h"
#include "server/query/value_parser.h"

namespace dateline::query {
namespace {

class Parser {
 public:
  Parser(const QueryText& query, const ParseOptions& options, text::Analyzer& analyzer,
         ReadingLog& log)
      : lexemes_(LexQuery(query, log)),
        options_(options),
        log_(log),
        units_(options.language, analyzer, log, IsInCapitals(query.text)) {}

  bool empty() const { return lexemes_.size() == 1; }

  // The tree; nullopt if no word is left, or on failure.
  std::optional<Node> Run() { return ParseList({}, 0); }

 private:
  using Part = std::optional<Clause>;

  const Lexeme& Peek() const { return lexemes_[next_]; }
  bool At(LexKind kind) const { return Peek().kind == kind; }
  bool AtEndOfList() const { return At(LexKind::kEnd) || At(LexKind::kClose); }
  bool AtOperator() const { return At(LexKind::kAnd) || At(LexKind::kOr); }
  bool failed() const { return log_.error().has_value(); }
  const Lexeme& Consume() { return lexemes_[next_ + 1 < lexemes_.size() ? next_++ : next_]; }
  // From `start` to the last lexeme that was read.
  Place PlaceFrom(std::uint32_t start) const {
    return {start, next_ == 0 ? start : std::max(start, lexemes_[next_ - 1].place.end)};
  }

  // A sign, operator or parenthesis is passed over.
  void Ignore(const Lexeme& lexeme, v1::ReadingCode code, std::string_view expected) {
    log_.Mend(
        {code, lexeme.place, "",
         fmt::format("'{}' at byte {}: expected {}", lexeme.text, lexeme.place.start, expected)});
  }

  void IgnoreOperator(const Lexeme& lexeme) {
    Ignore(lexeme, v1::READING_CODE_INCOMPLETE, "something before and after it that it joins");
  }

  std::optional<Node> ParseList(QueryField field, std::size_t depth) {
    std::vector<Clause> clauses;
    while (!failed() && !At(LexKind::kEnd)) {
      if (At(LexKind::kClose)) {
        if (ignored_open_ > 0) {
          --ignored_open_;
          Consume();
          continue;
        }
        if (depth > 0) break;
        Ignore(Consume(), v1::READING_CODE_UNBALANCED, "a ( before it");
        continue;
      }
      Part part = ParseOr(field, depth, clauses);
      if (part) clauses.push_back(std::move(*part));
    }
    if (failed() || clauses.empty()) return std::nullopt;
    const bool values = article::Row(field.field).analysis != article::Analysis::kWords;
    DropStopWords(clauses);
    return JoinSideBySide(std::move(clauses), values);
  }

  // Stop words go if something else is left to look for.
  void DropStopWords(std::vector<Clause>& clauses) {
    const bool others = std::any_of(clauses.begin(), clauses.end(), [](const Clause& clause) {
      return !clause.stop_word && !clause.negation && !clause.negative && !IsFilter(clause.node);
    });
    if (!others) return;
    std::erase_if(clauses, [this](const Clause& clause) {
      if (!clause.stop_word) return false;
      const std::string& word = std::get<query::Word>(clause.node).text;
      log_.Explain({v1::READING_CODE_STOP_WORD, clause.place, "",
                    fmt::format("'{}' is dropped, as nearly every text has it; +{} looks for it",
                                word, word)});
      return true;
    });
  }

  // Reads `kind` between two parts; false if nothing follows it.
  bool ConsumeOperator(LexKind kind) {
    if (!At(kind)) return false;
    const Lexeme& joint = Consume();
    while (AtOperator()) IgnoreOperator(Consume());
    if (!AtEndOfList()) return true;
    IgnoreOperator(joint);
    return false;
  }

  // `before`: the clauses on the left, of which a NOT takes the last.
  Part ParseOr(QueryField field, std::size_t depth, std::vector<Clause>& before) {
    const std::size_t first = next_;
    std::vector<Clause> parts;
    bool mixed = false;
    Place negative;
    do {
      const std::size_t start = next_;
      bool joined = false;
      std::optional<Clause> taken;
      Part part = ParseAnd(field, depth, parts.empty() ? &before : nullptr, joined, taken);
      if (failed()) return std::nullopt;
      if (taken) parts.push_back(std::move(*taken));
      if (!part) continue;
      mixed = mixed || joined;
      if (part->negative && negative.end == 0) negative = PlaceFrom(lexemes_[start].place.start);
      parts.push_back(std::move(*part));
    } while (ConsumeOperator(LexKind::kOr));
    if (parts.empty()) return std::nullopt;
    if (parts.size() == 1) return std::move(parts.front());
    const std::uint32_t start = std::min(parts.front().place.start, lexemes_[first].place.start);
    Clause clause = JoinWithOr(std::move(parts));
    clause.place = PlaceFrom(start);
    Explain(clause, mixed, negative);
    return clause;
  }

  // How several parts with OR between them are read.
  void Explain(const Clause& clause, bool mixed, Place negative) {
    if (mixed) {
      const std::string read_as = PrintQuery(clause.node);
      log_.Explain({v1::READING_CODE_MIXED_OPERATORS, clause.place, read_as,
                    fmt::format("AND binds tighter than OR: it is read as {}; put parentheses "
                                "around what belongs together",
                                read_as)});
    }
    if (clause.excluded.empty()) return;
    std::string excluded;
    for (const Node& node : clause.excluded) {
      excluded += fmt::format("{}-{}", excluded.empty() ? "" : " ", PrintOperand(node));
    }
    log_.Explain({v1::READING_CODE_NEGATION_IN_OR, negative, excluded,
                  fmt::format("a negative part of an OR excludes: articles that match it are left "
                              "out, as with {}",
                              excluded)});
  }

  // `before` (may be null): if the first part is negative and others follow, the clause on its left
  // is taken from it, as the first operand.
  Part ParseAnd(QueryField field, std::size_t depth, std::vector<Clause>* before, bool& joined,
                std::optional<Clause>& taken) {
    std::vector<Clause> parts;
    const std::uint32_t start = Peek().place.start;
    const bool binary = At(LexKind::kNot) && before != nullptr && !before->empty();
    if (binary) before->back().stop_word = false;
    do {
      Part part = ParseUnary(field, depth);
      if (failed()) return std::nullopt;
      if (part) parts.push_back(std::move(*part));
    } while (ConsumeOperator(LexKind::kAnd) && (joined = true));
    joined = joined && parts.size() > 1;
    if (parts.empty()) return std::nullopt;
    const bool left = before != nullptr && !before->empty() && IsOperand(before->back()) &&
                      parts.front().negative && (joined || At(LexKind::kOr));
    if (left) {
      taken = std::move(before->back());
      before->pop_back();
      taken->stop_word = false;
    }
    if (parts.size() == 1) {
      parts.front().place = PlaceFrom(start);
      return std::move(parts.front());
    }
    if (left) parts.insert(parts.begin(), *std::exchange(taken, std::nullopt));
    Clause clause = JoinWithAnd(std::move(parts));
    clause.place = PlaceFrom(start);
    return clause;
  }

  static bool IsOperand(const Clause& clause) {
    return !clause.negative && !clause.required && !IsFilter(clause.node);
  }

  Part ParseUnary(QueryField field, std::size_t depth) {
    bool negative = false;
    bool required = false;
    const std::size_t first = next_;
    for (;; Consume()) {
      if (At(LexKind::kNot) || At(LexKind::kMinus)) {
        negative = !negative;
      } else if (At(LexKind::kPlus)) {
        required = true;
      } else if (AtOperator()) {
        IgnoreOperator(Peek());
      } else {
        break;
      }
    }
    const std::size_t primary = next_;
    const bool bare = first == primary;
    Part part;
    if (!AtEndOfList()) part = ParsePrimary(field, depth);
    if (!part) {
      IgnoreSigns(first, primary);
      return part;
    }
    part->negative = negative;
    part->required = required && !negative;
    part->stop_word = part->stop_word && bare && !AtOperator() && !AfterOperator(first);
    part->place = PlaceFrom(lexemes_[first].place.start);
    return part;
  }

  // The signs before a primary that is missing.
  void IgnoreSigns(std::size_t first, std::size_t primary) {
    for (std::size_t i = first; i < primary; ++i) {
      const LexKind kind = lexemes_[i].kind;
      if (kind == LexKind::kAnd || kind == LexKind::kOr) continue;  // were told of
      Ignore(lexemes_[i], v1::READING_CODE_INCOMPLETE, "a word after it");
    }
  }

  bool AfterOperator(std::size_t lexeme) const {
    if (lexeme == 0) return false;
    const LexKind before = lexemes_[lexeme - 1].kind;
    return before == LexKind::kAnd || before == LexKind::kOr;
  }

  Part ParsePrimary(QueryField field, std::size_t depth) {
    const bool own_field = At(LexKind::kField);
    if (own_field) field = Consume().field;
    if (own_field && AtEndOfList()) {
      Ignore(lexemes_[next_ - 1], v1::READING_CODE_INCOMPLETE, "a value after it");
      return std::nullopt;
    }
    while (At(LexKind::kOpen) && depth >= limits::kMaxParentheses) IgnoreOpen(Consume());
    if (AtEndOfList()) return std::nullopt;
    const Lexeme& lexeme = Consume();
    if (lexeme.kind == LexKind::kOpen) return ParseGroup(lexeme, field, depth + 1);
    if (lexeme.kind != LexKind::kWord && lexeme.kind != LexKind::kQuoted) {
      // Only signs after parentheses that were passed over.
      Ignore(lexeme, v1::READING_CODE_INCOMPLETE, "a word");
      return std::nullopt;
    }
    switch (article::Row(field.field).analysis) {
      case article::Analysis::kWords: {
        const bool alone = lexemes_.size() == 2;
        Part part = lexeme.kind == LexKind::kQuoted ? units_.ParseQuoted(lexeme, field.field)
                                                    : units_.ParseWord(lexeme, field.field, alone);
        if (part && own_field) part->stop_word = false;
        if (part && alone) MarkWhole(part->node);
        return part;
      }
      case article::Analysis::kTime:
        return ParseTime(lexeme);
      case article::Analysis::kExact:
      case article::Analysis::kKey:
        return ParseFieldValue(lexeme, field);
    }
    return std::nullopt;
  }

  static void MarkWhole(Node& node) {
    if (auto* word = std::get_if<query::Word>(&node)) word->place.whole = true;
  }

  Part ParseTime(const Lexeme& lexeme) {
    auto date = ParseDate(lexeme, options_.now, options_.zone, log_);
    if (date) return Clause{std::move(*date)};
    return units_.ParseQuoted(lexeme, article::Field::kText);
  }

  Part ParseFieldValue(const Lexeme& lexeme, QueryField field) {
    auto value = ParseValue(lexeme, field, log_);
    if (!value) return std::nullopt;
    if (std::holds_alternative<ValuePrefix>(*value) && !units_.TakeWildcard(lexeme)) {
      std::string text = lexeme.text.substr(0, lexeme.text.find('*'));
      return Clause{Value{field.field, field.scope, std::move(text), lexeme.place}};
    }
    return Clause{std::move(*value)};
  }

  void IgnoreOpen(const Lexeme& lexeme) {
    ++ignored_open_;
    log_.Mend({v1::READING_CODE_LIMIT, lexeme.place, "",
               fmt::format("the parenthesis at byte {}: at most {} are nested; leave some out",
                           lexeme.place.start, limits::kMaxParentheses),
               v1::ERROR_REASON_QUERY_TOO_COMPLEX});
  }

  Part ParseGroup(const Lexeme& open, QueryField field, std::size_t depth) {
    auto node = ParseList(field, depth);
    if (failed()) return std::nullopt;
    if (At(LexKind::kClose)) {
      Consume();
    } else {
      log_.Mend({v1::READING_CODE_UNBALANCED, open.place, "(",
                 fmt::format("the parenthesis at byte {} is not closed; it ends with the query: "
                             "expected a )",
                             open.place.start)});
    }
    if (!node) return std::nullopt;
    return Clause{std::move(*node)};
  }

  const std::vector<Lexeme> lexemes_;
  const ParseOptions& options_;
  ReadingLog& log_;
  UnitParser units_;
  std::size_t next_ = 0;
  std::size_t ignored_open_ = 0;  // parentheses too deep, whose other half is still to come
};

std::nullopt_t Fail(QueryError why, QueryError* error) {
  if (error != nullptr) *error = std::move(why);
  return std::nullopt;
}

// Holds the tree to its limits: in STRICT by an error.
Node HoldToLimits(Node root, v1::QuerySyntax syntax, Place whole, ReadingLog& log) {
  if (syntax == v1::QUERY_SYNTAX_STRICT) {
    if (auto excess = FindExcess(root)) {
      log.Refuse({v1::READING_CODE_LIMIT, whole, "", std::move(*excess),
                  v1::ERROR_REASON_QUERY_TOO_COMPLEX});
    }
    return root;
  }
  return FlattenTree(std::move(root), log);
}

}  // namespace

std::optional<ParsedQuery> ParseQuery(std::string_view text, const ParseOptions& options,
                                      text::Analyzer& analyzer, QueryError* error) {
  if (text.size() > limits::kMaxQueryBytes) {
    return Fail({v1::ERROR_REASON_QUERY_TOO_COMPLEX,
                 fmt::format("the query has {} bytes; at most {} are allowed; shorten it",
                             text.size(), limits::kMaxQueryBytes),
                 0, text.size()},
                error);
  }
  const QueryText query = CleanQuery(text);
  ReadingLog log(options.syntax);
  Parser parser(query, options, analyzer, log);
  ParsedQuery parsed;
  std::optional<Node> root = log.error() ? std::nullopt : parser.Run();
  const Place whole{0, static_cast<std::uint32_t>(text.size())};
  if (root) {
    parsed.root = HoldToLimits(std::move(*root), options.syntax, whole, log);
  } else if (!parser.empty()) {
    log.Explain(
        {v1::READING_CODE_NO_WORD, whole, "", "the query has no word in it, so nothing is found"});
    parsed.root = Nothing{};
  }
  if (log.error()) return Fail(*log.error(), error);
  parsed.readings = log.TakeReadings();
  return parsed;
}

}  // namespace dateline::query
