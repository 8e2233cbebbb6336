// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/resolver/join_persons.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/article/name_key.h"
#include "core/text/fold.h"

namespace dateline::resolver {
namespace {

// Bounds the work if an article names a whole family of thousands.
constexpr std::size_t kMaxNamesakes = 32;
constexpr std::size_t kMaxNamesOfPart = 256;
constexpr std::size_t kMaxPartWords = 8;

std::string JoinWords(std::span<const std::string> words) {
  std::string joined;
  for (const std::string& word : words) {
    if (!joined.empty()) joined += ' ';
    joined += word;
  }
  return joined;
}

// The words of a name without its generation, each as a lone name is compared: "assad" for
// "al-assad".
std::vector<std::string> PartWords(std::string_view key) {
  std::vector<std::string> words;
  for (const std::string_view word : article::NameWords(article::WithoutGeneration(key))) {
    words.push_back(article::Surname(word));
    if (words.size() > kMaxPartWords) break;
  }
  return words;
}

bool IsNumber(std::string_view generation) { return generation.starts_with('i'); }

bool RestFits(const article::PersonParts& a, const article::PersonParts& b) {
  if (a.generation != b.generation) return false;
  return a.middle.empty() || b.middle.empty() || a.middle == b.middle;
}

}  // namespace

// The fullest first: "V. Putin" then finds "Vladimir Putin", and a name without a middle initial
// one with it.
std::vector<std::uint32_t> PersonJoiner::FullNames() const {
  std::vector<std::tuple<bool, std::ptrdiff_t, std::uint32_t>> order;
  for (std::uint32_t i = 0; i < table_.names.size(); ++i) {
    const Name& name = table_.names[i];
    if (name.type != v1::ENTITY_TYPE_PERSON) continue;
    const std::ptrdiff_t spaces = std::ranges::count(name.folded, ' ');
    if (spaces == 0) continue;
    order.emplace_back(article::SplitPerson(name.folded).first_is_initial, -spaces, i);
  }
  std::ranges::sort(order);
  std::vector<std::uint32_t> names;
  for (const auto& entry : order) names.push_back(std::get<2>(entry));
  return names;
}

void PersonJoiner::JoinFullNames() {
  for (const std::uint32_t name : FullNames()) JoinFullName(name);
}

void PersonJoiner::JoinFullName(std::uint32_t index) {
  const Name& name = table_.names[index];
  const article::PersonParts parts = article::SplitPerson(name.folded);
  const std::string first = article::NameSkeleton(parts.first);
  const std::string last = LastSkeleton(parts.last);
  std::uint32_t cluster = kNoCluster;
  const std::string_view known = name.known;
  if (const auto it = by_known_name_.find(known); it != by_known_name_.end()) cluster = it->second;
  if (cluster == kNoCluster) cluster = FindNamesake(parts, first, last);
  if (cluster != kNoCluster) {
    maker_.Join(index, cluster);
  } else if (JoinSurname(index) || JoinFirstName(index)) {
    return;
  } else {
    cluster = maker_.Make(index, v1::ENTITY_TYPE_PERSON);
    std::vector<FullName>& namesakes = by_last_[last];
    if (namesakes.size() < kMaxNamesakes) namesakes.push_back({parts, first, cluster});
  }
  by_known_name_.try_emplace(known, cluster);
  AddParts(index);
}

std::uint32_t PersonJoiner::FindNamesake(const article::PersonParts& parts,
                                         const std::string& first, const std::string& last) {
  const auto it = by_last_.find(last);
  if (it == by_last_.end()) return kNoCluster;
  for (FullName& other : it->second) {
    const bool initial = parts.first_is_initial || other.parts.first_is_initial;
    const bool firsts_fit =
        initial ? parts.first.front() == other.parts.first.front() : first == other.first;
    if (!firsts_fit || !RestFits(parts, other.parts)) continue;
    if (other.parts.middle.empty()) other.parts.middle = parts.middle;
    return other.cluster;
  }
  return kNoCluster;
}

// If the gazetteer knows how else a surname is written, the spellings have one skeleton.
std::string PersonJoiner::LastSkeleton(std::string_view last) const {
  const tagger::Gazetteer::Alias alias = gazetteer_.FindAlias(last);
  if (alias.name.empty() || alias.is_organisation) {
    return article::NameSkeleton(article::Surname(last));
  }
  return article::NameSkeleton(article::LastWord(text::FoldName(alias.name)));
}

void PersonJoiner::AddPart(Parts& parts, std::string part, std::uint32_t name) {
  Part& known = parts[std::move(part)];
  if (known.names.size() < kMaxNamesOfPart) known.names.push_back(name);
}

void PersonJoiner::AddParts(std::uint32_t name) {
  const std::string_view key = table_.names[name].key;
  const std::string generation(article::Generation(key));
  const std::vector<std::string> words = PartWords(key);
  const std::span<const std::string> all(words);
  // A title is not a part of a name.
  const std::size_t first = all.size() > 1 && article::IsRegnalTitle(all.front()) ? 1 : 0;
  for (std::size_t count = 1; count < all.size(); ++count) {
    AddPart(endings_, JoinWords(all.last(count)), name);
    if (!generation.empty()) AddPart(endings_, JoinWords(all.last(count)) + ' ' + generation, name);
    if (count > first) AddPart(beginnings_, JoinWords(all.first(count)), name);
  }
  if (all.empty()) return;
  // "al Assad" of al-Assad
  if (all.back() != article::LastWord(article::WithoutGeneration(key))) {
    for (const std::string_view particle : {"al ", "el "}) {
      AddPart(endings_, std::string(particle).append(all.back()), name);
    }
  }
  // A king's or a pope's number may be left out: "John Paul", "Queen Elizabeth".
  if (!HasRegnalTitle(table_.names[name])) return;
  const bool two_words = IsNumber(all.back());
  if (!two_words && !IsNumber(generation)) return;
  const std::string plain = JoinWords(two_words ? all.first(all.size() - 1) : all);
  for (const std::string_view title : {"", "king ", "queen ", "pope ", "prince "}) {
    AddPart(beginnings_, std::string(title).append(plain), name);
  }
}

// Whether it stands after one, as in "Pope John Paul II".
bool PersonJoiner::HasRegnalTitle(const Name& name) const {
  return std::ranges::any_of(name.mentions, [&](std::uint32_t mention) {
    const std::string_view text = table_.surfaces[table_.mentions[mention].surface].text;
    return article::IsRegnalTitle(text::FoldName(text.substr(0, text.find(' '))));
  });
}

// Each mention is gathered once per part, however many names ask for it.
void PersonJoiner::Gather(Part& part) const {
  if (part.gathered == part.names.size()) return;
  const auto before = static_cast<std::ptrdiff_t>(part.mentions.size());
  for (; part.gathered < part.names.size(); ++part.gathered) {
    const std::uint32_t name = part.names[part.gathered];
    for (const std::uint32_t mention : table_.names[name].mentions) {
      part.mentions.emplace_back(mention, maker_.ClusterOf(name));
    }
  }
  const auto middle = part.mentions.begin() + before;
  std::sort(middle, part.mentions.end());
  std::inplace_merge(part.mentions.begin(), middle, part.mentions.end());
}

bool PersonJoiner::JoinPart(std::size_t index, Parts& parts) {
  const Name& name = table_.names[index];
  std::string part = JoinWords(PartWords(name.key));
  if (const auto generation = article::Generation(name.key); !generation.empty()) {
    part.append(" ").append(generation);
  }
  const auto it = parts.find(part);
  if (it == parts.end()) return false;
  Gather(it->second);
  const auto& full = it->second.mentions;
  for (const std::uint32_t mention : name.mentions) {
    const auto after =
        std::ranges::upper_bound(full, mention, {}, [](const auto& entry) { return entry.first; });
    maker_.JoinMention(mention, after == full.begin() ? full.front().second : (after - 1)->second);
  }
  return true;
}

void PersonJoiner::JoinLoneNames(std::size_t index) {
  const Name& name = table_.names[index];
  const std::string_view known = name.known;
  if (const auto it = by_known_name_.find(known); it != by_known_name_.end()) {
    maker_.Join(index, it->second);
    return;
  }
  const auto [it, is_new] = lone_.try_emplace(article::Surname(name.folded), kNoCluster);
  if (is_new) {
    it->second = maker_.Make(index, v1::ENTITY_TYPE_PERSON);
  } else {
    maker_.Join(index, it->second);
  }
  by_known_name_.try_emplace(known, it->second);
}

}  // namespace dateline::resolver
