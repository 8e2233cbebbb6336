// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/value_parser.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "core/text/fold.h"
#include "core/text/language.h"
#include "server/query/date_value.h"
#include "server/query/printer.h"
#include "server/query/quoted_text.h"

namespace dateline::query {
namespace {

// A value with a * that is not in quotes.
std::optional<Node> ParseWildcard(const Lexeme& lexeme, QueryField field, ReadingLog& log) {
  const std::string_view text = lexeme.text;
  const std::string_view name = FieldName(field.field, field.scope);
  const std::size_t star = text.find('*');
  if (const std::string letters = text::FoldName(text.substr(0, star)); !letters.empty()) {
    const std::string start(text.substr(0, star + 1));
    if (start != text) {
      log.Mend(
          {v1::READING_CODE_WILDCARD, lexeme.place, fmt::format("{}:{}", name, start),
           fmt::format("'{}': a * counts at the end of a value only; put the value in quotes to "
                       "search for the * itself",
                       text)});
    }
    return ValuePrefix{field.field, field.scope, start, letters, lexeme.place};
  }
  const std::size_t first = text.find_first_not_of('*');
  const std::string_view rest =
      first == std::string_view::npos ? std::string_view() : text.substr(first);
  const std::string read_as = rest.empty() ? "" : fmt::format("{}:{}", name, QuoteText(rest));
  log.Mend({v1::READING_CODE_WILDCARD, lexeme.place, read_as,
            fmt::format("'{}' has no letters before the *; expected the start of a value", text)});
  if (text::FoldName(rest).empty()) return std::nullopt;
  return Value{field.field, field.scope, std::string(rest), lexeme.place};
}

// "a..b" as "b..a"; "" if it is not a range.
std::string Turned(std::string_view text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return "";
  return fmt::format("{}..{}", text.substr(dots + 2), text.substr(0, dots));
}

}  // namespace

std::optional<Node> ParseValue(const Lexeme& lexeme, QueryField field, ReadingLog& log) {
  const bool key = article::Row(field.field).analysis == article::Analysis::kKey;
  if (key ? lexeme.text.empty() : text::FoldName(lexeme.text).empty()) {
    log.Mend({v1::READING_CODE_INCOMPLETE, lexeme.place, "",
              fmt::format("'{}:' has an empty value; expected a word or a quoted text",
                          FieldName(field.field, field.scope))});
    return std::nullopt;
  }
  const bool star = lexeme.text.find('*') != std::string::npos;
  if (star && !key && lexeme.kind == LexKind::kWord) return ParseWildcard(lexeme, field, log);
  if (field.field == article::Field::kLanguage && !text::IsKnownLanguage(lexeme.text)) {
    log.Mend({v1::READING_CODE_UNKNOWN_VALUE, lexeme.place,
              fmt::format("lang:{}", QuoteText(lexeme.text)),
              fmt::format("'{}' is not a language code, so nothing is found; expected an ISO 639-1 "
                          "code such as en or pt-BR",
                          lexeme.text),
              v1::ERROR_REASON_UNKNOWN_LANGUAGE});
  }
  return Value{field.field, field.scope, lexeme.text, lexeme.place};
}

std::optional<Node> ParseDate(const Lexeme& lexeme, absl::Time now, absl::TimeZone zone,
                              ReadingLog& log) {
  const std::string_view text = lexeme.text;
  if (const auto span = ParseDateValue(text, now, zone)) return Date{*span, lexeme.place};
  const std::string turned = Turned(text);
  if (const auto span = ParseDateValue(turned, now, zone)) {
    log.Mend({v1::READING_CODE_DATE, lexeme.place, fmt::format("date:{}", turned),
              WhyNotADate(text, now, zone)});
    return Date{*span, lexeme.place};
  }
  log.Mend({v1::READING_CODE_DATE, lexeme.place, std::string(text), WhyNotADate(text, now, zone)});
  return std::nullopt;
}

}  // namespace dateline::query
