// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for every query. RC_PARAMS="seed=N" repeats a run; a test that failed prints it.
#include <absl/time/clock.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/limits.h"
#include "core/text/utf8.h"
#include "server/query/parser.h"
#include "server/query/printer.h"
#include "server/query/query_size.h"
#include "server/query/tree.h"

namespace dateline::query {
namespace {

ParsedQuery Parse(std::string_view text) {
  text::Analyzer analyzer;
  auto parsed = ParseQuery(text, {}, analyzer, nullptr);
  RC_ASSERT(parsed.has_value());
  return *std::move(parsed);
}

// Pieces of queries as people type them, and as they slip.
rc::Gen<std::string> Piece() {
  return rc::gen::oneOf(
      rc::gen::map(rc::gen::inRange(1, 30), [](int n) { return fmt::format("w{}", n); }),
      rc::gen::elementOf(std::vector<std::string>{"the", "who", "not", "IT", "w1-w2", "w3/w4",
                                                  "w5.w6-w7", "w8*", "w1-w2*"}),
      rc::gen::elementOf(
          std::vector<std::string>{"AND", "OR", "NOT", "(", ")", "+", "-", "\"", "&&"}),
      rc::gen::elementOf(std::vector<std::string>{"NEAR/5", "w/3", "ADJ3", "XOR", "W/S", "ATLEAST5",
                                                  "~1", "[", "]", "TO", "'", "CAPS(", "@", "#", "?",
                                                  "headline:", "w20!", "w21~0.5", "/w22/"}));
}

rc::Gen<std::string> Query() {
  return rc::gen::map(rc::gen::container<std::vector<std::pair<std::string, bool>>>(
                          rc::gen::pair(Piece(), rc::gen::arbitrary<bool>())),
                      [](const std::vector<std::pair<std::string, bool>>& pieces) {
                        std::string query;
                        for (const auto& [piece, space] : pieces)
                          query += piece + (space ? " " : "");
                        return query;
                      });
}

std::set<std::string> TermsOf(std::string_view text) {
  static text::Analyzer analyzer;
  std::set<std::string> terms;
  for (const text::Token& token : analyzer.Analyze(text, text::Language::kEnglish)) {
    terms.emplace(token.term);
  }
  return terms;
}

void CollectTerms(const Node& node, std::set<std::string>& terms) {
  if (const auto* word = std::get_if<Word>(&node)) terms.insert(word->term);
  // As a word of its own: the words of the query are compared by their stems.
  if (const auto* prefix = std::get_if<Prefix>(&node)) terms.merge(TermsOf(prefix->letters));
  if (const auto* phrase = std::get_if<Phrase>(&node)) {
    terms.insert(phrase->terms.begin(), phrase->terms.end());
  }
  if (const auto* address = std::get_if<Address>(&node)) {
    CollectTerms(address->words.front(), terms);
  }
  for (const Node* child : Children(node)) CollectTerms(*child, terms);
}

// `text` without what the readings say was dropped, and with what it says is read in place of words
// with wildcards.
std::string WhatIsLeft(std::string text, const std::vector<v1::Reading>& readings) {
  std::string instead;
  for (const v1::Reading& reading : readings) {
    const bool replaced = reading.code() == v1::READING_CODE_WILDCARD;
    if (!reading.read_as().empty() && !replaced) continue;
    for (std::uint32_t i = reading.start(); i < reading.end(); ++i) text[i] = ' ';
    instead += " " + reading.read_as();
  }
  return text + instead;
}

RC_GTEST_PROP(QueryProperty, TheTreeHasTheWordsThatWereNotDropped, ()) {
  const std::string text = *Query();
  const ParsedQuery parsed = Parse(text);
  std::set<std::string> in_tree;
  CollectTerms(parsed.root, in_tree);
  const std::set<std::string> typed = TermsOf(WhatIsLeft(text, parsed.readings));
  // Words that are operators or fields as they are written.
  const std::set<std::string> written{"and", "or", "not", "andnot", "headlin"};
  for (const std::string& term : typed) RC_ASSERT(written.contains(term) || in_tree.contains(term));
  for (const std::string& term : in_tree) RC_ASSERT(typed.contains(term));
}

RC_GTEST_PROP(QueryProperty, ThePrintedParseParsesToItself, ()) {
  const ParsedQuery parsed = Parse(*Query());
  const std::string printed = PrintQuery(parsed.root);
  const ParsedQuery again = Parse(printed);
  RC_ASSERT(PrintQuery(again.root) == printed);
  RC_ASSERT(again.root == parsed.root);
}

RC_GTEST_PROP(QueryProperty, NoBytesAreAnErrorInASearchBox, (const std::string& bytes)) {
  const ParsedQuery parsed = Parse(bytes);
  RC_ASSERT(MeasureQuery(parsed.root).depth <= limits::kMaxQueryDepth);
  for (const v1::Reading& reading : parsed.readings) {
    RC_ASSERT(reading.start() <= reading.end());
    RC_ASSERT(reading.end() <= bytes.size());
    RC_ASSERT(!reading.message().empty());
  }
}

// Sixteen kilobytes of anything are read in time that a quadratic parser does not have.
TEST(QueryLengthTest, TheTimeIsLinearInTheLength) {
  for (const std::string_view piece :
       {"(",     "NOT ",        "-(",   "\"",   "'a ",        "[a TO ",     "a OR NOT ",
        "id:x ", "x AND y OR ", "{ TO", "w/3 ", "((a b) c) ", "headline:(", "a-b ",
        "the ",  "~1 ",         "[",    "‘",    "a|b^2 ",     "+("}) {
    std::string text;
    while (text.size() + piece.size() <= limits::kMaxQueryBytes) text += piece;
    const absl::Time start = absl::Now();
    Parse(text);
    EXPECT_LT(absl::Now() - start, absl::Seconds(2)) << piece;
  }
  std::string words;
  for (int i = 0; words.size() < limits::kMaxQueryBytes - 10; ++i) words += fmt::format("{:x} ", i);
  const absl::Time start = absl::Now();
  const ParsedQuery parsed = Parse(words);
  EXPECT_LT(absl::Now() - start, absl::Seconds(2));
  EXPECT_GT(MeasureQuery(parsed.root).terms, 3000U);
}

}  // namespace
}  // namespace dateline::query
