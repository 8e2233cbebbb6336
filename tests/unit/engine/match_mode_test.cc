// SPDX-License-Identifier: GPL-3.0-or-later
// How queries are read on an index: which of their words must match, addresses, limits, readings.
#include <fmt/format.h>

#include <algorithm>

#include "core/limits.h"
#include "tests/unit/engine/engine_fixture.h"

namespace dateline::engine {
namespace {

using test_support::MakeArticle;

class MatchModeTest : public EngineTest {
 protected:
  void AddHarbours() {
    index_.Add({MakeArticle("all", "One", "harbour bridge ferry"),
                MakeArticle("two", "Two", "harbour bridge"), MakeArticle("one", "Three", "harbour"),
                MakeArticle("boat", "Four", "boat")});
  }
  static v1::SearchRequest In(const std::string& query, v1::MatchMode mode) {
    v1::SearchRequest request = Request(query);
    request.set_match(mode);
    return request;
  }
  Order Sorted(const v1::SearchRequest& request) {
    Order ids = Ids(request);
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  v1::SearchResponse Answer(const v1::SearchRequest& request) {
    auto response = Search(request, {});
    EXPECT_TRUE(response.ok()) << response.status() << " " << request.query();
    return response.ok() ? *std::move(response) : v1::SearchResponse();
  }
  // Code and part of the query of each reading.
  static std::vector<std::string> Readings(const v1::SearchResponse& response,
                                           const std::string& query) {
    std::vector<std::string> readings;
    for (const v1::Reading& reading : response.diagnostics().readings()) {
      readings.push_back(
          fmt::format("{} {}", static_cast<int>(reading.code()),
                      query.substr(reading.start(), reading.end() - reading.start())));
    }
    return readings;
  }
};

TEST_F(MatchModeTest, EachModeAsksForItsPartOfTheWords) {
  AddHarbours();
  using enum v1::MatchMode;
  struct Case {
    const char* query;
    Order all, most, any;
  };
  for (const Case& test : std::vector<Case>{
           {"harbour bridge ferry", {"all"}, {"all", "two"}, {"all", "one", "two"}},
           {"harbour bridge", {"all", "two"}, {"all", "two"}, {"all", "one", "two"}},
           {"harbour", {"all", "one", "two"}, {"all", "one", "two"}, {"all", "one", "two"}},
           {"+harbour ferry", {"all"}, {"all"}, {"all", "one", "two"}},
           {"+harbour bridge ferry boat", {}, {"all"}, {"all", "one", "two"}},
           {"harbour ferry -bridge", {}, {}, {"one"}},
           {"(harbour AND bridge) ferry", {"all"}, {"all"}, {"all", "two"}},
           {"harbour OR ferry",
            {"all", "one", "two"},
            {"all", "one", "two"},
            {"all", "one", "two"}},
           {"boat harbour \"bridge ferry\"", {}, {"all"}, {"all", "boat", "one", "two"}},
           {"headline:(one two)", {}, {}, {"all", "two"}},
           {"-(harbour boat)", {}, {}, {}}}) {
    EXPECT_EQ(Sorted(In(test.query, MATCH_MODE_ALL)), test.all) << test.query;
    EXPECT_EQ(Sorted(In(test.query, MATCH_MODE_MOST)), test.most) << test.query;
    EXPECT_EQ(Sorted(In(test.query, MATCH_MODE_ANY)), test.any) << test.query;
    // All if there is such an article, else any.
    const Order automatic = test.all.empty() ? test.any : test.all;
    for (const v1::MatchMode mode : {MATCH_MODE_AUTO, MATCH_MODE_UNSPECIFIED}) {
      for (const v1::CountMode count : {v1::COUNT_MODE_EXACT, v1::COUNT_MODE_NONE}) {
        v1::SearchRequest request = In(test.query, mode);
        request.set_count_mode(count);
        EXPECT_EQ(Sorted(request), automatic) << test.query;
        request.set_sort(v1::SORT_NEWEST);
        EXPECT_EQ(Sorted(request), automatic) << test.query;
      }
    }
    for (const v1::MatchMode mode : {MATCH_MODE_ALL, MATCH_MODE_MOST, MATCH_MODE_ANY}) {
      const v1::SearchResponse response = Answer(In(test.query, mode));
      EXPECT_EQ(response.total().value(), static_cast<std::uint32_t>(response.hits_size()));
      EXPECT_EQ(response.match_used(), mode) << test.query;
    }
  }
}

TEST_F(MatchModeTest, AutoLooksInsideTheFilterAndSaysWhatItUsed) {
  index_.Add({MakeArticle("both", "A", "harbour bridge", "", "Gazette"),
              MakeArticle("one", "B", "harbour", "", "Herald")});
  EXPECT_EQ(Answer(Request("harbour bridge")).match_used(), v1::MATCH_MODE_ALL);
  EXPECT_EQ(Answer(Request("harbour")).match_used(), v1::MATCH_MODE_ALL);
  v1::SearchRequest request = Request("harbour bridge");
  request.mutable_filter()->add_sources("Herald");
  const v1::SearchResponse response = Answer(request);
  EXPECT_EQ(response.match_used(), v1::MATCH_MODE_ANY);
  ASSERT_EQ(response.hits_size(), 1);
  EXPECT_EQ(response.hits(0).article().id(), "one");
  request.mutable_filter()->Clear();
  request.set_query("harbour bridge source:herald");
  EXPECT_EQ(Ids(request), Order{"one"});
}

TEST_F(MatchModeTest, ScoresAreThoseOfAnyWhateverTheMode) {
  AddHarbours();
  for (const char* query : {"harbour bridge ferry", "+harbour bridge", "harbour \"bridge ferry\"",
                            "(harbour AND bridge) ferry"}) {
    v1::SearchRequest request = In(query, v1::MATCH_MODE_ANY);
    std::map<std::string, double> scores;
    const v1::SearchResponse any = Answer(request);
    for (const auto& hit : any.hits()) scores[hit.article().id()] = hit.score();
    for (const v1::MatchMode mode :
         {v1::MATCH_MODE_ALL, v1::MATCH_MODE_MOST, v1::MATCH_MODE_AUTO}) {
      request.set_match(mode);
      const v1::SearchResponse response = Answer(request);
      EXPECT_GT(response.hits_size(), 0) << query;
      for (const auto& hit : response.hits()) {
        EXPECT_EQ(hit.score(), scores.at(hit.article().id())) << query;
      }
    }
  }
}

TEST_F(MatchModeTest, CompoundsAreOneUnit) {
  index_.Add({MakeArticle("covid", "A", "COVID-19 spreads"),
              MakeArticle("choir", "B", "Choir of 19 sings"),
              MakeArticle("feared", "C", "No-deal Brexit feared"),
              MakeArticle("deal", "D", "Deal on Brexit"),
              MakeArticle("lisboa", "E", "News of cm-lisboa today"),
              MakeArticle("apart", "F", "News from Lisboa, 5 cm of rain"),
              MakeArticle("called", "G", "Election called by the mayor"),
              MakeArticle("by", "H", "A by-election was held")});
  EXPECT_EQ(Ids(Request("COVID-19")), Order{"covid"});
  EXPECT_EQ(Ids(In("covid-19", v1::MATCH_MODE_ANY)), Order{"covid"});
  EXPECT_EQ(Ids(Request("brexit NOT no-deal")), Order{"deal"});
  EXPECT_EQ(Ids(Request("news NOT cm-lisboa")), Order{"apart"});
  EXPECT_EQ(Ids(Request("by-election")), Order{"by"});
}

TEST_F(MatchModeTest, StopWordsWithAnOperatorOrInCapitalsStay) {
  index_.Add(
      {MakeArticle("it", "IT jobs grow", "x"), MakeArticle("jobs", "Jobs lost at plant", "x"),
       MakeArticle("who", "WHO chief warns of flu", "x"),
       MakeArticle("chief", "Fire chief retires", "x"),
       MakeArticle("not", "Data not available", "x"), MakeArticle("data", "Data available", "x"),
       MakeArticle("be", "To be or not to be", "x")});
  EXPECT_EQ(Ids(Request("jobs NOT IT")), Order{"jobs"});
  EXPECT_EQ(Ids(Request("+WHO +chief")), Order{"who"});
  EXPECT_EQ(Ids(Request("chief AND WHO")), Order{"who"});
  EXPECT_EQ(Ids(Request("WHO chief")), Order{"who"});
  EXPECT_EQ(Ids(Request("not available")).front(), "not");
  EXPECT_EQ(Ids(Request("to be or not to be")), Order{"be"});
  const std::string query = "the chief";
  const v1::SearchResponse response = Answer(Request(query));
  EXPECT_EQ(response.hits_size(), 2);
  EXPECT_EQ(Readings(response, query),
            Order{fmt::format("{} the", int{v1::READING_CODE_STOP_WORD})});
  ASSERT_EQ(response.diagnostics().warnings_size(), 1);
  EXPECT_NE(response.diagnostics().warnings(0).find("'the'"), std::string::npos);
  EXPECT_EQ(response.diagnostics().query_language(), "en");
}

TEST_F(MatchModeTest, WordsOfOtherLanguagesAreNoStopWords) {
  auto article = [](const char* id, const char* body) {
    article::Article made = MakeArticle(id, "A", body);
    made.set_language("fr");
    return made;
  };
  index_.Add({article("or", "le cours de l'or monte"), article("cours", "le cours de danse"),
              article("the", "un thé vert"), article("vert", "un arbre vert")});
  EXPECT_EQ(Ids(Request("thé vert")), Order{"the"});
  const std::string query = "le cours de danse";
  EXPECT_EQ(Answer(Request(query)).diagnostics().parsed_query(), "cours danse");
  EXPECT_EQ(Answer(Request("cours or")).diagnostics().parsed_query(), "cours or");
}

TEST_F(MatchModeTest, ANegativePartOfAnOrExcludes) {
  index_.Add({MakeArticle("oil", "A", "oil"), MakeArticle("iraq", "B", "oil in iraq"),
              MakeArticle("iran", "C", "iran"), MakeArticle("both", "D", "iran and iraq"),
              MakeArticle("other", "E", "bread")});
  for (const v1::QuerySyntax syntax : {v1::QUERY_SYNTAX_SEARCH_BOX, v1::QUERY_SYNTAX_STRICT}) {
    v1::SearchRequest request = Request("oil NOT iraq OR iran");
    request.set_syntax(syntax);
    EXPECT_EQ(Sorted(request), (Order{"iran", "oil"}));
    EXPECT_EQ(Answer(request).diagnostics().readings(0).code(), v1::READING_CODE_NEGATION_IN_OR);
  }
}

TEST_F(MatchModeTest, AnAddressOrIdFindsItsArticle) {
  article::Article given = MakeArticle("bridge-repair-1951", "Bridge", "repair of a bridge");
  given.set_url("https://www.example.com/news/bridge-closed?id=7");
  article::Article derived =
      MakeArticle("", "Ferry", "the bridge-closed news of example com https");
  derived.set_url("http://example.com/ferry/");
  index_.Add({given, derived, MakeArticle("words", "News", "example.com/news said so in 1951"),
              MakeArticle("fog", "Fog", "weather"), MakeArticle("foggy", "Day", "fog came")});
  const std::string address = fmt::format("{} ", int{v1::READING_CODE_ADDRESS});
  for (const char* query : {"https://www.example.com/news/bridge-closed?id=7",
                            "http://example.com/news/bridge-closed/?id=7",
                            "https://example.com/news/bridge-closed?utm_source=x&id=7#top",
                            "www.example.com/news/bridge-closed?id=7",
                            "example.com/news/bridge-closed?id=7", "bridge-repair-1951"}) {
    const v1::SearchResponse response = Answer(Request(query));
    ASSERT_EQ(response.hits_size(), 1) << query;
    EXPECT_EQ(response.hits(0).article().id(), "bridge-repair-1951") << query;
    EXPECT_EQ(Readings(response, query), Order{address + query});
  }
  EXPECT_EQ(Ids(Request("url:https://example.com/news/bridge-closed?id=7")),
            Order{"bridge-repair-1951"});
  EXPECT_EQ(Ids(Request("url:https://example.com/nothing")), Order{});
  EXPECT_EQ(Answer(Request("https://example.com/ferry")).hits(0).article().headline(), "Ferry");
  EXPECT_EQ(Ids(Request("bridge https://example.com/news/bridge-closed?id=7")),
            Order{"bridge-repair-1951"});
  // No article has it: its words as a phrase.
  const v1::SearchResponse phrase = Answer(Request("example.com/news"));
  ASSERT_EQ(phrase.hits_size(), 1);
  EXPECT_EQ(phrase.hits(0).article().id(), "words");
  EXPECT_EQ(phrase.diagnostics().readings(0).code(), v1::READING_CODE_COMPOUND);
  // A word that is an id as well is still a word.
  EXPECT_EQ(Sorted(Request("fog")), (Order{"fog", "foggy"}));
  EXPECT_EQ(Ids(Request("words")), Order{"words"});
}

TEST_F(MatchModeTest, OverTheLimitTheRarestWordsAreLookedFor) {
  std::string common;
  std::string query;
  for (std::size_t i = 0; i < limits::kMaxQueryTerms; ++i) common += fmt::format("common{} ", i);
  index_.Add({MakeArticle("common", "A", common), MakeArticle("rare", "B", "rareword")});
  query = "rareword " + common;
  v1::SearchRequest request = In(query, v1::MATCH_MODE_ANY);
  const v1::SearchResponse response = Answer(request);
  EXPECT_EQ(response.hits_size(), 2);
  ASSERT_EQ(response.diagnostics().readings_size(), 1);
  const v1::Reading& reading = response.diagnostics().readings(0);
  EXPECT_EQ(reading.code(), v1::READING_CODE_LIMIT);
  EXPECT_EQ(query.substr(reading.start(), 6), "common");
  EXPECT_NE(reading.message().find("1001 different words"), std::string::npos);
  request.set_syntax(v1::QUERY_SYNTAX_STRICT);
  EXPECT_TRUE(absl::IsInvalidArgument(Search(request, {}).status()));
}

TEST_F(MatchModeTest, WhatPeopleTypeIsNeverAnError) {
  AddHarbours();
  for (const char* query : {"foo:bar",
                            "title:",
                            "a*",
                            "((((",
                            "\"",
                            "NOT",
                            "AND OR",
                            "~1",
                            "[a TO b]",
                            "date:soon",
                            "lang:klingon",
                            "source:*",
                            "-",
                            "+++",
                            "a:b:c",
                            "/x(/",
                            "*",
                            "\\",
                            "harbour^",
                            "^2",
                            "?",
                            "oil NEAR/5",
                            "NEAR/5",
                            "merkel w/5 sarkozy",
                            "http://",
                            "https://x",
                            "id:",
                            "url:",
                            "person:",
                            "about:\"\"",
                            "country:zz",
                            "date:..",
                            "date:2025..2024",
                            "CAPS()",
                            "(a OR)"}) {
    EXPECT_TRUE(Search(Request(query), {}).ok()) << query;
  }
}

}  // namespace
}  // namespace dateline::engine
