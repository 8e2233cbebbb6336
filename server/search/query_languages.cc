// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/query_languages.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string>

namespace dateline::search {
namespace {

// Absent: any.
using Languages = std::optional<std::set<text::Language>>;

Languages OfValue(const query::Value& value) {
  if (value.field != article::Field::kLanguage || !text::IsKnownLanguage(value.text)) return {};
  return std::set<text::Language>{text::AnalysisLanguage(value.text)};
}

Languages Common(const Languages& a, const Languages& b) {
  if (!a) return b;
  if (!b) return a;
  std::set<text::Language> common;
  std::set_intersection(a->begin(), a->end(), b->begin(), b->end(),
                        std::inserter(common, common.begin()));
  return common;
}

Languages Required(const query::Node& node);

Languages OfAnyChild(const query::Or& any) {
  std::set<text::Language> all;
  for (const query::Node& child : any.children) {
    const Languages one = Required(child);
    if (!one) return {};
    all.insert(one->begin(), one->end());
  }
  return all;
}

// Languages that every match of `node` has.
Languages Required(const query::Node& node) {
  if (const auto* value = std::get_if<query::Value>(&node)) return OfValue(*value);
  if (const auto* any = std::get_if<query::Or>(&node)) return OfAnyChild(*any);
  if (const auto* without = std::get_if<query::AndNot>(&node)) return Required(*without->base);
  if (const auto* maybe = std::get_if<query::Maybe>(&node)) return Required(*maybe->required);
  Languages common;
  if (const auto* all = std::get_if<query::And>(&node)) {
    for (const query::Node& child : all->children) common = Common(common, Required(child));
  }
  return common;
}

Languages OfFilter(const v1::Filter& filter) {
  if (filter.languages().empty()) return {};
  std::set<text::Language> all;
  for (const std::string& code : filter.languages()) all.insert(text::AnalysisLanguage(code));
  return all;
}

}  // namespace

std::vector<text::Language> ChosenLanguages(const query::Node& root, const v1::Filter& filter,
                                            const std::vector<text::Language>& index) {
  const Languages chosen = Common(OfFilter(filter), Required(root));
  if (!chosen) return index;
  std::vector<text::Language> languages;
  std::copy_if(index.begin(), index.end(), std::back_inserter(languages),
               [&](text::Language language) { return chosen->contains(language); });
  return languages.empty() ? index : languages;
}

}  // namespace dateline::search
