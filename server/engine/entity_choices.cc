// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/entity_choices.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/limits.h"

namespace dateline::engine {
namespace {

constexpr std::uint32_t kMinArticles = 2;
constexpr std::uint64_t kMinOtherTypePart = 20;  // a twentieth

// The text of a word or quoted text outside fields; null of any other node.
const std::string* PlainText(const query::Node& node) {
  const auto* word = std::get_if<query::Word>(&node);
  if (word != nullptr && word->field == article::Field::kText) return &word->text;
  const auto* phrase = std::get_if<query::Phrase>(&node);
  if (phrase != nullptr && phrase->field == article::Field::kText) return &phrase->text;
  const auto* address = std::get_if<query::Address>(&node);  // perhaps a name, such as Strauss-Kahn
  return address == nullptr ? nullptr : &address->text;
}

// Words and quoted texts that articles should match, without repeats, in the order of the query.
void CollectTexts(const query::Node& node, std::vector<std::string>& texts) {
  if (const std::string* text = PlainText(node); text != nullptr) {
    if (std::find(texts.begin(), texts.end(), *text) == texts.end()) texts.push_back(*text);
    return;
  }
  if (const auto* without = std::get_if<query::AndNot>(&node)) {
    return CollectTexts(*without->base, texts);
  }
  for (const query::Node* child : query::Children(node)) CollectTexts(*child, texts);
}

// Entities that the text may mean, those with most articles first.
std::vector<names::EntityId> Meanings(const std::string& text, const names::EntityIndex& entities) {
  if (!entities.MayNameSeveral(text)) return {};
  std::vector<names::EntityId> found = entities.FindAny(text, names::EntityIndex::Reach::kAll);
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

void AddChoice(const std::string& text, const std::vector<names::EntityId>& meanings,
               const names::EntityIndex& entities, v1::SearchResponse& response) {
  v1::EntityChoice& choice = *response.add_entity_choices();
  choice.set_text(text);
  for (std::size_t i = 0; i < std::min(meanings.size(), limits::kMaxOtherEntities); ++i) {
    *choice.add_entities() = entities.Summary(meanings[i]);
  }
}

// All words of the query together, which may name one: "strauss kahn".
void AddWholeQuery(const std::vector<std::string>& texts, const names::EntityIndex& entities,
                   v1::SearchResponse& response) {
  constexpr std::size_t kMostWords = 6;  // of a name
  if (texts.size() < 2 || texts.size() > kMostWords) return;
  std::string whole;
  for (const std::string& text : texts) whole += (whole.empty() ? "" : " ") + text;
  std::vector<names::EntityId> found = entities.FindAny(whole, names::EntityIndex::Reach::kNearest);
  for (const names::EntityId id : entities.FindEnding(whole)) {
    if (std::find(found.begin(), found.end(), id) == found.end()) found.push_back(id);
  }
  std::erase_if(found,
                [&](names::EntityId id) { return entities.RoughArticles(id) < kMinArticles; });
  if (!found.empty()) AddChoice(whole, found, entities, response);
}

}  // namespace

void AddEntityChoices(const query::Node& root, const names::EntityIndex& entities,
                      v1::SearchResponse& response) {
  std::vector<std::string> texts;
  CollectTexts(root, texts);
  AddWholeQuery(texts, entities, response);
  for (const std::string& text : texts) {
    if (response.entity_choices_size() == static_cast<int>(limits::kMaxEntityChoices)) return;
    const std::vector<names::EntityId> meanings = Meanings(text, entities);
    if (meanings.size() > 1) AddChoice(text, meanings, entities, response);
  }
}

}  // namespace dateline::engine
