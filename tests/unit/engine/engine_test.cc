// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <atomic>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "tests/unit/engine/engine_fixture.h"

namespace dateline::engine {
namespace {

TEST_F(EngineTest, FindsAnArticleByAStemOfItsHeadline) {
  index_.Add({test_support::MakeArticle("a", "Bridges reopened", "The crossing is open again.")});
  EXPECT_EQ(Ids(Request("bridge")), Order{"a"});
  EXPECT_EQ(Ids(Request("headline:bridge")), Order{"a"});
  EXPECT_EQ(Ids(Request("headline:crossing")), Order{});
}

TEST_F(EngineTest, WordsNearEachOtherRankHigher) {
  index_.Add({test_support::MakeArticle(
                  "near", "News", "one two three harbour bridge four five six seven eight nine"),
              test_support::MakeArticle(
                  "far", "News", "harbour one two three four five six seven eight nine bridge")});
  EXPECT_EQ(Ids(Request("harbour bridge")), (Order{"near", "far"}));
}

TEST_F(EngineTest, TheFresherOfTwoEqualArticlesRanksHigherUnlessAskedAsAnArchive) {
  index_.Add({test_support::MakeArticle("new", "Flood", "water in the town", "2025-06-10"),
              test_support::MakeArticle("old", "Flood", "water in the town", "1990-06-10")});
  EXPECT_EQ(Ids(Request("flood")), (Order{"new", "old"}));
  v1::SearchRequest archive = Request("flood");
  archive.mutable_ranking()->set_mode(v1::RANKING_MODE_ARCHIVE);
  const auto response = Search(archive, {});
  ASSERT_TRUE(response.ok());
  EXPECT_DOUBLE_EQ(response->hits(0).score(), response->hits(1).score());
}

TEST_F(EngineTest, AnEmptyQueryListsEverythingNewestFirstAndUndatedLast) {
  index_.Add({test_support::MakeArticle("a", "A", "x", "2001-01-01"),
              test_support::MakeArticle("b", "B", "x"),
              test_support::MakeArticle("c", "C", "x", "2003-01-01"),
              test_support::MakeArticle("d", "D", "x", "1815-06-18")});
  EXPECT_EQ(Ids(Request("")), (Order{"c", "a", "d", "b"}));
  v1::SearchRequest oldest = Request("");
  oldest.set_sort(v1::SORT_OLDEST);
  EXPECT_EQ(Ids(oldest), (Order{"d", "a", "c", "b"}));
}

TEST_F(EngineTest, AnUpdateIsSeenAfterRefreshAndNeverTwice) {
  index_.Add({test_support::MakeArticle("a", "Storm", "wind")});
  EXPECT_EQ(Ids(Request("storm")), Order{"a"});
  index_.Add({test_support::MakeArticle("a", "Calm", "no wind")});
  EXPECT_EQ(Ids(Request("storm")), Order{"a"});
  ASSERT_TRUE(*engine().Refresh());
  EXPECT_FALSE(*engine().Refresh());
  EXPECT_EQ(Ids(Request("storm")), Order{});
  EXPECT_EQ(Ids(Request("wind")), Order{"a"});
}

TEST_F(EngineTest, DatesFilterFromInclusiveToExclusive) {
  index_.Add({test_support::MakeArticle("a", "A", "x", "2001-01-01"),
              test_support::MakeArticle("b", "B", "x", "2001-01-02")});
  v1::SearchRequest request = Request("x");
  request.mutable_filter()->mutable_publish_time()->mutable_start_time()->set_seconds(978307200);
  request.mutable_filter()->mutable_publish_time()->mutable_end_time()->set_seconds(978307200 +
                                                                                    86400);
  EXPECT_EQ(Ids(request), Order{"a"});
  EXPECT_EQ(Ids(Request("date:2001-01-02")), Order{"b"});
  EXPECT_EQ(Ids(Request("x date:2001-01-02..")), Order{"b"});
}

TEST_F(EngineTest, EntitiesFilterByTypeAndFoldedName) {
  article::Article paris = test_support::MakeArticle("place", "Trip", "x");
  paris.add_entities()->set_name("Paris");
  paris.mutable_entities(0)->set_type(v1::ENTITY_TYPE_PLACE);
  article::Article person = test_support::MakeArticle("person", "Film", "x");
  person.add_entities()->set_name("Paris");
  person.mutable_entities(0)->set_type(v1::ENTITY_TYPE_PERSON);
  index_.Add({paris, person});
  EXPECT_EQ(Ids(Request("place:PARIS")), Order{"place"});
  v1::SearchRequest request = Request("x");
  *request.mutable_filter()->add_entities() = person.entities(0);
  EXPECT_EQ(Ids(request), Order{"person"});
  request.mutable_filter()->clear_entities();
  *request.mutable_filter()->mutable_exclude()->add_entities() = person.entities(0);
  EXPECT_EQ(Ids(request), Order{"place"});
}

TEST_F(EngineTest, SnippetsMarkTheWordAndHtmlIsEscaped) {
  index_.Add({test_support::MakeArticle("a", "A <b>bold</b> move",
                                        "The <script>alert(1)</script> harbour & more.")});
  v1::SearchRequest request = Request("harbour");
  request.mutable_snippets()->set_html(true);
  const auto response = Search(request, {});
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->hits_size(), 1);
  ASSERT_EQ(response->hits(0).snippets_size(), 1);
  const v1::Snippet& snippet = response->hits(0).snippets(0);
  ASSERT_EQ(snippet.spans_size(), 1);
  const auto& span = snippet.spans(0);
  EXPECT_EQ(snippet.text().substr(span.start(), span.end() - span.start()), "harbour");
  EXPECT_NE(snippet.html().find("<mark>harbour</mark>"), std::string::npos);
  EXPECT_EQ(snippet.html().find("<script"), std::string::npos);
  EXPECT_EQ(response->hits(0).headline_html().find("<b>"), std::string::npos);
}

TEST_F(EngineTest, AWildcardOfManyWordsFindsThemAllAndSaysThatFewAreRanked) {
  std::string body;
  for (int i = 0; i < 400; ++i) {
    body += "zz" + std::string(1, static_cast<char>('a' + i % 26)) +
            std::string(1, static_cast<char>('a' + i / 26)) + "k ";
  }
  index_.Add({test_support::MakeArticle("many", "A", body),
              test_support::MakeArticle("frequent", "B", "zzaak zzaak zzaak"),
              test_support::MakeArticle("rare", "C", "zzzzzk of the end"),
              test_support::MakeArticle("other", "D", "zyx")});
  const auto response = Search(Request("tide OR zz*"), {});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->total().value(), 3U);
  ASSERT_EQ(response->hits_size(), 3);
  EXPECT_EQ(response->hits(2).article().id(), "rare");  // its word is none of the ranked ones
  ASSERT_EQ(response->diagnostics().readings_size(), 1);
  const v1::Reading& reading = response->diagnostics().readings(0);
  EXPECT_EQ(reading.code(), v1::READING_CODE_PREFIX_LIMITED);
  EXPECT_EQ(reading.start(), 8U);
  EXPECT_EQ(reading.end(), 11U);
  EXPECT_NE(reading.message().find("stands for 401 words"), std::string::npos) << reading.message();
  EXPECT_NE(reading.message().find("145 are left out"), std::string::npos) << reading.message();
  EXPECT_EQ(response->diagnostics().warnings(0), reading.message());
  EXPECT_EQ(Ids(Request("zz* -zzzz*")).size(), 2U);
  EXPECT_EQ(Ids(Request("zyx -zz*")), Order{"other"});
  EXPECT_EQ(Ids(Request("zz* AND end")), Order{"rare"});
  EXPECT_EQ(Search(Request("zzaa*"), {})->diagnostics().readings_size(), 0);
}

TEST_F(EngineTest, LettersThatRunPastAStemFindItsWordsAndSaySo) {
  index_.Add(
      {test_support::MakeArticle("election", "Vote", "The election of a mayor is a possibility"),
       test_support::MakeArticle("studying", "School", "She was studying happily"),
       test_support::MakeArticle("harbour", "Boats", "The harbour is calm"),
       test_support::MakeArticle("master", "Title", "The harbourmaster spoke")});
  for (const auto& [query, id] :
       std::vector<std::pair<const char*, const char*>>{{"electi*", "election"},
                                                        {"electio*", "election"},
                                                        {"election*", "election"},
                                                        {"possibi*", "election"},
                                                        {"possibili*", "election"},
                                                        {"studyi*", "studying"},
                                                        {"happil*", "studying"},
                                                        {"harbourm*", "master"}}) {
    EXPECT_EQ(Ids(Request(query)), Order{id}) << query;
  }
  EXPECT_EQ(Ids(Request("headline:electio*")), Order{});
  EXPECT_EQ(Ids(Request("electiz*")), Order{});
  const auto past = Search(Request("electio*"), {});
  ASSERT_EQ(past->diagnostics().warnings_size(), 1);
  EXPECT_NE(past->diagnostics().warnings(0).find("'elect'"), std::string::npos);
  EXPECT_EQ(Search(Request("elect*"), {})->diagnostics().warnings_size(), 0);
}

TEST_F(EngineTest, AStarInAnExactFieldFindsTheValuesThatStartSo) {
  index_.Add({test_support::MakeArticle("a", "A", "x", "", "Tallow Bay Gazette"),
              test_support::MakeArticle("b", "B", "x", "", "T\u00e1llow News"),
              test_support::MakeArticle("c", "C", "x", "", "Herald"),
              test_support::MakeArticle("d", "D", "x", "", "tallow*")});
  const auto sorted = [&](const char* query) {
    std::vector<std::string> ids = Ids(Request(query));
    std::sort(ids.begin(), ids.end());
    return ids;
  };
  EXPECT_EQ(sorted("source:tallow*"), (Order{"a", "b", "d"}));
  EXPECT_EQ(sorted("x source:TALLOW* source:herald"), (Order{"a", "b", "c", "d"}));
  EXPECT_EQ(sorted("x -source:tallow*"), Order{"c"});
  EXPECT_EQ(sorted("source:\"tallow*\""), Order{"d"});
  EXPECT_EQ(sorted("source:nobody*"), Order{});
  EXPECT_EQ(sorted("host:ex*"), Order{});
}

TEST_F(EngineTest, AStarOfManyValuesFindsThoseOfMostArticles) {
  std::vector<article::Article> articles;
  for (int i = 0; i < 300; ++i) {
    articles.push_back(test_support::MakeArticle("a" + std::to_string(i), "A", "x", "",
                                                 "No " + std::to_string(i)));
  }
  articles.push_back(test_support::MakeArticle("often", "A", "x", "", "No 299"));
  index_.Add(articles);
  const auto response = Search(Request("source:no*"), {});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->total().value(), limits::kMaxExpansion + 1);
  ASSERT_EQ(response->diagnostics().readings_size(), 1);
  EXPECT_EQ(response->diagnostics().readings(0).code(), v1::READING_CODE_PREFIX_LIMITED);
  EXPECT_NE(response->diagnostics().readings(0).message().find("44 are left out"),
            std::string::npos);
  EXPECT_EQ(Ids(Request("source:no* AND id:often")), Order{"often"});
}

TEST_F(EngineTest, FieldsAnswerToTheirOtherNamesAndIdsAreExact) {
  index_.Add({test_support::MakeArticle("A/1", "Bridge", "x"),
              test_support::MakeArticle("a/1", "Boat", "x")});
  EXPECT_EQ(Ids(Request("title:bridge")), Order{"A/1"});
  EXPECT_EQ(Ids(Request("id:A/1")), Order{"A/1"});
  EXPECT_EQ(Ids(Request("id:A/1 id:a/1")).size(), 2U);
  EXPECT_EQ(Ids(Request("id:A")), Order{});
  EXPECT_EQ(Ids(Request("language:en bridge")), Order{"A/1"});
  v1::SearchRequest request = Request("x");
  request.add_facets()->mutable_terms()->set_field("language");
  const auto response = Search(request, {});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->facets(0).name(), "language");
  EXPECT_EQ(response->facets(0).buckets(0).key(), "en");
}

TEST_F(EngineTest, APastDeadlineAndACancelledCallEndTheSearch) {
  index_.Add({test_support::MakeArticle("a", "A", "x")});
  EXPECT_TRUE(
      absl::IsDeadlineExceeded(Search(Request("x"), {.deadline = absl::InfinitePast()}).status()));
  const std::atomic<bool> cancelled{true};
  EXPECT_TRUE(absl::IsCancelled(
      engine()
          .Search(Request("x"), {.deadline = absl::InfiniteFuture(), .cancelled = &cancelled})
          .status()));
  v1::SearchRequest partial = Request("x");
  partial.set_allow_partial(true);
  const auto response = Search(partial, {.deadline = absl::InfinitePast()});
  ASSERT_TRUE(response.ok());
  EXPECT_TRUE(response->partial());
}

TEST_F(EngineTest, ADeadlineThatPassesAtAnyMomentEndsTheSearchAtTheNextLook) {
  std::vector<article::Article> articles;
  for (int i = 0; i < 5000; ++i) {
    articles.push_back(
        test_support::MakeArticle("a" + std::to_string(i), "A", "harbour bridge and boat"));
  }
  index_.Add(articles);
  const absl::Time deadline = absl::FromUnixSeconds(kNow);
  int looks_of_a_whole_search = 0;
  for (int passes_at = 1; looks_of_a_whole_search == 0; ++passes_at) {
    engine_.reset();  // nothing remembered from the search before
    int looks = 0;
    const search::SearchContext context{
        .deadline = deadline,
        .now = [&] { return ++looks >= passes_at ? deadline : deadline - absl::Seconds(1); }};
    const auto response = Search(Request("harbour \"bridge and boat\""), context);
    if (response.ok()) {
      EXPECT_FALSE(response->partial());
      looks_of_a_whole_search = looks;
    } else {
      EXPECT_EQ(response.status().code(), absl::StatusCode::kDeadlineExceeded);
      EXPECT_EQ(looks, passes_at) << "the search went on";
    }
  }
  EXPECT_GE(looks_of_a_whole_search, 4);
}

TEST_F(EngineTest, GetArticleReturnsAllOfItAndNamesWhatIsMissing) {
  index_.Add({test_support::MakeArticle("a", "Headline", "Body", "2001-01-01", "Gazette")});
  v1::GetArticleRequest request;
  request.set_id("a");
  const auto found = GetArticle(request);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->article().body(), "Body");
  request.set_id("b");
  EXPECT_TRUE(absl::IsNotFound(GetArticle(request).status()));
  request.clear_id();
  EXPECT_TRUE(absl::IsInvalidArgument(GetArticle(request).status()));
}

TEST_F(EngineTest, WhatHasNoFieldIsReturnedWithTheWholeArticleOnly) {
  article::Article article = test_support::MakeArticle("a", "Headline", "Body");
  article.set_extra(R"({"views": 18446744073709551615})");
  article.set_pubstatus("usable");
  index_.Add({article});
  v1::GetArticleRequest get;
  get.set_id("a");
  EXPECT_EQ(GetArticle(get)->article().extra(), article.extra());
  v1::SearchRequest request = Request("headline");
  const auto brief = Search(request, {});
  ASSERT_TRUE(brief.ok()) << brief.status();
  EXPECT_EQ(brief->hits(0).article().extra(), "");
  EXPECT_EQ(brief->hits(0).article().pubstatus(), "usable");
  request.set_view(v1::ARTICLE_VIEW_FULL);
  EXPECT_EQ(Search(request, {})->hits(0).article().extra(), article.extra());
}

std::uint64_t TotalOf(const absl::StatusOr<v1::SearchResponse>& found) {
  EXPECT_TRUE(found.ok()) << found.status();
  return found.ok() ? found->total().value() : 0;
}

TEST_F(EngineTest, ALanguageIsFoundByAnyOfItsFormsAndTheFacetNamesItOnce) {
  int number = 0;
  for (const char* language : {"en-GB", "en_US", "eng", "English", "nb", "nn"}) {
    article::Article article = test_support::MakeArticle(std::to_string(number++), "Headline", "b");
    article.set_language(language);
    index_.Add({article});
  }
  for (const char* form : {"en", "en-GB", "eng", "English"}) {
    EXPECT_EQ(TotalOf(Search(Request(std::string("lang:") + form), {})), 4U) << form;
    v1::SearchRequest request;
    request.mutable_filter()->add_languages(form);
    request.add_facets()->mutable_terms()->set_field("lang");
    const auto found = Search(request, {});
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ(found->total().value(), 4U);
    ASSERT_EQ(found->facets(0).buckets_size(), 2);
    EXPECT_EQ(found->facets(0).buckets(0).key(), "en");
    EXPECT_TRUE(found->facets(0).buckets(0).selected());
    EXPECT_EQ(found->facets(0).buckets(1).key(), "no");
  }
  for (const char* form : {"no", "nb", "nn"}) {
    EXPECT_EQ(TotalOf(Search(Request(std::string("lang:") + form), {})), 2U) << form;
  }
}

struct BadRequestCase {
  const char* name;
  v1::ErrorReason reason;
  std::function<void(v1::SearchRequest&)> break_it;
};

TEST_F(EngineTest, BadRequestsAreRefusedWithTheirReason) {
  index_.Add({test_support::MakeArticle("a", "A", "x")});
  const std::vector<BadRequestCase> cases{
      {"page size", v1::ERROR_REASON_INVALID_ARGUMENT, [](auto& r) { r.set_page_size(-1); }},
      {"token", v1::ERROR_REASON_PAGE_TOKEN_MISMATCH, [](auto& r) { r.set_page_token("abc"); }},
      {"facet field", v1::ERROR_REASON_UNKNOWN_FIELD,
       [](auto& r) { r.add_facets()->mutable_terms()->set_field("colour"); }},
      {"empty facet", v1::ERROR_REASON_INVALID_FACET, [](auto& r) { r.add_facets(); }},
      {"zone", v1::ERROR_REASON_UNKNOWN_TIME_ZONE,
       [](auto& r) { r.add_facets()->mutable_date_histogram()->set_time_zone("Mars/North"); }},
      {"field", v1::ERROR_REASON_UNKNOWN_FIELD,
       [](auto& r) { r.set_query("colour:red"), r.set_syntax(v1::QUERY_SYNTAX_STRICT); }},
      {"length", v1::ERROR_REASON_QUERY_TOO_COMPLEX,
       [](auto& r) { r.set_query(std::string(limits::kMaxQueryBytes + 1, 'a')); }},
      {"date", v1::ERROR_REASON_QUERY_SYNTAX,
       [](auto& r) { r.set_query("date:2001-13-01"), r.set_syntax(v1::QUERY_SYNTAX_STRICT); }},
      {"match", v1::ERROR_REASON_INVALID_ARGUMENT,
       [](auto& r) { r.set_match(static_cast<v1::MatchMode>(77)); }},
      {"syntax", v1::ERROR_REASON_INVALID_ARGUMENT,
       [](auto& r) { r.set_syntax(static_cast<v1::QuerySyntax>(77)); }},
      {"language", v1::ERROR_REASON_UNKNOWN_LANGUAGE,
       [](auto& r) { r.set_language("klingonese"); }},
      {"filter language", v1::ERROR_REASON_UNKNOWN_LANGUAGE,
       [](auto& r) { r.mutable_filter()->add_languages("xx"); }},
      {"excluded language", v1::ERROR_REASON_UNKNOWN_LANGUAGE,
       [](auto& r) { r.mutable_filter()->mutable_exclude()->add_languages("klingonese"); }},
      {"half-life", v1::ERROR_REASON_INVALID_ARGUMENT,
       [](auto& r) { r.mutable_ranking()->mutable_half_life()->set_seconds(1); }},
      {"snippets", v1::ERROR_REASON_INVALID_ARGUMENT,
       [](auto& r) { r.mutable_snippets()->set_count(99); }},
      {"sort", v1::ERROR_REASON_INVALID_ARGUMENT,
       [](auto& r) { r.set_sort(static_cast<v1::Sort>(77)); }},
  };
  for (const BadRequestCase& bad : cases) {
    v1::SearchRequest request = Request("x");
    bad.break_it(request);
    const auto response = Search(request, {});
    EXPECT_TRUE(absl::IsInvalidArgument(response.status())) << bad.name;
    EXPECT_EQ(errors::ReasonOf(response.status()), bad.reason) << bad.name << response.status();
  }
}

TEST_F(EngineTest, AnIndexWithoutSegmentsAnswersNothing) {
  EXPECT_EQ(Ids(Request("anything")), Order{});
}

}  // namespace
}  // namespace dateline::engine
