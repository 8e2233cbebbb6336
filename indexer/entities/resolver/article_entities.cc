// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/resolver/article_entities.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "core/article/entity_mentions.h"
#include "core/limits.h"
#include "core/text/char_kind.h"
#include "core/text/fold.h"
#include "core/text/utf8.h"
#include "indexer/entities/resolver/joined_names.h"
#include "indexer/entities/resolver/name_table.h"
#include "indexer/entities/resolver/place_countries.h"
#include "indexer/entities/resolver/provided_entities.h"

namespace dateline::resolver {
namespace {

constexpr std::size_t kMaxMentions = 100;
constexpr std::size_t kMaxSpellings = 16;
constexpr std::size_t kMostSalient = 10;          // of all but places
constexpr std::size_t kMaxFirstParagraph = 1000;  // bytes, if nothing separates paragraphs

std::size_t FirstParagraphEnd(std::string_view body) {
  for (const std::string_view end : {"\n\n", "\n"}) {
    if (const auto at = body.find(end); at != std::string_view::npos) return at;
  }
  return std::min(body.size(), kMaxFirstParagraph);
}

// How an entity is written, most telling first.
struct Spelling {
  std::string_view shown;
  std::string_view folded;
  std::uint32_t count;
  std::uint32_t first;  // mention
};

bool HasNoSmallLetter(std::string_view shown) {
  return std::ranges::none_of(shown, [](char c) { return c >= 'a' && c <= 'z'; }) &&
         std::ranges::any_of(shown, [](char c) { return c >= 'A' && c <= 'Z'; });
}

// A name in capitals is a headline's or dateline's; an acronym has no other form.
bool IsShouted(std::string_view shown) {
  return HasNoSmallLetter(shown) && !article::LooksLikeAcronym(shown);
}

// "NEW YORK" as New York. Other alphabets, and what is short enough for an acronym, stay.
std::string Unshout(std::string_view shown) {
  constexpr std::size_t kLongestAcronym = 4;
  std::string name(shown);
  if (!HasNoSmallLetter(shown) || shown.size() <= kLongestAcronym || !text::IsAscii(shown) ||
      shown.find('.') != std::string_view::npos) {
    return name;
  }
  for (std::size_t i = 1; i < name.size(); ++i) {
    const bool inside = text::IsAsciiLetter(name[i - 1]);
    if (inside && text::IsAsciiLetter(name[i])) name[i] = static_cast<char>(name[i] | 0x20);
  }
  return name;
}

// Words that are not initials: "Vladimir Putin" is fuller than "V. V. Putin".
std::size_t FullWords(std::string_view shown) {
  std::size_t words = 0;
  std::size_t letters = 0;
  for (const char c : shown) {
    letters = c == ' ' || c == '.' ? 0 : letters + 1;
    if (letters == 2) ++words;
  }
  return words;
}

auto Fullness(const Spelling& spelling) {
  // "Milan" is right though "MILAN" is there more often; so is "NATO", even with one "Nato".
  const std::uint64_t weight = HasNoSmallLetter(spelling.shown) ? 1 : 4;
  return std::tuple(IsShouted(spelling.shown), ~FullWords(spelling.shown),
                    ~std::ranges::count(spelling.shown, ' '), ~(spelling.count * weight),
                    spelling.first);
}

using Mentions = std::span<const std::uint32_t>;  // ascending indexes into NameTable::mentions

// The mentions of each cluster.
class MentionLists {
 public:
  explicit MentionLists(const JoinedNames& joined) : ends_(joined.clusters.size() + 1) {
    const auto for_each_mention = [&](const auto& visit) {
      for (std::uint32_t i = 0; i < joined.of_mention.size(); ++i) {
        if (joined.of_mention[i] != kNoCluster) visit(joined.of_mention[i], i);
      }
    };
    for_each_mention([&](std::uint32_t cluster, std::uint32_t) { ++ends_[cluster + 1]; });
    std::partial_sum(ends_.begin(), ends_.end(), ends_.begin());
    mentions_.resize(ends_.back());
    std::vector<std::uint32_t> next(ends_.begin(), ends_.end() - 1);
    for_each_mention(
        [&](std::uint32_t cluster, std::uint32_t i) { mentions_[next[cluster]++] = i; });
  }

  Mentions Of(std::size_t cluster) const {
    return Mentions(mentions_).subspan(ends_[cluster], ends_[cluster + 1] - ends_[cluster]);
  }

 private:
  std::vector<std::uint32_t> ends_;  // by cluster + 1
  std::vector<std::uint32_t> mentions_;
};

class EntityDescriber {
 public:
  EntityDescriber(const NameTable& table, const JoinedNames& joined,
                  const article::Article& article)
      : table_(table),
        joined_(joined),
        with_keys_(!article.entities().empty()),
        first_paragraph_end_(FirstParagraphEnd(table.body)) {}

  // All, or the `most` most salient.
  std::vector<FoundEntity> Describe(std::size_t most) const {
    const MentionLists mentions(joined_);
    std::vector<std::tuple<float, std::uint32_t, std::size_t>> order;
    for (std::size_t i = 0; i < joined_.clusters.size(); ++i) {
      const Mentions own = mentions.Of(i);
      if (own.empty()) continue;
      // One mention of something without a kind is noise more often than not.
      const bool other = joined_.clusters[i].type == v1::ENTITY_TYPE_OTHER;
      if (other && own.size() < 2 && !table_.mentions[own.front()].in_headline) continue;
      order.emplace_back(-Salience(own), own.front(), i);
    }
    std::ranges::sort(order);
    std::vector<FoundEntity> found;
    found.reserve(std::min(order.size(), most));
    for (const auto& [negative_salience, first, i] : order) {
      if (found.size() == most) break;
      found.push_back(DescribeOne(joined_.clusters[i], mentions.Of(i)));
      found.back().entity.set_salience(-negative_salience);
    }
    return found;
  }

 private:
  FoundEntity DescribeOne(const Cluster& cluster, Mentions mentions) const {
    FoundEntity found;
    found.first_mention = mentions.front();
    v1::Entity& entity = found.entity;
    entity.set_type(cluster.type);
    entity.set_origin(v1::ENTITY_ORIGIN_DETECTED);
    entity.set_mention_count(static_cast<std::uint32_t>(mentions.size()));
    const Mentions shown = mentions.first(std::min(mentions.size(), kMaxMentions));
    article::MentionPacker packer(entity, shown.size());
    for (const std::uint32_t i : shown) {
      const Mention& mention = table_.mentions[i];
      packer.Add(mention.in_headline, mention.start, mention.end);
    }
    const std::vector<Spelling> spellings = Spellings(mentions);
    SetName(cluster, spellings, entity);
    if (with_keys_) found.keys = Keys(mentions, entity);
    return found;
  }

  // 3 in the headline, 2 in the first paragraph, log2(1 + mentions), 1 / (1 + offset / 1000) of the
  // first mention in bytes of the body (0 if the headline has it); article.proto.
  float Salience(Mentions mentions) const {
    const Mention& first = table_.mentions[mentions.front()];
    const bool lede = std::ranges::any_of(mentions, [&](std::uint32_t i) {
      const Mention& mention = table_.mentions[i];
      return !mention.in_headline && mention.start < first_paragraph_end_;
    });
    const double offset = first.in_headline ? 0 : first.start;
    return static_cast<float>((first.in_headline ? 3 : 0) + (lede ? 2 : 0) +
                              std::log2(1 + static_cast<double>(mentions.size())) +
                              1 / (1 + offset / 1000));
  }

  std::vector<std::string> Keys(Mentions mentions, const v1::Entity& entity) const {
    std::vector<std::uint32_t> surfaces;
    surfaces.reserve(mentions.size());
    for (const std::uint32_t i : mentions) surfaces.push_back(table_.mentions[i].surface);
    std::ranges::sort(surfaces);
    surfaces.erase(std::unique(surfaces.begin(), surfaces.end()), surfaces.end());
    std::vector<std::string> keys;
    for (const std::uint32_t surface : surfaces) {
      const article::NameForm& form = table_.surfaces[surface].form;
      keys.push_back(form.key);
      keys.push_back(form.folded);
    }
    std::ranges::sort(keys);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    keys.push_back(text::FoldName(entity.name()));
    if (!entity.key().empty()) keys.push_back(entity.key());
    return keys;
  }

  // By surface, the fullest first.
  std::vector<Spelling> Spellings(Mentions mentions) const {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> surfaces;
    surfaces.reserve(mentions.size());
    for (const std::uint32_t i : mentions) surfaces.emplace_back(table_.mentions[i].surface, i);
    std::ranges::sort(surfaces);
    std::vector<Spelling> spellings;
    for (std::size_t i = 0; i < surfaces.size(); ++i) {
      if (i > 0 && surfaces[i].first == surfaces[i - 1].first) {
        ++spellings.back().count;
        continue;
      }
      const article::NameForm& form = table_.surfaces[surfaces[i].first].form;
      spellings.push_back({form.shown, form.folded, 1, surfaces[i].second});
    }
    if (spellings.size() == 1) return spellings;
    MergeEqual(spellings);
    std::ranges::sort(spellings, {}, Fullness);
    return spellings;
  }

  // "Putin" and "President Putin" are shown the same.
  static void MergeEqual(std::vector<Spelling>& spellings) {
    std::ranges::sort(spellings, {},
                      [](const Spelling& s) { return std::tuple(s.shown, s.first); });
    std::vector<Spelling> merged;
    for (const Spelling& spelling : spellings) {
      if (!merged.empty() && merged.back().shown == spelling.shown) {
        merged.back().count += spelling.count;
      } else {
        merged.push_back(spelling);
      }
    }
    spellings = std::move(merged);
  }

  static void SetName(const Cluster& cluster, const std::vector<Spelling>& spellings,
                      v1::Entity& entity) {
    std::string name(spellings.front().shown);
    if (cluster.type == v1::ENTITY_TYPE_PLACE) {
      name = cluster.place.name.empty() ? Unshout(name) : std::string(cluster.place.name);
      entity.set_country(std::string(cluster.place.country));
    } else if (cluster.type == v1::ENTITY_TYPE_ORGANISATION && !cluster.canonical.empty()) {
      name = cluster.canonical;
    } else if (cluster.type == v1::ENTITY_TYPE_PERSON) {
      // A surname alone says less than the name that the gazetteer has for it.
      const bool lone = name.find(' ') == std::string::npos;
      const bool known = !cluster.canonical.empty() && (lone || cluster.told);
      name = known ? std::string(cluster.canonical) : Unshout(name);
      const std::string key = text::FoldName(cluster.canonical);
      if (!key.empty() && key != text::FoldName(name)) entity.set_key(key);
    }
    entity.set_name(name);
    // "TOKYO" is the same spelling as "Tokyo"; the fullest of equal ones comes first.
    std::vector<std::string> folded = {text::FoldName(name)};
    for (const Spelling& spelling : spellings) {
      if (static_cast<std::size_t>(entity.spellings_size()) == kMaxSpellings) break;
      if (std::ranges::find(folded, spelling.folded) != folded.end()) continue;
      folded.emplace_back(spelling.folded);
      entity.add_spellings(std::string(spelling.shown));
    }
  }

  const NameTable& table_;
  const JoinedNames& joined_;
  bool with_keys_;  // only what was given is looked up by them
  std::size_t first_paragraph_end_;
};

bool IsProvided(const FoundEntity& found) {
  return found.entity.origin() != v1::ENTITY_ORIGIN_DETECTED;
}

// Most salient first, at most kMaxEntities of which none that was provided is left out.
void RankAndCut(std::vector<FoundEntity>& found) {
  const auto rank = [](const FoundEntity& entity) {
    return std::pair(-entity.entity.salience(), entity.first_mention);
  };
  if (!std::ranges::is_sorted(found, {}, rank)) std::ranges::stable_sort(found, {}, rank);
  const auto provided = static_cast<std::size_t>(std::ranges::count_if(found, IsProvided));
  std::size_t detected_left = limits::kMaxEntities - std::min(provided, limits::kMaxEntities);
  std::erase_if(found, [&](const FoundEntity& entity) {
    if (IsProvided(entity)) return false;
    if (detected_left == 0) return true;
    --detected_left;
    return false;
  });
  if (found.size() > limits::kMaxEntities) found.resize(limits::kMaxEntities);
}

void MarkSalient(std::vector<FoundEntity>& found) {
  if (found.empty()) return;
  const float place_least = found.front().entity.salience() / 3;
  std::size_t others = 0;
  for (FoundEntity& one : found) {
    v1::Entity& entity = one.entity;
    if (entity.type() == v1::ENTITY_TYPE_PLACE) {
      if (entity.salience() >= place_least) entity.set_salient(true);
    } else if (others++ < kMostSalient) {
      entity.set_salient(true);
    }
  }
}

}  // namespace

void ResolveEntities(const tagger::ArticleNames& names, const tagger::Gazetteer& gazetteer,
                     const KnownNames& known, article::Article& article) {
  const NameTable table = MakeNameTable(names, gazetteer, known, article);
  JoinedNames joined = JoinNames(table, gazetteer, article);
  DecideCountries(table, gazetteer, article, joined);
  // One that was given is to be found however little salient it is.
  const std::size_t most = article.entities().empty() ? limits::kMaxEntities : table.names.size();
  std::vector<FoundEntity> found = EntityDescriber(table, joined, article).Describe(most);
  MergeProvided(article.entities(), gazetteer, found);
  RankAndCut(found);
  MarkSalient(found);
  article.clear_entities();
  article.mutable_entities()->Reserve(static_cast<int>(found.size()));
  for (FoundEntity& entity : found) *article.add_entities() = std::move(entity.entity);
}

}  // namespace dateline::resolver
