// SPDX-License-Identifier: GPL-3.0-or-later
// Plans of queries for tests that need no index.
#ifndef DATELINE_TESTS_SUPPORT_PLAN_OF_H_
#define DATELINE_TESTS_SUPPORT_PLAN_OF_H_

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "server/query/parser.h"
#include "server/search/bind_query.h"

namespace dateline::test_support {

// The plan of a query on an index without articles; all its words weigh the same. nullopt if `text`
// is not a query.
inline std::optional<search::QueryPlan> PlanOf(std::string_view text, text::Analyzer& analyzer) {
  static const index::Snapshot snapshot;
  static const std::shared_ptr<const names::EntityIndex> entities =
      names::EntityIndex::Make({}, nullptr);
  static const std::vector<text::Language> languages{text::Language::kEnglish};
  search::PostingsCache postings(0);
  const auto parsed = query::ParseQuery(text, {}, analyzer, nullptr);
  if (!parsed) return std::nullopt;
  auto plan = search::BindQuery(
      parsed->root,
      {.snapshot = snapshot, .entities = *entities, .languages = languages, .postings = postings},
      {}, analyzer);
  if (!plan.ok()) return std::nullopt;
  for (auto& [term, idf] : plan->idf) idf = 1;
  return *std::move(plan);
}

}  // namespace dateline::test_support

#endif  // DATELINE_TESTS_SUPPORT_PLAN_OF_H_
