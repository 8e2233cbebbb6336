// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/hits/highlight_plan.h"

#include <algorithm>
#include <utility>

#include "core/article/entity_mentions.h"
#include "server/query/overloaded.h"

namespace dateline::hits {
namespace {

bool IsTermOf(article::Field field, std::string_view term) {
  const std::string_view prefix = article::Row(field).prefix;
  return term.starts_with(prefix) && term.substr(prefix.size()).starts_with(':');
}

// Whether `term` is of an entity or of what entities have: then a text may name it.
bool IsOfEntity(const std::string& term) {
  return article::ParseEntityTerm(term) || IsTermOf(article::Field::kCountry, term) ||
         IsTermOf(article::Field::kEntityId, term);
}

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
                          [&](const search::ValueMatch& values) { AddNames(values.terms); },
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

  // Terms of other fields are passed over: no text names their values.
  void AddNames(std::span<const std::string> terms) {
    for (const std::string& term : terms) {
      if (IsOfEntity(term)) plan_.names.emplace(term, plan_.names.size());
    }
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

bool StartsCharacter(std::string_view text, std::size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
}

void AddMentions(v1::Entity entity, std::size_t name, const article::Article& article,
                 NamedSpans& found) {
  article::UnpackMentions(entity);
  for (const v1::EntityMention& mention : entity.mentions()) {
    const std::string& text = mention.in_headline() ? article.headline() : article.body();
    const bool inside = mention.start() < mention.end() && mention.end() <= text.size() &&
                        StartsCharacter(text, mention.start()) &&
                        StartsCharacter(text, mention.end());
    if (!inside) continue;  // the article is damaged
    auto& spans = mention.in_headline() ? found.headline : found.body;
    spans.push_back({mention.start(), mention.end(), name});
  }
}

}  // namespace

HighlightPlan MakeHighlightPlan(const search::QueryPlan& query,
                                std::span<const std::string> filter_names) {
  Collector collector(query);
  collector.Collect(query.root);
  collector.AddNames(filter_names);
  return std::move(collector.plan());
}

NamedSpans FindNames(const HighlightPlan& plan, const article::Article& article) {
  NamedSpans found;
  if (plan.names.empty()) return found;
  for (const v1::Entity& entity : article.entities()) {
    auto name = plan.names.find(
        article::EntityTerm(article::EntityField(entity.type()), article::EntityKey(entity)));
    if (name == plan.names.end() && !entity.id().empty()) {
      name = plan.names.find(article::ExactTerm(article::Field::kEntityId, entity.id()));
    }
    if (name == plan.names.end() && !entity.country().empty()) {
      name = plan.names.find(article::ExactTerm(article::Field::kCountry, entity.country()));
    }
    if (name != plan.names.end()) AddMentions(entity, name->second, article, found);
  }
  const auto by_start = [](const NamedSpan& a, const NamedSpan& b) { return a.start < b.start; };
  std::stable_sort(found.headline.begin(), found.headline.end(), by_start);
  std::stable_sort(found.body.begin(), found.body.end(), by_start);
  return found;
}

}  // namespace dateline::hits
