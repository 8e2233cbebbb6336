// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/entity_choices.h"

#include <algorithm>
#include <vector>

#include "core/limits.h"

namespace dateline {
namespace {

constexpr std::uint32_t kMinArticles = 2;
constexpr std::uint64_t kMinOtherTypePart = 20;  // one in so many

// Words and quoted texts that articles are to match, in the query's order.
void CollectTexts(const QueryNode& node, std::vector<const QueryNode*>& texts) {
  const bool text = node.kind == NodeKind::kTerm || node.kind == NodeKind::kPhrase;
  if (text && node.field == Field::kText) {
    const bool repeats = std::any_of(texts.begin(), texts.end(), [&](const QueryNode* other) {
      return other->text == node.text;
    });
    if (!repeats) texts.push_back(&node);
    return;
  }
  const std::size_t positive = node.kind == NodeKind::kAndNot ? 1 : node.children.size();
  for (std::size_t i = 0; i < positive; ++i) CollectTexts(node.children[i], texts);
}

// Entities that the text may mean, most articles first.
std::vector<EntityId> Meanings(const QueryNode& node, const EntityIndex& entities) {
  if (!entities.MayNameSeveral(node.text)) return {};
  std::vector<EntityId> found = entities.FindAny(node.text, EntityIndex::Reach::kAll);
  if (found.empty()) return found;
  const EntityId top = found.front();
  std::erase_if(found, [&](EntityId id) {
    const std::uint64_t articles = entities.RoughArticles(id);
    const bool error =
        id.field != top.field && articles * kMinOtherTypePart < entities.RoughArticles(top);
    return articles < kMinArticles || error;
  });
  return found;
}

}  // namespace

void AddEntityChoices(const QueryNode& root, const EntityIndex& entities,
                      v1::SearchResponse& response) {
  std::vector<const QueryNode*> texts;
  CollectTexts(root, texts);
  for (const QueryNode* node : texts) {
    if (response.entity_choices_size() == static_cast<int>(limits::kMaxEntityChoices)) return;
    const std::vector<EntityId> meanings = Meanings(*node, entities);
    if (meanings.size() < 2) continue;
    v1::EntityChoice& choice = *response.add_entity_choices();
    choice.set_text(node->text);
    for (std::size_t i = 0; i < std::min(meanings.size(), limits::kMaxOtherEntities); ++i) {
      *choice.add_entities() = entities.Summary(meanings[i]);
    }
  }
}

}  // namespace dateline
