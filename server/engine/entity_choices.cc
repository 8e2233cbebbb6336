// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/entity_choices.h"

#include <algorithm>
#include <vector>

#include "core/limits.h"

namespace dateline::engine {
namespace {

constexpr std::uint32_t kMinArticles = 2;
constexpr std::uint64_t kMinOtherTypePart = 20;  // a twentieth

// Words and quoted texts that articles should match, in the order of the query.
void CollectTexts(const query::QueryNode& node, std::vector<const query::QueryNode*>& texts) {
  const bool text = node.kind == query::NodeKind::kTerm || node.kind == query::NodeKind::kPhrase;
  if (text && node.field == article::Field::kText) {
    const bool repeats =
        std::any_of(texts.begin(), texts.end(),
                    [&](const query::QueryNode* other) { return other->text == node.text; });
    if (!repeats) texts.push_back(&node);
    return;
  }
  const std::size_t positive = node.kind == query::NodeKind::kAndNot ? 1 : node.children.size();
  for (std::size_t i = 0; i < positive; ++i) CollectTexts(node.children[i], texts);
}

// Entities that the text may mean, those with most articles first.
std::vector<names::EntityId> Meanings(const query::QueryNode& node,
                                      const names::EntityIndex& entities) {
  if (!entities.MayNameSeveral(node.text)) return {};
  std::vector<names::EntityId> found = entities.FindAny(node.text, names::EntityIndex::Reach::kAll);
  if (found.empty()) return found;
  const names::EntityId top = found.front();
  std::erase_if(found, [&](names::EntityId id) {
    const std::uint64_t articles = entities.RoughArticles(id);
    const bool error =
        id.field != top.field && articles * kMinOtherTypePart < entities.RoughArticles(top);
    return articles < kMinArticles || error;
  });
  return found;
}

}  // namespace

void AddEntityChoices(const query::QueryNode& root, const names::EntityIndex& entities,
                      v1::SearchResponse& response) {
  std::vector<const query::QueryNode*> texts;
  CollectTexts(root, texts);
  for (const query::QueryNode* node : texts) {
    if (response.entity_choices_size() == static_cast<int>(limits::kMaxEntityChoices)) return;
    const std::vector<names::EntityId> meanings = Meanings(*node, entities);
    if (meanings.size() < 2) continue;
    v1::EntityChoice& choice = *response.add_entity_choices();
    choice.set_text(node->text);
    for (std::size_t i = 0; i < std::min(meanings.size(), limits::kMaxOtherEntities); ++i) {
      *choice.add_entities() = entities.Summary(meanings[i]);
    }
  }
}

}  // namespace dateline::engine
