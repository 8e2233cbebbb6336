// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/value_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "core/limits.h"
#include "core/text/fold.h"
#include "core/text/language.h"
#include "server/query/date_value.h"
#include "server/query/printer.h"

namespace dateline::query {
namespace {

std::size_t CountLetters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::nullopt_t Fail(v1::ErrorReason reason, std::string message, const Lexeme& at,
                    QueryError& error) {
  error = {reason, std::move(message), at.offset, at.length};
  return std::nullopt;
}

std::optional<Node> ParseValuePrefix(const Lexeme& lexeme, QueryField field, QueryError& error) {
  const std::string_view start = lexeme.text.substr(0, lexeme.text.size() - 1);
  if (lexeme.text.find('*') != start.size()) {
    return Fail(v1::ERROR_REASON_QUERY_SYNTAX,
                fmt::format("'{}': a * counts at the end of a value only; put the value in quotes "
                            "to search for the * itself",
                            lexeme.text),
                lexeme, error);
  }
  ValuePrefix prefix{field.field, field.scope, std::string(lexeme.text), text::FoldName(start)};
  if (!CheckPrefix(prefix.letters, lexeme, error)) return std::nullopt;
  return prefix;
}

}  // namespace

bool CheckPrefix(std::string_view folded, const Lexeme& lexeme, QueryError& error) {
  const std::size_t letters = CountLetters(folded);
  if (letters >= limits::kMinWildcardLetters) return true;
  Fail(v1::ERROR_REASON_QUERY_TOO_COMPLEX,
       fmt::format("'{}' has {} before the *; at least {} are needed; type more of the "
                   "word",
                   lexeme.text, letters == 1 ? "one letter" : "no letters",
                   limits::kMinWildcardLetters),
       lexeme, error);
  return false;
}

std::optional<Node> ParseValue(const Lexeme& lexeme, QueryField field, QueryError& error) {
  const bool key = article::Row(field.field).analysis == article::Analysis::kKey;
  if (key ? lexeme.text.empty() : text::FoldName(lexeme.text).empty()) {
    return Fail(v1::ERROR_REASON_QUERY_SYNTAX,
                fmt::format("'{}:' has an empty value; expected a word or a quoted text",
                            FieldName(field.field, field.scope)),
                lexeme, error);
  }
  if (field.field == article::Field::kLanguage && !text::IsKnownLanguage(lexeme.text)) {
    return Fail(
        v1::ERROR_REASON_UNKNOWN_LANGUAGE,
        fmt::format("'{}' is not a language code; give an ISO 639-1 code such as en or pt-BR",
                    lexeme.text),
        lexeme, error);
  }
  const bool star = lexeme.text.find('*') != std::string_view::npos;
  if (star && !key && lexeme.kind == LexKind::kWord) return ParseValuePrefix(lexeme, field, error);
  return Value{field.field, field.scope, std::string(lexeme.text)};
}

std::optional<Node> ParseDate(const Lexeme& lexeme, absl::Time now, absl::TimeZone zone,
                              QueryError& error) {
  if (const auto span = ParseDateValue(lexeme.text, now, zone)) return Date{*span};
  return Fail(v1::ERROR_REASON_QUERY_SYNTAX, WhyNotADate(lexeme.text, now, zone), lexeme, error);
}

}  // namespace dateline::query
