// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/printer.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/char_kind.h"
#include "server/query/date_value.h"
#include "server/query/tree.h"

namespace dateline::query {
namespace {

std::string PrintField(const QueryNode& node) {
  if (node.field == article::Field::kText) return "";
  return fmt::format("{}:", FieldName(node.field, node.scope));
}

std::string Quoted(std::string_view text) { return fmt::format("\"{}\"", text); }

// Quoted where it would be read as an operator, split, or dropped as a stop word.
std::string PrintWord(const QueryNode& node) {
  const bool plain = std::all_of(node.text.begin(), node.text.end(), [](char c) {
    return text::IsAsciiLetter(c) || text::IsAsciiDigit(c);
  });
  const bool reserved = node.text == "AND" || node.text == "OR" || node.text == "NOT";
  return plain && !reserved && !node.stop_word ? node.text : Quoted(node.text);
}

std::string PrintCount(const QueryNode& node) {
  return node.count == 1 ? "" : fmt::format("^{}", node.count);
}

std::string PrintChild(const QueryNode& node) {
  return node.children.empty() ? PrintQuery(node) : fmt::format("({})", PrintQuery(node));
}

std::string PrintJoined(const QueryNode& node, std::string_view separator) {
  std::string text;
  for (const QueryNode& child : node.children) {
    if (!text.empty()) text += separator;
    text += PrintChild(child);
  }
  return text;
}

std::string PrintAndNot(const QueryNode& node) {
  const QueryNode& positive = node.children.front();
  std::string text = positive.kind == NodeKind::kAll ? "" : PrintChild(positive);
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    if (!text.empty()) text += " ";
    text += "-" + PrintChild(node.children[i]);
  }
  return text;
}

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

std::string PrintQuery(const QueryNode& node) {
  switch (node.kind) {
    case NodeKind::kAll:
      return "*";
    case NodeKind::kNothing:
      return "-*";
    case NodeKind::kTerm:
      return PrintField(node) + PrintWord(node) + PrintCount(node);
    case NodeKind::kPhrase:
    case NodeKind::kExact:
      return PrintField(node) + Quoted(node.text);
    case NodeKind::kPrefix:
    case NodeKind::kExactPrefix:
      return PrintField(node) + node.text + PrintCount(node);
    case NodeKind::kDate:
      return PrintField(node) + FormatDateValue({node.start, node.end});
    case NodeKind::kAnd:
      return PrintJoined(node, " AND ");
    case NodeKind::kOr:
      return PrintJoined(node, " OR ");
    case NodeKind::kAndNot:
      return PrintAndNot(node);
    case NodeKind::kMaybe:
      return "+" + PrintJoined(node, " ");
  }
  return "";
}

}  // namespace dateline::query
