// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/name_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace dateline::article {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(NameSkeletonTest, TransliterationsOfOneNameShareASkeleton) {
  const std::vector<std::vector<std::string>> groups = {
      {"zelensky", "zelenskyy", "zelenskiy", "zelenskij", "zelenskii", "zelenski"},
      {"tymoshenko", "timoshenko"},
      {"muller", "mueller"},
      {"schroder", "schroeder"},
      {"khrushchev", "hrushchev"},
      {"mohammad", "mohamad"},
      {"qassem", "kasem"},
      {"netzer", "netser"},
      {"wiktor", "viktor"},
      {"saloum", "salum"},
      {"dimitry", "dimitri"},
      {"becker", "beker"}};
  for (const auto& group : groups) {
    std::set<std::string> skeletons;
    for (const std::string& word : group) skeletons.insert(NameSkeleton(word));
    EXPECT_EQ(skeletons.size(), 1U) << group.front();
  }
}

TEST(NameSkeletonTest, NamesThatSoundDifferentStayApart) {
  EXPECT_NE(NameSkeleton("gaddafi"), NameSkeleton("kadhafi"));
  EXPECT_NE(NameSkeleton("bush"), NameSkeleton("blush"));
  EXPECT_NE(NameSkeleton("putin"), NameSkeleton("rutin"));
}

TEST(NameSkeletonTest, BytesOfOtherAlphabetsAreKeptEvenDoubled) {
  EXPECT_EQ(NameSkeleton("зеленский"), "зеленский");
  EXPECT_EQ(NameSkeleton("\xD0\xD0"), "\xD0\xD0");
  EXPECT_EQ(NameSkeleton(""), "");
}

TEST(PersonSkeletonTest, FirstAndLastWordsCount) {
  EXPECT_EQ(PersonSkeleton("volodymyr oleksandrovych zelenskyy"), "volodimir zelenski");
  EXPECT_EQ(PersonSkeleton("volodymyr zelensky"), PersonSkeleton("volodimir  zelenskiy "));
  EXPECT_EQ(PersonSkeleton("zelensky"), "");
  EXPECT_EQ(PersonSkeleton(""), "");
}

TEST(GenerationTest, IsTheEndOfANameOfThreeWords) {
  EXPECT_EQ(Generation("robert f. kennedy jr."), "jr");
  EXPECT_EQ(Generation("robert kennedy, jr"), "jr");
  EXPECT_EQ(Generation("robert kennedy junior"), "jr");
  EXPECT_EQ(Generation("john paul ii"), "ii");
  for (const char* name : {"elizabeth ii", "kennedy jr.", "jr", "", " jr", "john paul", "a, jr"}) {
    EXPECT_EQ(Generation(name), "") << name;
    EXPECT_EQ(WithoutGeneration(name), name);
  }
  EXPECT_EQ(WithoutGeneration("robert kennedy, jr."), "robert kennedy");
  EXPECT_EQ(PersonSkeleton("robert kennedy, jr."), "robert kenedi jr");
  EXPECT_NE(PersonSkeleton("robert kennedy"), PersonSkeleton("robert kennedy jr"));
}

TEST(SurnameTest, IsSpelledExactlyButForArticleAndApostrophe) {
  EXPECT_EQ(Surname("bashar al-assad"), "assad");
  EXPECT_EQ(Surname("el-sisi"), "sisi");
  EXPECT_EQ(Surname("robert f. kennedy jr."), "kennedy");
  EXPECT_EQ(Surname("sinead o'connor"), "oconnor");
  EXPECT_EQ(Surname("al-"), "al-");
  EXPECT_NE(Surname("zelensky"), Surname("zelenskyy"));
  EXPECT_EQ(NameSkeleton("fu'ad"), NameSkeleton("fuad"));
  EXPECT_EQ(PersonSkeleton("j. d. vance"), PersonSkeleton("jd vance"));
  EXPECT_EQ(PersonSkeleton("j.d. vance"), PersonSkeleton("jd vance"));
}

TEST(NameWordsTest, SpacesPartWordsAndAreInNone) {
  EXPECT_THAT(NameWords("george h.w. bush"), ElementsAre("george", "h.w.", "bush"));
  EXPECT_THAT(NameWords("  a  b "), ElementsAre("a", "b"));
  EXPECT_THAT(NameWords(" "), IsEmpty());
  EXPECT_EQ(LastWord("george bush "), "bush");
  EXPECT_EQ(LastWord("bush"), "bush");
  EXPECT_EQ(LastWord(" "), "");
}

TEST(NameWordsTest, AreVisitedUntilTheVisitorHasEnough) {
  std::vector<std::string_view> visited;
  const auto visit = [&](std::string_view word) {
    visited.push_back(word);
    return word != "b";
  };
  EXPECT_FALSE(ForEachNameWord(" a  b c", visit));
  EXPECT_THAT(visited, ElementsAre("a", "b"));
  EXPECT_TRUE(ForEachNameWord("c", visit));
  EXPECT_TRUE(ForEachNameWord(" ", visit));
  EXPECT_THAT(visited, ElementsAre("a", "b", "c"));
}

}  // namespace
}  // namespace dateline::article
