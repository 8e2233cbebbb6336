// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/hits/highlight_plan.h"

#include <utility>

#include "server/query/overloaded.h"

namespace dateline::hits {
namespace {

class Collector {
 public:
  explicit Collector(const search::QueryPlan& query) : query_(query) {}

  void Collect(const search::PlanNode& node) {
    std::visit(
        query::Overloaded{[&](const search::WordMatch& word) { AddWord(word); },
                          [&](const search::PhraseMatch& phrase) {
                            for (const search::PhraseForm& form : phrase.forms) {
                              plan_.phrases.push_back({form.words, form.offsets, phrase.field});
                            }
                          },
                          [&](const search::Conjunction& all) { CollectAll(all.children); },
                          [&](const search::Disjunction& any) { CollectAll(any.children); },
                          [&](const search::Exclusion& without) { Collect(*without.base); },
                          [&](const search::Boost& boost) {
                            Collect(*boost.required);
                            Collect(*boost.optional);
                          },
                          [](const auto&) {}},
        node);
  }

  HighlightPlan& plan() { return plan_; }

 private:
  void CollectAll(const std::vector<search::PlanNode>& nodes) {
    for (const search::PlanNode& node : nodes) Collect(node);
  }

  void AddWord(const search::WordMatch& word) {
    const std::size_t prefix_size = article::Row(word.field).prefix.size();
    plan_.words.push_back({word.word, WeightOf(search::IndexTerm(word.field, word.word)),
                           word.is_prefix, word.field});
    // Stems of the word in other languages of the index, and words that letters stand for.
    for (const std::string& term : word.terms) {
      std::string other = term.substr(prefix_size);
      if (other == word.word) continue;
      plan_.words.push_back({std::move(other), WeightOf(term), false, word.field});
    }
  }

  double WeightOf(const std::string& term) const {
    const auto found = query_.idf.find(term);
    return found == query_.idf.end() ? 1.0 : found->second;
  }

  const search::QueryPlan& query_;
  HighlightPlan plan_;
};

}  // namespace

HighlightPlan MakeHighlightPlan(const search::QueryPlan& query) {
  Collector collector(query);
  collector.Collect(query.root);
  return std::move(collector.plan());
}

}  // namespace dateline::hits
