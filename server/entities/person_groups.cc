// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/entities/person_groups.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "core/article/name_key.h"
#include "core/text/char_kind.h"

namespace dateline::names {
namespace {

constexpr std::array<std::string_view, 22> kParticles{
    "abu", "al", "bin", "da",  "das", "de", "del", "della", "der", "di",  "do",
    "dos", "du", "el",  "ibn", "la",  "le", "ten", "ter",   "van", "von", "y"};

// At most this many people of one skeleton are compared with a name; if none of them agrees, it is
// a person of its own.
constexpr std::size_t kMaxPeople = 64;

bool IsParticle(std::string_view word) {
  return std::find(kParticles.begin(), kParticles.end(), word) != kParticles.end();
}

struct MiddleName {
  char initial;
  bool initial_only;
  std::string skeleton;
};
using MiddleNames = std::vector<MiddleName>;

// "h.w." are two initials, "w." is one, "walker" none.
void AddMiddle(std::string_view word, MiddleNames& names) {
  std::string letters;
  for (const char c : word) {
    if (c != '.') letters.push_back(c);
  }
  if (letters.empty()) return;
  const bool initials = letters.size() < word.size() && letters.size() <= 3 &&
                        std::all_of(letters.begin(), letters.end(), text::IsAsciiLetter);
  if (!initials) {
    names.push_back({letters.front(), letters.size() == 1, article::NameSkeleton(letters)});
    return;
  }
  for (const char c : letters) names.push_back({c, true, {}});
}

MiddleNames MiddleNamesOf(std::string_view folded) {
  MiddleNames names;
  const std::vector<std::string_view> words =
      article::NameWords(article::WithoutGeneration(folded));
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (!IsParticle(words[i])) AddMiddle(words[i], names);
  }
  return names;
}

bool Agree(const MiddleNames& a, const MiddleNames& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const bool initial = a[i].initial_only || b[i].initial_only;
    if (initial ? a[i].initial != b[i].initial : a[i].skeleton != b[i].skeleton) return false;
  }
  return true;
}

// People with one skeleton.
struct Person {
  std::vector<std::uint32_t> keys;  // the first is the most frequent
  std::vector<MiddleNames> middles;
  std::uint64_t articles = 0;
};

class Grouping {
 public:
  explicit Grouping(const PersonNames& names)
      : keys_(names.keys),
        articles_(names.articles),
        alone_(names.alone),
        rivals_(names.rivals),
        leader_(names.keys.size()) {
    std::iota(leader_.begin(), leader_.end(), 0U);
  }

  PersonGrouping Run() {
    std::vector<std::uint32_t> lone;
    absl::flat_hash_map<std::string, std::vector<std::uint32_t>> by_skeleton;
    for (std::uint32_t i = 0; i < keys_.size(); ++i) {
      const std::string skeleton = article::PersonSkeleton(keys_[i]);
      if (skeleton.empty()) {
        lone.push_back(i);
      } else {
        by_skeleton[skeleton].push_back(i);
      }
    }
    for (auto& [skeleton, crowd] : by_skeleton) {
      for (const Person& person : People(std::move(crowd))) {
        for (const std::uint32_t key : person.keys) leader_[key] = person.keys.front();
        AddToSurnames(person);
      }
    }
    PersonGrouping grouping;
    for (const auto& [surname, known] : surnames_) {
      if (known.top_articles < kMinSurnameArticles) continue;
      if (!IsDominant(known.top_articles, known.articles)) continue;
      grouping.owners.push_back({surname, known.top, known.top_alone});
    }
    for (const std::uint32_t key : lone) JoinSurname(key);
    grouping.leaders = std::move(leader_);
    return grouping;
  }

 private:
  struct Surname {
    std::uint64_t articles = 0;
    std::uint64_t top_articles = 0;
    std::uint64_t top_alone = 0;
    std::uint32_t top = 0;
  };

  std::vector<Person> People(std::vector<std::uint32_t> crowd) const {
    if (crowd.size() == 1) return {{crowd, {}, articles_[crowd.front()]}};
    std::sort(crowd.begin(), crowd.end(), [this](std::uint32_t a, std::uint32_t b) {
      return articles_[a] != articles_[b] ? articles_[a] > articles_[b] : a < b;
    });
    std::vector<Person> people;
    Person plain;
    for (const std::uint32_t key : crowd) {
      MiddleNames middle = MiddleNamesOf(keys_[key]);
      Person& person = middle.empty() ? plain : PersonWith(middle, people);
      person.keys.push_back(key);
      person.articles += articles_[key];
      person.middles.push_back(std::move(middle));
    }
    if (!plain.keys.empty()) AddPlain(std::move(plain), people);
    return people;
  }

  static Person& PersonWith(const MiddleNames& middle, std::vector<Person>& people) {
    const auto agrees = [&middle](const Person& person) {
      return std::all_of(person.middles.begin(), person.middles.end(),
                         [&middle](const auto& other) { return Agree(middle, other); });
    };
    const auto end =
        people.begin() + static_cast<std::ptrdiff_t>(std::min(people.size(), kMaxPeople));
    const auto found = std::find_if(people.begin(), end, agrees);
    return found != end ? *found : people.emplace_back();
  }

  void AddPlain(Person plain, std::vector<Person>& people) const {
    std::uint64_t total = 0;
    for (const Person& person : people) total += person.articles;
    const auto top =
        std::max_element(people.begin(), people.end(),
                         [](const Person& a, const Person& b) { return a.articles < b.articles; });
    if (top == people.end() || !IsDominant(top->articles, total)) {
      people.push_back(std::move(plain));
      return;
    }
    const std::uint32_t first = plain.keys.front();
    const bool leads = articles_[first] > articles_[top->keys.front()];
    top->keys.insert(leads ? top->keys.begin() : top->keys.end(), plain.keys.begin(),
                     plain.keys.end());
    top->articles += plain.articles;
  }

  // Spellings of one surname are surnames of their own: each counts the articles that have it.
  void AddToSurnames(const Person& person) {
    struct Own {
      std::uint64_t articles = 0;
      std::uint64_t alone = 0;
    };
    std::map<std::string, Own> spelled;
    for (const std::uint32_t key : person.keys) {
      Own& own = spelled[article::Surname(keys_[key])];
      own.articles += articles_[key];
      if (!alone_.empty()) own.alone += alone_[key];
    }
    const std::uint32_t leader = person.keys.front();
    for (const auto& [surname, own] : spelled) {
      Surname& known = surnames_[surname];
      known.articles += own.articles;
      const bool more = own.articles > known.top_articles ||
                        (own.articles == known.top_articles && leader < known.top);
      if (!more) continue;
      known.top_articles = own.articles;
      known.top_alone = own.alone;
      known.top = leader;
    }
  }

  void JoinSurname(std::uint32_t key) {
    const auto found = surnames_.find(article::Surname(keys_[key]));
    if (found == surnames_.end()) return;
    const Surname& surname = found->second;
    if (surname.top_articles < kMinSurnameArticles) return;
    if (!IsDominant(surname.top_articles, surname.articles)) return;
    const std::uint32_t rivals = rivals_.empty() ? 0 : rivals_[key];
    if (MeansOwner(articles_[key], surname.top_alone, rivals)) leader_[key] = surname.top;
  }

  std::span<const std::string_view> keys_;
  std::span<const std::uint32_t> articles_;
  std::span<const std::uint32_t> alone_;
  std::span<const std::uint32_t> rivals_;
  std::vector<std::uint32_t> leader_;
  absl::flat_hash_map<std::string, Surname> surnames_;
};

}  // namespace

bool MiddleNamesAgree(std::string_view folded_a, std::string_view folded_b) {
  return Agree(MiddleNamesOf(folded_a), MiddleNamesOf(folded_b));
}

bool HasMiddleName(std::string_view folded) { return !MiddleNamesOf(folded).empty(); }

PersonGrouping GroupPersons(const PersonNames& names) { return Grouping(names).Run(); }

}  // namespace dateline::names
