// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/entities/name_types.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>

#include "core/article/name_key.h"
#include "server/entities/person_groups.h"

namespace dateline::names {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kSurePart = 10;  // of a surname's articles that overrule it

bool IsOneWord(std::string_view key) { return key.find(' ') == std::string_view::npos; }

// Calls add(word, articles) for the first word of an organisation's name, and for those beside an
// ampersand.
template <typename Add>
void AddParts(std::string_view name, std::uint32_t articles, const Add& add) {
  const std::vector<std::string_view> words = article::NameWords(name);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool before = i + 1 < words.size() && (words[i + 1] == "&" || words[i + 1] == "and");
    const bool after = i > 0 && (words[i - 1] == "&" || words[i - 1] == "and");
    if (i == 0 || before || after) add(words[i], articles);
  }
}

class TypeJudge {
 public:
  explicit TypeJudge(const PerEntityField<MergedKeys>& merged) : merged_(merged) {}

  PerEntityField<std::vector<MovedKey>> Judge() {
    CountSurnames();
    std::array<std::uint32_t, kEntityFields.size()> at{};
    for (;;) {
      const std::string_view* least = nullptr;
      for (std::size_t f = 0; f < at.size(); ++f) {
        const MergedKeys& keys = merged_[kEntityFields[f]];
        if (at[f] < keys.size() && (least == nullptr || keys.keys[at[f]] < *least)) {
          least = &keys.keys[at[f]];
        }
      }
      if (least == nullptr) return std::move(moved_);
      const std::string_view key = *least;
      std::array<std::uint32_t, kEntityFields.size()> here;
      here.fill(kNone);
      std::size_t types = 0;
      for (std::size_t f = 0; f < at.size(); ++f) {
        const MergedKeys& keys = merged_[kEntityFields[f]];
        if (at[f] == keys.size() || keys.keys[at[f]] != key) continue;
        here[f] = at[f]++;
        ++types;
      }
      if (types > 1) JudgeKey(key, here);
    }
  }

 private:
  // Articles with full names of each surname.
  void CountSurnames() {
    const MergedKeys& people = merged_[article::Field::kPerson];
    for (std::size_t i = 0; i < people.size(); ++i) {
      if (!IsOneWord(people.keys[i])) {
        surnames_[article::Surname(people.keys[i])] += people.articles[i];
      }
    }
  }

  std::uint64_t Evidence(article::Field field, std::uint32_t key) const {
    const std::uint64_t articles = merged_[field].articles[key];
    if (field == article::Field::kOther) return articles;
    if (field == article::Field::kPlace && !MergedNote(merged_[field], key).empty()) {
      return articles * 4;
    }
    return articles * 2;
  }

  bool IsSurname(std::string_view key) const {
    const auto it = surnames_.find(article::Surname(key));
    return it != surnames_.end() && it->second >= kMinSurnameArticles;
  }

  void JudgeKey(std::string_view key, const std::array<std::uint32_t, kEntityFields.size()>& here) {
    std::array<std::uint64_t, kEntityFields.size()> evidence{};
    for (std::size_t f = 0; f < here.size(); ++f) {
      if (here[f] != kNone) evidence[f] = Evidence(kEntityFields[f], here[f]);
    }
    const auto top = static_cast<std::size_t>(std::max_element(evidence.begin(), evidence.end()) -
                                              evidence.begin());
    if (std::count(evidence.begin(), evidence.end(), evidence[top]) > 1) return;
    const bool surname = IsOneWord(key) && IsSurname(key);
    for (std::size_t f = 0; f < here.size(); ++f) {
      if (f == top || here[f] == kNone) continue;
      const bool person = kEntityFields[f] == article::Field::kPerson ||
                          kEntityFields[top] == article::Field::kPerson;
      const bool something = kEntityFields[f] != article::Field::kOther;
      if (surname && person && something && evidence[f] * kSurePart > evidence[top]) continue;
      moved_[kEntityFields[f]].push_back({here[f], here[top], kEntityFields[top]});
    }
  }

  const PerEntityField<MergedKeys>& merged_;
  absl::flat_hash_map<std::string, std::uint64_t> surnames_;
  PerEntityField<std::vector<MovedKey>> moved_;
};

}  // namespace

PerEntityField<std::vector<MovedKey>> DecideTypes(const PerEntityField<MergedKeys>& merged) {
  return TypeJudge(merged).Judge();
}

MergedKeys MoveKeys(const PerEntityField<MergedKeys>& merged, article::Field field,
                    const PerEntityField<std::vector<MovedKey>>& moved) {
  MergedKeys kept = merged[field];
  for (const article::Field from : kEntityFields) {
    for (const MovedKey& key : moved[from]) {
      if (key.to == field) kept.articles[key.to_key] += merged[from].articles[key.from_key];
    }
  }
  if (moved[field].empty()) return kept;
  std::vector<std::uint32_t> articles;
  std::vector<bool> out(kept.size());
  for (const MovedKey& key : moved[field]) out[key.from_key] = true;
  for (std::size_t key = 0; key < kept.size(); ++key) {
    if (!out[key]) articles.push_back(kept.articles[key]);
  }
  std::vector<DictionaryPart> parts = kept.parts;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    std::vector<std::uint32_t>& ordinals = parts[p].ordinals;
    std::size_t stay = 0;
    for (std::size_t k = 0; k < ordinals.size(); ++k) {
      if (!out[kept.key_of[p][k]]) ordinals[stay++] = ordinals[k];
    }
    ordinals.resize(stay);
  }
  MergedKeys rest = MergeDictionaries(std::move(parts));
  rest.articles = std::move(articles);
  return rest;
}

std::vector<std::uint32_t> RivalsOf(const MergedKeys& people,
                                    const PerEntityField<MergedKeys>& merged,
                                    const PerEntityField<std::vector<MovedKey>>& moved) {
  absl::flat_hash_map<std::string_view, std::uint32_t> rivals;
  for (const std::string_view key : people.keys) {
    if (IsOneWord(key)) rivals.emplace(key, 0);
  }
  const auto add = [&rivals](std::string_view word, std::uint32_t articles) {
    if (const auto it = rivals.find(word); it != rivals.end()) it->second += articles;
  };
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (!IsOneWord(people.keys[i])) {
      add(people.keys[i].substr(0, people.keys[i].find(' ')), people.articles[i]);
    }
  }
  for (const article::Field field : kEntityFields) {
    if (field == article::Field::kPerson) continue;
    const MergedKeys& keys = merged[field];
    auto gone = moved[field].begin();
    for (std::uint32_t i = 0; i < keys.size(); ++i) {
      while (gone != moved[field].end() && gone->from_key < i) ++gone;
      const bool is_moved = gone != moved[field].end() && gone->from_key == i;
      if (is_moved && gone->to == article::Field::kPerson) continue;
      if (IsOneWord(keys.keys[i])) {
        add(keys.keys[i], keys.articles[i]);
      } else if (field == article::Field::kOrganisation) {
        AddParts(keys.keys[i], keys.articles[i], add);
      }
    }
  }
  std::vector<std::uint32_t> of_key(people.size(), 0);
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (IsOneWord(people.keys[i])) of_key[i] = rivals.at(people.keys[i]);
  }
  return of_key;
}

}  // namespace dateline::names
