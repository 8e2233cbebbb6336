// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/query_plan.h"

#include <algorithm>

namespace dateline::search {

std::size_t QueryPlan::RarestWord(const PhraseMatch& phrase) const {
  std::vector<double> weights;
  for (const std::string& word : phrase.words) {
    const auto found = idf.find(IndexTerm(phrase.field, word));
    weights.push_back(found == idf.end() ? 0 : found->second);
  }
  return static_cast<std::size_t>(std::max_element(weights.begin(), weights.end()) -
                                  weights.begin());
}

std::string IndexTerm(article::Field field, std::string_view word) {
  std::string term(article::Row(field).prefix);
  term.append(word);
  return term;
}

}  // namespace dateline::search
