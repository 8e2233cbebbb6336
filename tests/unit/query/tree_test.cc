// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/tree.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "server/query/combine.h"
#include "server/query/flatten_tree.h"
#include "server/query/parser.h"
#include "server/query/printer.h"
#include "server/query/query_size.h"

namespace dateline::query {
namespace {

Node Root(const std::string& text) {
  text::Analyzer analyzer;
  auto parsed = ParseQuery(text, {}, analyzer, nullptr);
  EXPECT_TRUE(parsed.has_value()) << text;
  return parsed ? std::move(parsed->root) : Node(Nothing{});
}

TEST(TreeTest, TreesAreEqualIfTheyWereTypedTheSameWay) {
  for (const char* text : {"harbour", "\"city council\" AND elect*", "+trade war -peace",
                           "source:a OR person:ab* OR date:2025", "*"}) {
    EXPECT_EQ(Root(text), Root(text)) << text;
    EXPECT_NE(Root(text), Root("harbour^2")) << text;
  }
  EXPECT_NE(Root("a1 AND b1"), Root("a1 OR b1"));
  EXPECT_NE(Root("person:a"), Root("entity:a"));
}

TEST(TreeTest, OperatorsHaveTheirOperandsAndLeavesNone) {
  EXPECT_EQ(Children(Root("harbour")).size(), 0U);
  EXPECT_EQ(Children(Root("\"city council\"")).size(), 0U);
  EXPECT_EQ(Children(Root("a1 AND b1 AND c1")).size(), 3U);
  const Node maybe = Root("+trade war");
  ASSERT_EQ(Children(maybe).size(), 2U);
  EXPECT_EQ(*Children(maybe)[0], Root("trade"));
  EXPECT_EQ(*Children(maybe)[1], Root("war"));
  const Node without = Root("trade -war -peace");
  ASSERT_EQ(Children(without).size(), 3U);
  EXPECT_EQ(*Children(without)[0], Root("trade"));
  EXPECT_EQ(*Children(without)[2], Root("peace"));
}

TEST(TreeTest, LeavesKnowWhereTheyWereTyped) {
  const Node root = Root("harbour \"city council\" elect* source:x date:2025");
  std::vector<std::pair<std::uint32_t, std::uint32_t>> places;
  const std::function<void(const Node&)> collect = [&](const Node& node) {
    for (const Node* child : Children(node)) collect(*child);
    if (Children(node).empty()) places.emplace_back(PlaceOf(node).start, PlaceOf(node).end);
  };
  collect(root);
  const std::vector<std::pair<std::uint32_t, std::uint32_t>> expected{
      {0, 7}, {8, 22}, {23, 29}, {37, 38}, {44, 48}};
  EXPECT_EQ(places, expected);
}

TEST(TreeTest, LeavesThatAreDroppedLeaveNoEmptyOperator) {
  const auto drop = [](const char* text, std::string_view word) {
    auto left = DropLeaves(Root(text), [word](const Node& leaf) {
      const auto* one = std::get_if<Word>(&leaf);
      return one != nullptr && one->text == word;
    });
    return left ? PrintQuery(*left) : "nothing";
  };
  EXPECT_EQ(drop("a1 b1 c1", "b1"), "a1 c1");
  EXPECT_EQ(drop("a1 b1", "b1"), "a1");
  EXPECT_EQ(drop("(a1 AND b1) OR c1", "b1"), "a1 OR c1");
  EXPECT_EQ(drop("a1 -b1", "b1"), "a1");
  EXPECT_EQ(drop("a1 -b1", "a1"), "nothing");
  EXPECT_EQ(drop("+a1 b1", "b1"), "a1");
  EXPECT_EQ(drop("+a1 b1", "a1"), "b1");
  EXPECT_EQ(drop("a1", "a1"), "nothing");
}

TEST(IsFilterTest, OnlyWordsPhrasesAndPrefixesThatMayMatchAreRanked) {
  for (const char* text : {"source:a", "date:2025", "person:ab*", "*", "-harbour", "id:a1 -war",
                           "source:a AND section:b", "about:Paris OR date:2025"}) {
    EXPECT_TRUE(IsFilter(Root(text))) << text;
  }
  for (const char* text : {"harbour", "\"city council\"", "elect*", "headline:harbour",
                           "source:a harbour", "harbour -source:a", "+source:a harbour"}) {
    EXPECT_FALSE(IsFilter(Root(text))) << text;
  }
}

TEST(QuerySizeTest, CountsWordsValuesWildcardsAndDepth) {
  const QuerySize leaf = MeasureQuery(Root("harbour"));
  EXPECT_EQ(leaf.terms, 1U);
  EXPECT_EQ(leaf.wildcards, 0U);
  EXPECT_EQ(leaf.depth, 0U);
  const QuerySize size = MeasureQuery(Root("\"new city council\" OR (elect* AND source:ab*) -war"));
  EXPECT_EQ(size.terms, 6U);
  EXPECT_EQ(size.wildcards, 2U);
  EXPECT_EQ(size.depth, 3U);
}

}  // namespace
}  // namespace dateline::query
