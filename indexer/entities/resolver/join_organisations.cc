// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/resolver/join_organisations.h"

#include <algorithm>
#include <string_view>

#include "core/article/name_key.h"
#include "core/article/word_set.h"

namespace dateline::resolver {
namespace {

constexpr std::size_t kMaxPrefixWords = 8;
constexpr std::uint32_t kNever = 0xFFFFFFFF;

constexpr auto kCompanyWords = article::MakeWordSet(
    {"group", "holding", "holdings", "bancorp", "bancshares", "technologies", "technology",
     "communications", "systems", "industries", "enterprises", "international", "pharmaceuticals",
     "laboratories", "stores", "motor", "motors", "electronics", "petroleum"});

// What an organisation is called after its full name: "the Commission", "the Journal".
constexpr auto kHeads = article::MakeWordSet(
    {"agency",     "association",  "authority",    "bank",      "board",      "commission",
     "committee",  "corporation",  "council",      "court",     "department", "exchange",
     "foundation", "fund",         "institute",    "journal",   "ministry",   "news",
     "office",     "organisation", "organization", "party",     "post",       "times",
     "treasury",   "tribune",      "union",        "university"});

std::size_t Spaces(const Name& name) {
  return static_cast<std::size_t>(std::ranges::count(name.key, ' '));
}

}  // namespace

std::vector<std::size_t> OrganisationJoiner::LongestFirst() const {
  std::vector<std::size_t> order;
  order.reserve(table_.names.size());
  for (std::size_t i = 0; i < table_.names.size(); ++i) {
    if (table_.names[i].type == v1::ENTITY_TYPE_ORGANISATION) order.push_back(i);
  }
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [&](std::size_t i) { return Spaces(table_.names[i]); });
  return order;
}

void OrganisationJoiner::Join() {
  FindBracketed();
  const std::vector<std::size_t> order = LongestFirst();
  by_folded_.reserve(order.size());
  by_prefix_.reserve(order.size());
  by_acronym_.reserve(order.size());
  for (const std::size_t name : order) {
    std::uint32_t cluster = Find(name);
    if (cluster != kNoCluster) {
      maker_.Join(name, cluster);
    } else if (JoinPrefix(name)) {
      cluster = maker_.ClusterOf(name);
    } else {
      cluster = maker_.Make(name, v1::ENTITY_TYPE_ORGANISATION);
    }
    Register(name, cluster);
  }
  if (bracketed_.empty()) return;
  // What stands in brackets is its organisation's whatever it was tagged as.
  for (std::uint32_t i = 0; i < table_.names.size(); ++i) {
    const auto it = bracketed_.find(i);
    if (it == bracketed_.end() || maker_.IsJoined(i)) continue;
    if (maker_.IsJoined(it->second)) maker_.Join(i, maker_.ClusterOf(it->second));
  }
}

// "Federal Bureau of Investigation (FBI)".
void OrganisationJoiner::FindBracketed() {
  for (std::size_t i = 0; i + 1 < table_.mentions.size(); ++i) {
    const Mention& before = table_.mentions[i];
    const Mention& inside = table_.mentions[i + 1];
    if (before.in_headline != inside.in_headline || inside.start != before.end + 2) continue;
    const std::string_view text = before.in_headline ? article_.headline() : table_.body;
    if (text.substr(before.end, 2) != " (" || text.substr(inside.end, 1) != ")") continue;
    const Name& name = table_.NameOf(inside);
    if (table_.NameOf(before).type != v1::ENTITY_TYPE_ORGANISATION || name.place.is_country ||
        name.type == v1::ENTITY_TYPE_PERSON ||
        !article::LooksLikeAcronym(table_.surfaces[inside.surface].form.shown)) {
      continue;
    }
    bracketed_.try_emplace(table_.surfaces[inside.surface].name,
                           table_.surfaces[before.surface].name);
  }
}

bool OrganisationJoiner::IsAcronym(const Name& name) const {
  return std::ranges::any_of(name.mentions, [&](std::uint32_t mention) {
    return article::LooksLikeAcronym(table_.surfaces[table_.mentions[mention].surface].form.shown);
  });
}

std::uint32_t OrganisationJoiner::FirstInBody(std::size_t name) const {
  for (const std::uint32_t mention : table_.names[name].mentions) {
    if (!table_.mentions[mention].in_headline) return mention;
  }
  return kNever;
}

std::uint32_t OrganisationJoiner::Find(std::size_t index) const {
  const Name& name = table_.names[index];
  for (const std::string* known : {&name.known, &name.folded}) {
    if (const auto it = by_folded_.find(*known); it != by_folded_.end()) return it->second;
  }
  if (const auto it = bracketed_.find(static_cast<std::uint32_t>(index)); it != bracketed_.end()) {
    if (maker_.IsJoined(it->second)) return maker_.ClusterOf(it->second);
  }
  if (const auto it = without_country_.find(name.folded); it != without_country_.end()) {
    return it->second;
  }
  if (!IsAcronym(name)) return kNoCluster;
  const auto it = by_acronym_.find(name.key);
  return it == by_acronym_.end() ? kNoCluster : it->second;
}

bool OrganisationJoiner::JoinPrefix(std::size_t index) {
  const Name& name = table_.names[index];
  if (const auto head = by_head_.find(name.key); head != by_head_.end()) {
    if (head->second.cluster == kNoCluster || head->second.first > FirstInBody(index)) return false;
    maker_.Join(index, head->second.cluster);
    return true;
  }
  const auto it = by_prefix_.find(name.key);
  if (it == by_prefix_.end() || it->second.cluster == kNoCluster || !name.place.name.empty()) {
    return false;
  }
  if (it->second.first > FirstInBody(index)) return false;
  maker_.Join(index, it->second.cluster);
  return true;
}

void OrganisationJoiner::Register(std::size_t index, std::uint32_t cluster) {
  const Name& name = table_.names[index];
  by_folded_.try_emplace(name.folded, cluster);
  if (!name.canonical.empty()) by_folded_.try_emplace(name.known, cluster);
  for (const std::string& acronym : article::Acronyms(name.folded)) {
    const auto [it, is_new] = by_acronym_.try_emplace(acronym, cluster);
    if (!is_new && it->second != cluster) it->second = kNoCluster;
  }
  RegisterWithoutCountry(name, cluster);
  RegisterHead(index, cluster);
  const std::uint32_t first = FirstInBody(index);
  const std::size_t last_space = name.key.rfind(' ');
  const bool only_longer = kCompanyWords.Has(article::LastWord(name.key));
  const std::string_view key = name.key;
  std::size_t space = key.find(' ');
  for (std::size_t word = 0; word < kMaxPrefixWords && space != std::string::npos; ++word) {
    // What is longer by a company's word alone need not stand first.
    const std::uint32_t after = only_longer && space == last_space ? 0 : first;
    const auto [it, is_new] = by_prefix_.try_emplace(key.substr(0, space), Longer{cluster, after});
    if (!is_new) {
      if (it->second.cluster != cluster) it->second.cluster = kNoCluster;
      it->second.first = std::min(it->second.first, after);
    }
    space = key.find(' ', space + 1);
  }
}

void OrganisationJoiner::RegisterHead(std::size_t index, std::uint32_t cluster) {
  const std::string_view key = table_.names[index].key;
  const std::string_view last = article::LastWord(key);
  if (last.size() == key.size() || !kHeads.Has(last)) return;
  const std::uint32_t first = FirstInBody(index);
  const auto [it, is_new] = by_head_.try_emplace(last, Longer{cluster, first});
  if (is_new) return;
  if (it->second.cluster != cluster) it->second.cluster = kNoCluster;
  it->second.first = std::min(it->second.first, first);
}

// Countries and demonyms of one or two words ("South Korean").
void OrganisationJoiner::RegisterWithoutCountry(const Name& name, std::uint32_t cluster) {
  const std::string_view folded = name.folded;
  std::size_t space = folded.find(' ');
  for (int words = 0; words < 2 && space != std::string_view::npos; ++words) {
    const std::string_view country = folded.substr(0, space);
    if (gazetteer_.FindPlace(country).is_country || !gazetteer_.DemonymCountry(country).empty()) {
      const auto [it, is_new] = without_country_.try_emplace(folded.substr(space + 1), cluster);
      if (!is_new && it->second != cluster) it->second = kNoCluster;
    }
    space = folded.find(' ', space + 1);
  }
}

}  // namespace dateline::resolver
