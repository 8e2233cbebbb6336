// SPDX-License-Identifier: GPL-3.0-or-later
// A caller who may see some articles gets the answers of an index that holds no others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "core/article/article.h"
#include "server/engine/engine.h"
#include "server/engine/validate.h"
#include "tests/support/test_index.h"

namespace dateline::engine {
namespace {

constexpr std::int64_t kNow = 1'750'000'000;
constexpr std::int64_t kDay = 86400;
constexpr int kArticles = 400;

// Names in several spellings, surnames that several people share, places of several countries.
struct Name {
  v1::EntityType type;
  std::string name;
};
const std::vector<Name>& Names() {
  static const std::vector<Name> names = {{v1::ENTITY_TYPE_PERSON, "Ada Quill"},
                                          {v1::ENTITY_TYPE_PERSON, "ADA QUILL"},
                                          {v1::ENTITY_TYPE_PERSON, "Quill"},
                                          {v1::ENTITY_TYPE_PERSON, "Tom Quill"},
                                          {v1::ENTITY_TYPE_PERSON, "Tom J. Quill"},
                                          {v1::ENTITY_TYPE_PERSON, "Volodymyr Zelensky"},
                                          {v1::ENTITY_TYPE_PERSON, "Volodymyr Zelenskyy"},
                                          {v1::ENTITY_TYPE_PERSON, "Rosa Mora"},
                                          {v1::ENTITY_TYPE_ORGANISATION, "Harbour Trust"},
                                          {v1::ENTITY_TYPE_ORGANISATION, "HARBOUR TRUST"},
                                          {v1::ENTITY_TYPE_ORGANISATION, "Quill"},
                                          {v1::ENTITY_TYPE_PLACE, "Paris"},
                                          {v1::ENTITY_TYPE_PLACE, "París"},
                                          {v1::ENTITY_TYPE_PLACE, "Oslo"},
                                          {v1::ENTITY_TYPE_OTHER, "Tour de Lac"},
                                          {v1::ENTITY_TYPE_OTHER, "tour de lac"}};
  return names;
}

class Corpus {
 public:
  explicit Corpus(unsigned seed) : random_(seed) {}

  v1::Article Make(int number) {
    static const std::vector<std::string> words = {"harbour", "bridge",  "election", "council",
                                                   "budget",  "storm",   "häuser",   "casas",
                                                   "lorries", "museums", "votes",    "rivers"};
    v1::Article article;
    article.set_id("a" + std::to_string(number));
    article.set_headline(Pick(words) + " " + Pick(words) + " " + std::to_string(number));
    std::string body;
    for (int i = 0; i < 30; ++i) body += Pick(words) + (i % 9 == 8 ? ". " : " ");
    article.set_body(body);
    if (Below(10) > 0)
      article.mutable_publish_time()->set_seconds(kNow - Below(700) * kDay - number);
    article.set_source(Pick({"Gazette", "GAZETTE", "Herald", "Tribune"}));
    article.set_section(Pick({"News", "news", "Politics", "Sport", ""}));
    article.set_language(Pick({"en", "en", "de", "es"}));
    article.set_url("https://www." + Pick({"gazette", "Herald"}) + ".example/" + article.id());
    for (const std::string& author : {Pick({"Tom Reed", "TOM REED", "Eva Lund"})}) {
      article.add_authors(author);
    }
    for (int i = Below(5); i > 0; --i) {
      const Name& name = Names()[static_cast<std::size_t>(Below(static_cast<int>(Names().size())))];
      v1::Entity& entity = *article.add_entities();
      entity.set_name(name.name);
      entity.set_type(name.type);
      entity.set_salience(static_cast<float>(Below(2)));
      if (name.type == v1::ENTITY_TYPE_PLACE) {
        // Which of several countries a place goes by depends on how its articles lie in segments.
        entity.set_country(Pick({name.name == "Oslo" ? "Norway" : "France", ""}));
      }
    }
    return article;
  }

 private:
  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  std::string Pick(const std::vector<std::string>& values) {
    return values[static_cast<std::size_t>(Below(static_cast<int>(values.size())))];
  }
  std::mt19937 random_;
};

struct Restriction {
  std::string name;
  std::vector<v1::Filter> filters;
};

std::vector<Restriction> Restrictions() {
  v1::Filter gazette;
  gazette.add_sources("gazette");
  v1::Filter german;
  german.add_languages("de");
  v1::Filter news;
  news.add_sections("News");
  news.add_sections("Sport");
  v1::Filter recent;
  recent.mutable_publish_time()->mutable_start_time()->set_seconds(kNow - 200 * kDay);
  recent.mutable_publish_time()->mutable_end_time()->set_seconds(kNow - 10 * kDay);
  v1::Filter nothing;
  nothing.add_sources("nobody");
  return {{"a source", {gazette}}, {"a language", {german}},   {"sections", {news}},
          {"a time", {recent}},    {"two", {gazette, recent}}, {"three", {gazette, news, recent}},
          {"nothing", {nothing}}};
}

// The slow and obvious way.
bool Passes(const v1::Article& article, const v1::Filter& filter) {
  const auto has = [](const auto& values, std::string value) {
    std::transform(value.begin(), value.end(), value.begin(), ::tolower);
    return values.empty() || std::any_of(values.begin(), values.end(), [&](std::string one) {
             std::transform(one.begin(), one.end(), one.begin(), ::tolower);
             return one == value;
           });
  };
  const v1::TimeRange& range = filter.publish_time();
  const std::int64_t time = article.publish_time().seconds();
  if (range.has_start_time() &&
      (!article.has_publish_time() || time < range.start_time().seconds()))
    return false;
  if (range.has_end_time() && (!article.has_publish_time() || time >= range.end_time().seconds()))
    return false;
  return has(filter.sources(), article.source()) && has(filter.sections(), article.section()) &&
         has(filter.languages(), article.language());
}

bool PassesAll(const v1::Article& article, const std::vector<v1::Filter>& filters) {
  return std::all_of(filters.begin(), filters.end(),
                     [&](const v1::Filter& filter) { return Passes(article, filter); });
}

std::unique_ptr<Engine> OpenEngine(const std::string& folder) {
  auto opened = Engine::Open({.folder = folder, .now = [] { return absl::FromUnixSeconds(kNow); }});
  EXPECT_TRUE(opened.ok()) << opened.status();
  return *std::move(opened);
}

search::SearchContext ContextOf(const Restriction& restriction) {
  auto scope = std::make_shared<search::CallerScope>();
  scope->filters = restriction.filters;
  scope->binding = restriction.name;
  search::SearchContext context;
  context.scope = std::move(scope);
  return context;
}

// What may differ: scores, how long it took, generations and tokens, and the order of articles
// without a time, which is that of the index.
std::string Comparable(v1::SearchResponse response) {
  response.clear_generation();
  response.clear_next_page_token();
  response.mutable_diagnostics()->clear_stages();
  auto& hits = *response.mutable_hits();
  hits.erase(std::remove_if(hits.begin(), hits.end(),
                            [](const v1::Hit& hit) { return !hit.article().has_publish_time(); }),
             hits.end());
  for (v1::Hit& hit : hits) hit.clear_score();
  return response.DebugString();
}
template <typename Response>
std::string Comparable(Response response) {
  response.clear_generation();
  return response.DebugString();
}
template <typename Response>
std::string Comparable(const absl::StatusOr<Response>& response) {
  return response.ok() ? Comparable(*response) : response.status().ToString();
}

class RestrictedTest : public testing::Test {
 protected:
  RestrictedTest() {
    Corpus corpus(20'260'727);
    for (int i = 0; i < kArticles; ++i) articles_.push_back(corpus.Make(i));
    for (int part = 0; part < 4; ++part) whole_.Add(PartOf(articles_, part));
  }

  // Articles in the order of four commits, so that there are several segments.
  static std::vector<v1::Article> PartOf(const std::vector<v1::Article>& articles, int part) {
    std::vector<v1::Article> some;
    for (std::size_t i = 0; i < articles.size(); ++i) {
      if (static_cast<int>(i * 4 / articles.size()) == part) some.push_back(articles[i]);
    }
    return some;
  }

  // Calls both engines with everything that a caller may ask.
  void Compare(Engine& whole, Engine& own, const search::SearchContext& context) {
    CompareSearches(whole, own, context);
    CompareEntities(whole, own, context);
    for (const v1::Article& article : articles_) {
      v1::GetArticleRequest request;
      request.set_id(article.id());
      ASSERT_EQ(Comparable(whole.GetArticle(request, context)),
                Comparable(own.GetArticle(request, {})));
    }
  }

  static v1::SearchRequest EverythingAbout(const std::string& query) {
    v1::SearchRequest request;
    request.set_query(query);
    request.set_page_size(100);
    request.set_sort(v1::SORT_NEWEST);
    request.mutable_snippets()->set_count(1);
    for (const char* field : {"source", "section", "lang", "author", "host", "person", "org",
                              "place", "other", "entity", "country"}) {
      request.add_facets()->mutable_terms()->set_field(field);
    }
    auto& months = *request.add_facets()->mutable_date_histogram();
    months.set_interval(v1::CALENDAR_INTERVAL_MONTH);
    months.set_with_share(true);
    auto& range = *request.add_facets()->mutable_date_ranges()->add_ranges();
    range.set_start("now-100d");
    return request;
  }

  static void CompareSearches(Engine& whole, Engine& own, const search::SearchContext& context) {
    for (const char* query :
         {"", "harbour", "casas", "hauser", "Quill", "\"harbour bridge\"", "elect*", "source:ga*",
          "source:herald", "person:quill", "about:paris", "org:\"harbour trust\"", "person:zel*",
          "harbour -bridge", "lang:de OR lang:es", "date:2025", "Paris", "host:gazette.example"}) {
      v1::SearchRequest request = EverythingAbout(query);
      ASSERT_EQ(Comparable(whole.Search(request, context)), Comparable(own.Search(request, {})))
          << query;
      // A filter of the request, whose own facet is counted without it.
      request.mutable_filter()->add_sources("Herald");
      request.mutable_filter()->add_entities()->set_name("Ada Quill");
      request.mutable_filter()->add_countries("France");
      ASSERT_EQ(Comparable(whole.Search(request, context)), Comparable(own.Search(request, {})))
          << query << " with a filter";
      request.clear_filter();
      request.set_sort(v1::SORT_RELEVANCE);
      ASSERT_EQ(AllIds(whole, request, context), AllIds(own, request, {})) << query;
    }
  }

  // Of all pages, in the order of the ids: that of the hits hangs on scores.
  static std::vector<std::string> AllIds(Engine& engine, v1::SearchRequest request,
                                         const search::SearchContext& context) {
    std::vector<std::string> ids;
    do {
      const auto page = engine.Search(request, context);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const v1::Hit& hit : page->hits()) ids.push_back(hit.article().id());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    std::sort(ids.begin(), ids.end());
    return ids;
  }

  // An index of what passes, with the same commits.
  void Fill(test_support::TestIndex& own, const Restriction& restriction,
            const std::vector<v1::Article>& articles) const {
    std::vector<v1::Article> some = articles;
    std::erase_if(
        some, [&](const v1::Article& article) { return !PassesAll(article, restriction.filters); });
    if (!some.empty()) own.Add(some);
  }

  static void CompareEntities(Engine& whole, Engine& own, const search::SearchContext& context) {
    for (const Name& name : Names()) {
      v1::GetEntityRequest request;
      request.set_name(name.name);
      request.mutable_histogram()->set_with_share(true);
      ASSERT_EQ(Comparable(whole.GetEntity(request, context)),
                Comparable(own.GetEntity(request, {})))
          << name.name;
    }
    for (const char* prefix : {"q", "to", "h", "zel", "par", "o", "nobody"}) {
      v1::SuggestEntitiesRequest request;
      request.set_prefix(prefix);
      ASSERT_EQ(Comparable(whole.SuggestEntities(request, context)),
                Comparable(own.SuggestEntities(request, {})))
          << prefix;
    }
  }

  std::vector<v1::Article> articles_;
  test_support::TestIndex whole_;
};

TEST_F(RestrictedTest, AnswersAreThoseOfAnIndexThatHoldsOnlyWhatTheCallerMaySee) {
  const auto whole = OpenEngine(whole_.folder());
  for (const Restriction& restriction : Restrictions()) {
    SCOPED_TRACE(restriction.name);
    test_support::TestIndex own;
    for (int part = 0; part < 4; ++part) Fill(own, restriction, PartOf(articles_, part));
    if (restriction.name == "nothing") {  // an index without articles is one that lost them
      own.Add({articles_.front()});
      own.Delete({articles_.front().id()});
      ASSERT_TRUE(own.writer().MergeAll().ok());
    }
    const auto alone = OpenEngine(own.folder());
    Compare(*whole, *alone, ContextOf(restriction));
  }
}

TEST_F(RestrictedTest, LaterCommitsAreSeenToo) {
  const Restriction restriction = Restrictions().front();
  const auto whole = OpenEngine(whole_.folder());
  const search::SearchContext context = ContextOf(restriction);
  const std::size_t before = AllIds(*whole, EverythingAbout(""), context).size();
  Corpus corpus(7);
  std::vector<v1::Article> more;
  for (int i = 0; i < 60; ++i) more.push_back(corpus.Make(kArticles + i));
  whole_.Add(more);
  ASSERT_TRUE(*whole->Refresh());
  test_support::TestIndex own;
  for (int part = 0; part < 4; ++part) Fill(own, restriction, PartOf(articles_, part));
  Fill(own, restriction, more);
  const auto alone = OpenEngine(own.folder());
  CompareSearches(*whole, *alone, context);
  CompareEntities(*whole, *alone, context);
  EXPECT_GT(AllIds(*whole, EverythingAbout(""), context).size(), before);
}

TEST_F(RestrictedTest, DeletedArticlesAreGone) {
  const Restriction restriction = Restrictions().front();
  const auto whole = OpenEngine(whole_.folder());
  const search::SearchContext context = ContextOf(restriction);
  v1::GetArticleRequest request;
  const auto visible = std::find_if(articles_.begin(), articles_.end(), [&](const auto& one) {
    return PassesAll(one, restriction.filters);
  });
  request.set_id(visible->id());
  ASSERT_TRUE(whole->GetArticle(request, context).ok());
  whole_.Delete({visible->id()});
  ASSERT_TRUE(*whole->Refresh());
  EXPECT_TRUE(absl::IsNotFound(whole->GetArticle(request, context).status()));
}

TEST_F(RestrictedTest, AGenerationUnderALeaseIsAnsweredFromWhileArticlesGoAndSegmentsMerge) {
  const Restriction restriction = Restrictions().front();
  const auto whole = OpenEngine(whole_.folder());
  const search::SearchContext context = ContextOf(restriction);
  v1::SearchRequest request = EverythingAbout("");
  request.clear_facets();
  request.set_page_size(5);
  const std::vector<std::string> before = AllIds(*whole, request, context);
  const auto first = whole->Search(request, context);
  ASSERT_TRUE(first.ok());
  std::vector<std::string> pages;
  for (const v1::Hit& hit : first->hits()) pages.push_back(hit.article().id());

  std::vector<std::string> gone;
  for (int i = 0; i < kArticles; i += 3) gone.push_back("a" + std::to_string(i));
  whole_.Delete(gone);
  ASSERT_TRUE(*whole->Refresh());
  ASSERT_TRUE(whole_.writer().MergeAll().ok());
  ASSERT_TRUE(*whole->Refresh());

  test_support::TestIndex own;
  for (int part = 0; part < 4; ++part) Fill(own, restriction, PartOf(articles_, part));
  own.Delete(gone);
  ASSERT_TRUE(own.writer().MergeAll().ok());
  const auto alone = OpenEngine(own.folder());
  CompareSearches(*whole, *alone, context);
  CompareEntities(*whole, *alone, context);

  request.set_page_token(first->next_page_token());
  const std::vector<std::string> rest = AllIds(*whole, request, context);
  pages.insert(pages.end(), rest.begin(), rest.end());
  std::sort(pages.begin(), pages.end());
  EXPECT_EQ(pages, before);
}

TEST_F(RestrictedTest, WhatIsServedIsToldOfTheCallersArticlesAlone) {
  const auto whole = OpenEngine(whole_.folder());
  for (const Restriction& restriction : Restrictions()) {
    SCOPED_TRACE(restriction.name);
    std::uint32_t count = 0;
    for (const v1::Article& article : articles_) count += PassesAll(article, restriction.filters);
    const auto info = whole->GetIndexInfo({}, ContextOf(restriction));
    ASSERT_TRUE(info.ok()) << info.status();
    EXPECT_EQ(info->article_count(), count);
    EXPECT_EQ(info->index_id().size(), 32U);
    EXPECT_EQ(info->has_oldest_publish_time(), count > 0);
    EXPECT_EQ(info->scrub().ByteSizeLong(), 0U);
    if (restriction.name == "a language") {
      EXPECT_THAT(info->languages(), testing::ElementsAre("de"));
    }
  }
}

TEST_F(RestrictedTest, APageTokenServesOnlyTheCallerThatGotIt) {
  const auto whole = OpenEngine(whole_.folder());
  const search::SearchContext one = ContextOf(Restrictions()[0]);
  const search::SearchContext other = ContextOf(Restrictions()[1]);
  v1::SearchRequest request;
  request.set_query("harbour");
  request.set_page_size(3);
  const auto first = whole->Search(request, one);
  ASSERT_TRUE(first.ok());
  ASSERT_FALSE(first->next_page_token().empty());
  request.set_page_token(first->next_page_token());
  EXPECT_TRUE(whole->Search(request, one).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(whole->Search(request, other).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(whole->Search(request, {}).status()));
}

TEST_F(RestrictedTest, PagesOfARestrictedCallerHoldEachOfItsHitsOnce) {
  const auto whole = OpenEngine(whole_.folder());
  const Restriction restriction = Restrictions().front();
  const search::SearchContext context = ContextOf(restriction);
  v1::SearchRequest request;
  request.set_query("harbour OR bridge OR storm");
  request.set_page_size(7);
  std::vector<std::string> ids;
  do {
    const auto page = whole->Search(request, context);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Hit& hit : page->hits()) ids.push_back(hit.article().id());
    request.set_page_token(page->next_page_token());
    if (request.page_token().empty()) {
      EXPECT_EQ(ids.size(), page->total().value());
    }
  } while (!request.page_token().empty());
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::unique(ids.begin(), ids.end()), ids.end());
}

TEST_F(RestrictedTest, ACallerGetsAtMostItsHitsPerPage) {
  const auto whole = OpenEngine(whole_.folder());
  search::SearchContext context;
  auto scope = std::make_shared<search::CallerScope>();
  scope->hits_per_page = 5;
  context.scope = scope;
  v1::SearchRequest request;
  for (const auto& [asked, got] : {std::pair{100, 5}, {0, 5}, {3, 3}}) {
    request.set_page_size(asked);
    EXPECT_EQ(whole->Search(request, context)->hits_size(), got) << asked;
  }
}

TEST_F(RestrictedTest, AnEstimateDoesNotTellWhatCannotBeSeen) {
  const auto whole = OpenEngine(whole_.folder());
  v1::SearchRequest request;
  request.set_query("harbour");
  request.set_count_mode(v1::COUNT_MODE_ESTIMATE);
  const auto answer = whole->Search(request, ContextOf(Restrictions().front()));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->total().relation(), v1::COUNT_RELATION_EXACT);
}

}  // namespace
}  // namespace dateline::engine
