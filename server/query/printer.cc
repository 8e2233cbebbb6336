// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/printer.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/char_kind.h"
#include "server/query/date_value.h"
#include "server/query/foreign_operators.h"
#include "server/query/quoted_text.h"

namespace dateline::query {
namespace {

std::string PrintField(article::Field field, EntityScope scope = EntityScope::kField) {
  return field == article::Field::kText ? "" : fmt::format("{}:", FieldName(field, scope));
}

std::string PrintCount(std::uint32_t count) { return count == 1 ? "" : fmt::format("^{}", count); }

std::string PrintJoined(const std::vector<Node>& nodes, std::string_view separator) {
  std::string text;
  for (const Node& node : nodes) {
    if (!text.empty()) text += separator;
    text += PrintOperand(node);
  }
  return text;
}

struct Printer {
  std::string operator()(const All&) const { return "*"; }
  std::string operator()(const Nothing&) const { return "-*"; }

  // In quotes if it would be read as an operator, split, or dropped as a stop word.
  std::string operator()(const Word& word) const {
    const bool plain = std::all_of(word.text.begin(), word.text.end(), [](char c) {
      return text::IsAsciiLetter(c) || text::IsAsciiDigit(c);
    });
    const bool reserved = word.text == "AND" || word.text == "OR" || word.text == "NOT" ||
                          word.text == "ANDNOT" || IsDistanceOperator(word.text) ||
                          IsCapitalOperator(word.text) || IsFrequencyOperator(word.text);
    const bool bare = plain && !reserved && !word.stop_word;
    return PrintField(word.field) + (bare ? word.text : QuoteText(word.text)) +
           PrintCount(word.count);
  }
  std::string operator()(const Phrase& phrase) const {
    return PrintField(phrase.field) + QuoteText(phrase.text);
  }
  std::string operator()(const Prefix& prefix) const {
    return PrintField(prefix.field) + prefix.text + PrintCount(prefix.count);
  }
  std::string operator()(const Value& value) const {
    return PrintField(value.field, value.scope) + QuoteText(value.text);
  }
  std::string operator()(const ValuePrefix& prefix) const {
    return PrintField(prefix.field, prefix.scope) + prefix.text;
  }
  std::string operator()(const Date& date) const {
    return PrintField(article::Field::kDate) + FormatDateValue(date);
  }

  std::string operator()(const Address& address) const { return address.text; }

  std::string operator()(const SideBySide& some) const { return PrintJoined(some.children, " "); }
  std::string operator()(const And& all) const { return PrintJoined(all.children, " AND "); }
  std::string operator()(const Or& any) const { return PrintJoined(any.children, " OR "); }
  std::string operator()(const AndNot& without) const {
    const bool all = std::holds_alternative<All>(*without.base);
    const bool list = std::holds_alternative<SideBySide>(*without.base);
    std::string text = all ? "" : list ? PrintQuery(*without.base) : PrintOperand(*without.base);
    for (const Node& node : without.excluded) {
      if (!text.empty()) text += " ";
      text += "-" + PrintOperand(node);
    }
    return text;
  }
  std::string operator()(const Maybe& maybe) const {
    return fmt::format("+{} {}", PrintOperand(*maybe.required), PrintOperand(*maybe.optional));
  }
};

}  // namespace

std::string_view FieldName(article::Field field, EntityScope scope) {
  switch (scope) {
    case EntityScope::kAny:
      return "entity";
    case EntityScope::kAbout:
      return "about";
    case EntityScope::kField:
      break;
  }
  return article::Row(field).name;
}

std::string PrintQuery(const Node& node) { return std::visit(Printer{}, node); }

std::string PrintOperand(const Node& node) {
  const std::string text = PrintQuery(node);
  return Children(node).empty() ? text : fmt::format("({})", text);
}

}  // namespace dateline::query
