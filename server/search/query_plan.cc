// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/query_plan.h"

#include <algorithm>

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

std::string IndexTerm(article::Field field, std::string_view word) {
  std::string term(article::Row(field).prefix);
  term.append(word);
  return term;
}

}  // namespace dateline::search
