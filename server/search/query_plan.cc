// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/query_plan.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace dateline::search {

std::size_t QueryPlan::RarestWord(article::Field field, const PhraseForm& form) const {
  std::vector<double> weights;
  for (const std::string& word : form.words) {
    const auto found = idf.find(IndexTerm(field, word));
    weights.push_back(found == idf.end() ? 0 : found->second);
  }
  return static_cast<std::size_t>(std::max_element(weights.begin(), weights.end()) -
                                  weights.begin());
}

std::vector<std::vector<std::string>> WordsByPlace(const PhraseMatch& phrase) {
  std::vector<std::vector<std::string>> places;
  for (const PhraseForm& form : phrase.forms) {
    if (places.size() < form.words.size()) places.resize(form.words.size());
    for (std::size_t i = 0; i < form.words.size(); ++i) {
      std::vector<std::string>& words = places[i];
      if (std::find(words.begin(), words.end(), form.words[i]) == words.end()) {
        words.push_back(form.words[i]);
      }
    }
  }
  return places;
}

namespace {

void RelaxNode(PlanNode& node);

void RelaxAll(std::vector<PlanNode>& nodes) {
  for (PlanNode& node : nodes) RelaxNode(node);
}

// What remains of a conjunction of which children from `fixed` on may be missing.
PlanNode Relaxed(Conjunction all) {
  const auto fixed = all.children.begin() + static_cast<std::ptrdiff_t>(all.fixed);
  std::vector<PlanNode> free(std::make_move_iterator(fixed),
                             std::make_move_iterator(all.children.end()));
  all.children.erase(fixed, all.children.end());
  if (all.children.empty()) return Disjunction{std::move(free)};
  PlanNode required = all.children.size() == 1 ? std::move(all.children.front())
                                               : PlanNode(Conjunction{std::move(all.children)});
  PlanNode optional =
      free.size() == 1 ? std::move(free.front()) : PlanNode(Disjunction{std::move(free)});
  return Boost{std::make_unique<PlanNode>(std::move(required)),
               std::make_unique<PlanNode>(std::move(optional))};
}

// What is excluded is any of several words from the start.
void RelaxNode(PlanNode& node) {
  if (auto* all = std::get_if<Conjunction>(&node)) {
    RelaxAll(all->children);
    if (all->fixed < all->children.size()) {
      PlanNode relaxed = Relaxed(std::move(*all));
      node = std::move(relaxed);
    }
  } else if (auto* any = std::get_if<Disjunction>(&node)) {
    RelaxAll(any->children);
  } else if (auto* without = std::get_if<Exclusion>(&node)) {
    RelaxNode(*without->base);
  } else if (auto* boost = std::get_if<Boost>(&node)) {
    RelaxNode(*boost->required);
    RelaxNode(*boost->optional);
  }
}

}  // namespace

void QueryPlan::Relax() {
  RelaxNode(root);
  relaxable = false;
}

std::string IndexTerm(article::Field field, std::string_view word) {
  std::string term(article::Row(field).prefix);
  term.append(word);
  return term;
}

}  // namespace dateline::search
