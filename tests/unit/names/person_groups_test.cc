// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/entities/person_groups.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "core/article/name_key.h"

namespace dateline::names {
namespace {

using Counts = std::map<std::string, std::uint32_t>;  // articles by folded name

// The name that each name goes by. Articles of full names have the surname alone, too, as often as
// `alone` says; if it is empty, a thousand have.
std::map<std::string, std::string> Group(const Counts& counts, const Counts& alone = {}) {
  std::vector<std::string_view> keys;
  std::vector<std::uint32_t> articles;
  std::vector<std::uint32_t> with_alone;
  for (const auto& [key, count] : counts) {
    keys.push_back(key);
    articles.push_back(count);
    const auto it = alone.find(key);
    with_alone.push_back(alone.empty() ? 1000 : it == alone.end() ? 0 : it->second);
  }
  const std::vector<std::uint32_t> leaders = GroupPersons({keys, articles, with_alone, {}}).leaders;
  std::map<std::string, std::string> grouped;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    grouped.emplace(keys[i], keys[leaders[i]]);
  }
  return grouped;
}

std::string GoesBy(const std::string& name, const Counts& counts, const Counts& alone = {}) {
  return Group(counts, alone)[name];
}

TEST(PersonGroupsTest, VariantsGoByTheMostFrequentForm) {
  const Counts counts{{"volodymyr zelensky", 3}, {"volodymyr zelenskyy", 7}, {"vladimir putin", 9}};
  EXPECT_EQ(GoesBy("volodymyr zelensky", counts), "volodymyr zelenskyy");
  EXPECT_EQ(GoesBy("vladimir putin", counts), "vladimir putin");
}

TEST(PersonGroupsTest, ALoneSurnameNeedsADominantFullName) {
  EXPECT_EQ(GoesBy("merkel", {{"merkel", 50}, {"angela merkel", 5}}), "angela merkel");
  EXPECT_EQ(GoesBy("merkel", {{"merkel", 50}, {"angela merkel", 4}}), "merkel");
  EXPECT_EQ(GoesBy("powell", {{"colin powell", 8}, {"jerome powell", 2}, {"powell", 1}}),
            "colin powell");
  EXPECT_EQ(GoesBy("powell", {{"colin powell", 7}, {"jerome powell", 2}, {"powell", 1}}), "powell");
}

TEST(PersonGroupsTest, ALoneSurnameJoinsByItsExactSpellingOnly) {
  for (const auto& [lone, full] :
       std::vector<std::pair<std::string, std::string>>{{"god", "renee good"},
                                                        {"moody", "narendra modi"},
                                                        {"halley", "nikki haley"},
                                                        {"taper", "jake tapper"},
                                                        {"zelenskiy", "volodymyr zelensky"}}) {
    EXPECT_EQ(GoesBy(lone, {{lone, 3}, {full, 50}}), lone);
  }
  EXPECT_EQ(GoesBy("haley", {{"haley", 3}, {"nikki haley", 50}}), "nikki haley");
  EXPECT_EQ(GoesBy("assad", {{"assad", 3}, {"bashar al-assad", 50}}), "bashar al-assad");
  EXPECT_EQ(GoesBy("el-sisi", {{"el-sisi", 3}, {"abdel fattah al-sisi", 50}}),
            "abdel fattah al-sisi");
}

TEST(PersonGroupsTest, ALoneSurnameUsuallyStandsBesideTheFullName) {
  const Counts counts{{"madonna", 30}, {"jim madonna", 20}};
  EXPECT_EQ(GoesBy("madonna", counts, {{"jim madonna", 29}}), "madonna");
  EXPECT_EQ(GoesBy("madonna", counts, {{"jim madonna", 30}}), "jim madonna");
}

TEST(PersonGroupsTest, ALoneSurnameThatIsSomethingElseMoreOftenStaysAlone) {
  const std::vector<std::string_view> keys = {"meredith whitney", "whitney"};
  const std::vector<std::uint32_t> articles = {20, 3};
  const std::vector<std::uint32_t> alone = {10, 0};
  EXPECT_EQ(GroupPersons({keys, articles, alone, std::vector<std::uint32_t>{0, 2}}).leaders[1], 0U);
  EXPECT_EQ(GroupPersons({keys, articles, alone, std::vector<std::uint32_t>{0, 3}}).leaders[1], 1U);
}

TEST(PersonGroupsTest, GenerationsAreDifferentPeople) {
  const Counts counts{{"robert f. kennedy", 9},      {"robert f. kennedy jr.", 20},
                      {"robert f kennedy jr", 2},    {"robert kennedy, jr.", 1},
                      {"john d. rockefeller iv", 3}, {"john d. rockefeller", 2}};
  EXPECT_EQ(GoesBy("robert f. kennedy", counts), "robert f. kennedy");
  EXPECT_EQ(GoesBy("robert f kennedy jr", counts), "robert f. kennedy jr.");
  EXPECT_EQ(GoesBy("robert kennedy, jr.", counts), "robert f. kennedy jr.");
  EXPECT_EQ(GoesBy("john d. rockefeller iv", counts), "john d. rockefeller iv");
  EXPECT_EQ(GoesBy("john d. rockefeller", counts), "john d. rockefeller");
}

TEST(PersonGroupsTest, ArticlesApostrophesAndInitialsAreWrittenInManyWays) {
  EXPECT_EQ(GoesBy("abdel el-sisi", {{"abdel el-sisi", 1}, {"abdel al-sisi", 5}}), "abdel al-sisi");
  EXPECT_EQ(GoesBy("bashar assad", {{"bashar assad", 1}, {"bashar al-assad", 5}}),
            "bashar al-assad");
  EXPECT_EQ(GoesBy("fu'ad siniora", {{"fu'ad siniora", 1}, {"fuad siniora", 5}}), "fuad siniora");
  EXPECT_EQ(GoesBy("j. d. vance", {{"j. d. vance", 1}, {"jd vance", 5}, {"j.d. vance", 2}}),
            "jd vance");
}

TEST(PersonGroupsTest, DifferentMiddleInitialsAreDifferentPeople) {
  const Counts counts{{"george h.w. bush", 40},
                      {"george herbert walker bush", 2},
                      {"george w. bush", 90},
                      {"george walker bush", 3},
                      {"george w bush", 5}};
  EXPECT_EQ(GoesBy("george walker bush", counts), "george w. bush");
  EXPECT_EQ(GoesBy("george w bush", counts), "george w. bush");
  EXPECT_EQ(GoesBy("george h.w. bush", counts), "george h.w. bush");
  EXPECT_EQ(GoesBy("george herbert walker bush", counts), "george h.w. bush");
}

TEST(PersonGroupsTest, ANameWithoutMiddleNamesJoinsTheDominantOneOnly) {
  EXPECT_EQ(
      GoesBy("george bush", {{"george bush", 9}, {"george w. bush", 8}, {"george h.w. bush", 2}}),
      "george bush");
  EXPECT_EQ(GoesBy("george w. bush",
                   {{"george bush", 9}, {"george w. bush", 8}, {"george h.w. bush", 2}}),
            "george bush");
  EXPECT_EQ(
      GoesBy("george bush", {{"george bush", 9}, {"george w. bush", 7}, {"george h.w. bush", 2}}),
      "george bush");
  EXPECT_EQ(GoesBy("george w. bush",
                   {{"george bush", 9}, {"george w. bush", 7}, {"george h.w. bush", 2}}),
            "george w. bush");
}

TEST(PersonGroupsTest, ParticlesAreNoMiddleNames) {
  EXPECT_FALSE(HasMiddleName("ursula von der leyen"));
  EXPECT_TRUE(HasMiddleName("john f. kennedy"));
  EXPECT_EQ(GoesBy("ursula leyen", {{"ursula leyen", 1}, {"ursula von der leyen", 9}}),
            "ursula von der leyen");
}

// The rules, name by name, without any index.
class Twin {
 public:
  explicit Twin(const Counts& counts) : counts_(counts) {
    for (const auto& [name, count] : counts_) by_count_.emplace_back(name, count);
    std::stable_sort(by_count_.begin(), by_count_.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    for (const bool middle : {true, false}) {
      for (const auto& [name, count] : by_count_) {
        if (article::PersonSkeleton(name).empty() || HasMiddleName(name) != middle) continue;
        if (!middle) {
          plain_.push_back(name);
          continue;
        }
        const auto person = std::find_if(people_.begin(), people_.end(), [&](const auto& names) {
          return article::PersonSkeleton(names[0]) == article::PersonSkeleton(name) &&
                 std::all_of(names.begin(), names.end(), [&](const std::string& other) {
                   return MiddleNamesAgree(other, name);
                 });
        });
        if (person != people_.end()) {
          person->push_back(name);
        } else {
          people_.push_back({name});
        }
      }
    }
    JoinPlain();
  }

  std::string GoesBy(const std::string& name) const {
    if (article::PersonSkeleton(name).empty()) return Surname(name);
    for (const auto& names : people_) {
      if (std::find(names.begin(), names.end(), name) != names.end()) return Leader(names);
    }
    return "";
  }

 private:
  using Names = std::vector<std::string>;

  void JoinPlain() {
    std::map<std::string, Names> crowds;
    for (const std::string& name : plain_) crowds[article::PersonSkeleton(name)].push_back(name);
    for (const auto& [skeleton, crowd] : crowds) {
      std::uint64_t total = 0;
      Names* top = nullptr;
      for (Names& names : people_) {
        if (article::PersonSkeleton(names[0]) != skeleton) continue;
        total += Articles(names);
        if (top == nullptr || Articles(names) > Articles(*top)) top = &names;
      }
      if (top != nullptr && Articles(*top) * 10 >= total * 8) {
        top->insert(top->end(), crowd.begin(), crowd.end());
      } else {
        people_.push_back(crowd);
      }
    }
  }

  std::uint64_t Articles(const Names& names) const {
    std::uint64_t sum = 0;
    for (const std::string& name : names) sum += counts_.at(name);
    return sum;
  }

  // The most frequent of the names with middle names, if none without has more.
  std::string Leader(const Names& names) const {
    std::string best = names[0];
    for (const std::string& name : names) {
      if (counts_.at(name) > counts_.at(best)) best = name;
    }
    return best;
  }

  std::string Surname(const std::string& name) const {
    std::uint64_t total = 0;
    std::uint64_t most = 0;
    std::string best;
    for (const Names& names : people_) {
      std::uint64_t articles = 0;
      for (const std::string& full : names) {
        if (article::Surname(full) == article::Surname(name)) articles += counts_.at(full);
      }
      if (articles == 0) continue;
      total += articles;
      if (articles > most || (articles == most && Leader(names) < best)) {
        most = articles;
        best = Leader(names);
      }
    }
    return most >= 5 && most * 10 >= total * 8 ? best : name;
  }

  const Counts& counts_;
  std::vector<std::pair<std::string, std::uint32_t>> by_count_;
  std::vector<Names> people_;
  Names plain_;
};

TEST(PersonGroupsTest, GroupsAreThoseOfTheRulesAppliedNameByName) {
  std::mt19937 random(7);
  const auto pick = [&random](const std::vector<std::string>& from) {
    return from[random() % from.size()];
  };
  const std::vector<std::string> first{"ann", "anne", "bob", "sergey", "sergei"};
  const std::vector<std::string> middle{"", "", "w. ", "h.w. ", "walker ", "van ", "w. h. "};
  const std::vector<std::string> last{"bush", "lavrov", "lawrow", "zelensky", "zelenskyy"};
  for (int round = 0; round < 300; ++round) {
    Counts counts;
    const std::size_t size = 1 + random() % 14;
    for (std::size_t i = 0; i < size; ++i) {
      const bool lone = random() % 4 == 0;
      const std::string name = lone ? pick(last) : pick(first) + " " + pick(middle) + pick(last);
      counts[name] = 1 + static_cast<std::uint32_t>(random() % 12);
    }
    const Twin twin(counts);
    for (const auto& [name, leader] : Group(counts)) {
      EXPECT_EQ(leader, twin.GoesBy(name)) << name << " in round " << round;
    }
  }
}

TEST(PersonGroupsTest, ACrowdOfOneSkeletonTakesLittleTime) {
  Counts counts;
  for (int i = 0; i < 20'000; ++i) counts["john x" + std::to_string(i) + " smith"] = 1;
  EXPECT_EQ(Group(counts).size(), counts.size());
}

}  // namespace
}  // namespace dateline::names
