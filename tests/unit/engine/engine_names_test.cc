// SPDX-License-Identifier: GPL-3.0-or-later
// Filters on names, what they narrow, what facets count beside them, and what a hit shows of names.
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/article/entity_mentions.h"
#include "core/errors/errors.h"
#include "tests/unit/engine/engine_fixture.h"

namespace dateline::engine {
namespace {

using Finder = std::map<std::string, article::Article>;  // by id

// Entities as the indexer leaves them.
class FinderAnnotator : public article::ArticleAnnotator {
 public:
  explicit FinderAnnotator(const Finder& finder) : finder_(finder) {}
  void Annotate(article::Article& article) override { article = finder_.at(article.id()); }

 private:
  const Finder& finder_;
};

writer::WriterOptions Annotating(const Finder& finder) {
  writer::WriterOptions options;
  options.make_annotator = [&finder] { return std::make_unique<FinderAnnotator>(finder); };
  return options;
}

struct Named {
  v1::EntityType type;
  std::string name;
  std::string country{};
  float salience = 5;
};

constexpr v1::EntityType kPerson = v1::ENTITY_TYPE_PERSON;
constexpr v1::EntityType kPlace = v1::ENTITY_TYPE_PLACE;
constexpr v1::EntityType kOrganisation = v1::ENTITY_TYPE_ORGANISATION;

class NamesTest : public EngineTest {
 protected:
  NamesTest() : NamesTest(std::make_unique<Finder>()) {}

  // An article with a mention wherever headline or body have one of the names.
  void Add(article::Article article, const std::vector<Named>& names) {
    for (const Named& named : names) {
      v1::Entity& entity = *article.add_entities();
      entity.set_type(named.type);
      entity.set_name(named.name);
      entity.set_country(named.country);
      entity.set_salience(named.salience);
      article::MentionPacker mentions(entity, 8);
      for (const bool headline : {true, false}) {
        const std::string& text = headline ? article.headline() : article.body();
        for (std::size_t at = text.find(named.name); at != std::string::npos;
             at = text.find(named.name, at + 1)) {
          mentions.Add(headline, static_cast<std::uint32_t>(at),
                       static_cast<std::uint32_t>(at + named.name.size()));
        }
      }
    }
    (*finder_)[article.id()] = article;
    index_.Add({article});
  }

  void Add(const std::string& id, const std::vector<Named>& names) {
    Add(test_support::MakeArticle(id, "headline", "words"), names);
  }

  static void Select(v1::SearchRequest& request, v1::EntityType type, const std::string& name) {
    v1::Entity& entity = *request.mutable_filter()->add_entities();
    entity.set_type(type);
    entity.set_name(name);
  }

  std::uint32_t Total(const v1::SearchRequest& request) {
    const auto response = Search(request, {});
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->total().value() : 0;
  }

  // "name=count name*=count ..."; a star marks what is selected.
  std::string Facet(v1::SearchRequest request, const std::string& field) {
    request.add_facets()->mutable_terms()->set_field(field);
    const auto response = Search(request, {});
    EXPECT_TRUE(response.ok()) << response.status();
    std::string shown;
    if (!response.ok()) return shown;
    for (const auto& bucket : response->facets(0).buckets()) {
      shown += (shown.empty() ? "" : " ") + bucket.key() + (bucket.selected() ? "*=" : "=") +
               std::to_string(bucket.count());
    }
    return shown;
  }

  // Headline and snippets with [what is marked].
  std::vector<std::string> Marked(v1::SearchRequest request) {
    if (!request.has_snippets()) request.mutable_snippets()->set_size(60);
    const auto response = Search(request, {});
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> shown;
    if (!response.ok()) return shown;
    for (const v1::Hit& hit : response->hits()) {
      shown.push_back(Mark(hit.article().headline(), hit.headline_spans()));
      for (const v1::Snippet& snippet : hit.snippets()) {
        shown.push_back(Mark(snippet.text(), snippet.spans()));
      }
    }
    return shown;
  }

  static std::string Mark(const std::string& text,
                          const google::protobuf::RepeatedPtrField<v1::Span>& spans) {
    std::string marked;
    std::size_t at = 0;
    for (const v1::Span& span : spans) {
      marked += text.substr(at, span.start() - at) + "[" +
                text.substr(span.start(), span.end() - span.start()) + "]";
      at = span.end();
    }
    return marked + text.substr(at);
  }

 private:
  explicit NamesTest(std::unique_ptr<Finder> finder)
      : EngineTest(Annotating(*finder)), finder_(std::move(finder)) {}

  std::unique_ptr<Finder> finder_;  // read by the writer's threads while Add waits for them
};

TEST_F(NamesTest, FieldsNarrowEachOtherAndValuesOfOneAreAlternatives) {
  Add("both", {{kPerson, "Ben Bernanke"}, {kPlace, "Iraq"}});
  Add("person", {{kPerson, "Ben Bernanke"}, {kPlace, "China"}});
  Add("place", {{kPlace, "Iraq"}, {kPerson, "Ada Quill"}});
  Add("bank", {{kOrganisation, "Fed"}, {kPerson, "Ada Quill"}, {kPlace, "Iraq"}});
  v1::SearchRequest request;
  Select(request, kPerson, "Ben Bernanke");
  EXPECT_EQ(Total(request), 2U);
  Select(request, kPlace, "Iraq");
  EXPECT_EQ(Total(request), 1U);
  EXPECT_EQ(Ids(request), Ids(Request("person:\"Ben Bernanke\" AND place:Iraq")));
  Select(request, kPerson, "Ada Quill");
  EXPECT_EQ(Total(request), 3U);
  Select(request, kOrganisation, "Fed");
  EXPECT_EQ(Ids(request), Order{"bank"});
  // Those without a type are a field of their own, of values of any type.
  v1::SearchRequest any;
  Select(any, v1::ENTITY_TYPE_UNSPECIFIED, "Fed");
  Select(any, v1::ENTITY_TYPE_UNSPECIFIED, "China");
  EXPECT_EQ(Total(any), 2U);
  Select(any, kPlace, "Iraq");
  EXPECT_EQ(Ids(any), Order{"bank"});
  // The same of what articles are about.
  v1::SearchRequest about;
  *about.mutable_filter()->mutable_about() = request.filter().entities();
  EXPECT_EQ(Ids(about), Order{"bank"});
}

TEST_F(NamesTest, AFacetIsCountedWithoutItsOwnSelectionAndWithTheOthers) {
  Add("both", {{kPerson, "Ben Bernanke"}, {kPlace, "Iraq"}});
  Add("person", {{kPerson, "Ben Bernanke"}, {kPlace, "China"}});
  Add("place", {{kPlace, "Iraq"}, {kPerson, "Ada Quill"}});
  v1::SearchRequest request;
  Select(request, kPerson, "Ben Bernanke");
  Select(request, kPlace, "Iraq");
  EXPECT_EQ(Facet(request, "person"), "Ada Quill=1 Ben Bernanke*=1");
  EXPECT_EQ(Facet(request, "place"), "China=1 Iraq*=1");
  EXPECT_EQ(Facet(request, "entity"), "Ada Quill=1 Ben Bernanke*=1 China=1 Iraq*=1");
  EXPECT_EQ(Facet(request, "org"), "");
  // Without a type, a name is of the type that it means.
  v1::SearchRequest untyped;
  untyped.mutable_filter()->add_about()->set_name("Bernanke");
  EXPECT_EQ(Facet(untyped, "place"), "China=1 Iraq=1");
  EXPECT_EQ(Facet(untyped, "person"), "Ben Bernanke*=2 Ada Quill=1");
}

TEST_F(NamesTest, AllValuesOfAFieldAreAskedForByItsName) {
  Add("both", {{kPerson, "Ada Quill"}, {kPerson, "Ben Bernanke"}});
  Add("ada", {{kPerson, "Ada Quill"}, {kPlace, "Iraq"}});
  Add("ben", {{kPerson, "Ben Bernanke"}, {kPlace, "Iraq"}});
  v1::SearchRequest request;
  Select(request, kPerson, "Ada Quill");
  Select(request, kPerson, "Ben Bernanke");
  EXPECT_EQ(Total(request), 3U);
  request.mutable_filter()->add_all("place");
  EXPECT_EQ(Total(request), 3U);
  request.mutable_filter()->add_all("person");
  EXPECT_EQ(Ids(request), Order{"both"});
  EXPECT_EQ(Facet(request, "person"), "Ada Quill*=1 Ben Bernanke*=1");
  v1::SearchRequest about;
  *about.mutable_filter()->mutable_about() = request.filter().entities();
  about.mutable_filter()->add_all("about");
  EXPECT_EQ(Ids(about), Order{"both"});
  article::Article two = test_support::MakeArticle("two", "A", "x");
  two.add_authors("Ann Roe");
  two.add_authors("Tom Reed");
  article::Article one = test_support::MakeArticle("one", "A", "x");
  one.add_authors("Ann Roe");
  Add(two, {});
  Add(one, {});
  ASSERT_TRUE(*engine().Refresh());
  v1::SearchRequest authors;
  authors.mutable_filter()->add_authors("ann roe");
  authors.mutable_filter()->add_authors("tom reed");
  EXPECT_EQ(Total(authors), 2U);
  authors.mutable_filter()->add_all("author");
  EXPECT_EQ(Ids(authors), Order{"two"});
  for (const char* name : {"source", "people", ""}) {
    v1::SearchRequest wrong;
    wrong.mutable_filter()->add_all(name);
    EXPECT_EQ(errors::ReasonOf(Search(wrong, {}).status()), v1::ERROR_REASON_INVALID_FILTER);
  }
  authors.mutable_filter()->mutable_exclude()->add_all("author");
  EXPECT_EQ(errors::ReasonOf(Search(authors, {}).status()), v1::ERROR_REASON_INVALID_FILTER);
}

TEST_F(NamesTest, AHitByANameShowsWhereTheTextNamesIt) {
  const std::string body =
      "The market opened late that day. Nothing moved for hours. Later the board met. The bank is "
      "led by Ben Bernanke since spring. He said nothing of Iraq.";
  Add(test_support::MakeArticle("a", "Ben Bernanke speaks", body),
      {{kPerson, "Ben Bernanke"}, {kPlace, "Iraq", "Iraq"}});
  const std::vector<std::string> person = {"[Ben Bernanke] speaks",
                                           "The bank is led by [Ben Bernanke] since spring."};
  for (const char* query : {"person:\"Ben Bernanke\"", "about:bernanke", "entity:bernanke",
                            "person:ben*", "person:bernanke -person:quill"}) {
    EXPECT_EQ(Marked(Request(query)), person) << query;
  }
  v1::SearchRequest request;
  Select(request, kPerson, "Ben Bernanke");
  EXPECT_EQ(Marked(request), person);
  v1::SearchRequest about;
  about.mutable_filter()->add_about()->set_name("bernanke");
  EXPECT_EQ(Marked(about), person);
  v1::SearchRequest country;
  country.mutable_filter()->add_countries("iraq");
  EXPECT_EQ(Marked(country)[1], "He said nothing of [Iraq].");
  EXPECT_EQ(Marked(Request("spring -person:quill"))[0], "Ben Bernanke speaks");
  v1::SearchRequest both = Request("spring");
  Select(both, kPerson, "Ben Bernanke");
  EXPECT_EQ(Marked(both)[1], "The bank is led by [Ben Bernanke] since [spring].");
  request.mutable_snippets()->set_html(true);
  const auto response = Search(request, {});
  EXPECT_EQ(response->hits(0).headline_html(), "<mark>Ben Bernanke</mark> speaks");
}

TEST_F(NamesTest, SnippetsComeTheBestFirstWithTheirPlacesInTheBody) {
  std::string body = "\xF0\x9F\x98\x80 A word of Iraq. ";
  for (int i = 0; i < 30; ++i) body += "Nothing of note was said there. ";
  body += "Then Ben Bernanke flew to Iraq. ";
  for (int i = 0; i < 30; ++i) body += "Nothing of note was said there. ";
  Add(test_support::MakeArticle("a", "A", body), {{kPerson, "Ben Bernanke"}, {kPlace, "Iraq"}});
  v1::SearchRequest request = Request("person:bernanke OR place:iraq");
  request.mutable_snippets()->set_count(2);
  request.mutable_snippets()->set_size(40);
  const auto response = Search(request, {});
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->hits(0).snippets_size(), 2);
  const v1::Snippet& best = response->hits(0).snippets(0);
  EXPECT_EQ(best.text(), "Then Ben Bernanke flew to Iraq.");
  EXPECT_EQ(body.substr(best.body_offset(), best.text().size()), best.text());
  EXPECT_EQ(best.body_utf16_offset(), best.body_offset() - 2);  // the emoji: 4 bytes, 2 units
  EXPECT_EQ(response->hits(0).snippets(1).body_utf16_offset(), 0U);
}

TEST_F(NamesTest, AnArticleIsGivenWithWhatQueryAndFilterMark) {
  std::string body = "The bridge. ";
  while (body.size() < 100'000) body += "Nothing of note. ";
  body += "Ben Bernanke crossed \xF0\x9F\x98\x80 the bridges.";
  Add(test_support::MakeArticle("a", "A bridge <b>", body), {{kPerson, "Ben Bernanke"}});
  v1::GetArticleRequest request;
  request.set_id("a");
  EXPECT_EQ(GetArticle(request)->body_spans_size(), 0);
  request.set_query("bridge -nothing");
  auto response = GetArticle(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(Mark("A bridge <b>", response->headline_spans()), "A [bridge] <b>");
  ASSERT_EQ(response->body_spans_size(), 2);
  const v1::Span& last = response->body_spans(1);
  EXPECT_EQ(body.substr(last.start(), last.end() - last.start()), "bridges");
  EXPECT_EQ(last.utf16_start(), last.start() - 2);
  EXPECT_TRUE(response->body_html().empty());
  v1::Entity& entity = *request.mutable_filter()->add_entities();
  entity.set_name("bernanke");
  entity.set_type(kPerson);
  request.set_html(true);
  response = GetArticle(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->body_spans_size(), 3);
  EXPECT_EQ(response->headline_html(), "A <mark>bridge</mark> &lt;b&gt;");
  EXPECT_TRUE(response->body_html().ends_with(
      "<mark>Ben Bernanke</mark> crossed \xF0\x9F\x98\x80 the <mark>bridges</mark>."));
  request.set_query("absent");  // it need not match
  EXPECT_EQ(GetArticle(request)->body_spans_size(), 1);
  request.set_language("nope");
  EXPECT_EQ(errors::ReasonOf(GetArticle(request).status()), v1::ERROR_REASON_UNKNOWN_LANGUAGE);
}

TEST_F(NamesTest, ACountryHasManyNames) {
  Add("us", {{kPlace, "Ohio", "United States"}});
  Add("given", {{kPlace, "Texas", "USA"}});
  Add("uk", {{kPlace, "Leeds", "United Kingdom"}});
  Add("nl", {{kPlace, "Delft", "Netherlands"}});
  Add("mm", {{kPlace, "Yangon", "Myanmar"}});
  Add("ae", {{kPlace, "Dubai", "United Arab Emirates"}});
  const std::vector<std::pair<std::vector<const char*>, std::size_t>> cases = {
      {{"USA", "US", "U.S.", "America", "the United States", "Vereinigte Staaten"}, 2},
      {{"UK", "Britain", "Great Britain", "England", "Scotland", "GB", "Royaume-Uni"}, 1},
      {{"Holland", "The Netherlands", "Niederlande"}, 1},
      {{"Burma"}, 1},
      {{"UAE", "Emirates"}, 1},
      {{"France", "Atlantis"}, 0}};
  for (const auto& [names, found] : cases) {
    for (const std::string name : names) {
      EXPECT_EQ(Ids(Request("country:\"" + name + "\"")).size(), found) << name;
      v1::SearchRequest request;
      request.mutable_filter()->add_countries(name);
      EXPECT_EQ(Ids(request).size(), found) << name;
    }
  }
  v1::SearchRequest request;
  request.mutable_filter()->add_countries("England");
  EXPECT_EQ(Facet(request, "country"),
            "Myanmar=1 Netherlands=1 USA=1 United Arab Emirates=1 United Kingdom*=1 "
            "United States=1");
}

TEST_F(NamesTest, AValueThatNoArticleHasIsTold) {
  article::Article article = test_support::MakeArticle("a", "A", "x", "", "Gazette");
  article.add_authors("Ann Roe");
  Add(article, {{kPerson, "Ada Quill"}, {kPlace, "Paris", "France"}});
  for (const char* known : {"source:gazette", "author:\"ANN ROE\"", "person:quill", "about:paris",
                            "country:france", "lang:en", "id:nobody", "x"}) {
    EXPECT_EQ(Search(Request(known), {})->diagnostics().readings_size(), 0) << known;
  }
  for (const std::string query : {"source:herald", "author:herald", "person:herald", "about:herald",
                                  "country:herald", "lang:de", "x -source:herald"}) {
    const auto response = Search(Request(query), {});
    ASSERT_TRUE(response.ok()) << response.status();
    ASSERT_EQ(response->diagnostics().readings_size(), 1) << query;
    const v1::Reading& reading = response->diagnostics().readings(0);
    EXPECT_EQ(reading.code(), v1::READING_CODE_UNKNOWN_VALUE);
    EXPECT_EQ(query.substr(reading.start(), reading.end() - reading.start()),
              query.substr(query.find(':') + 1));
  }
  v1::SearchRequest request = Request("x");
  request.mutable_filter()->add_sources("gazette");
  Select(request, kPerson, "Ada Quill");
  EXPECT_EQ(Search(request, {})->diagnostics().warnings_size(), 0);
  request.mutable_filter()->add_sources("herald");
  Select(request, kPlace, "Ada Quill");
  request.mutable_filter()->mutable_exclude()->add_countries("Atlantis");
  const auto response = Search(request, {});
  const auto& warnings = response->diagnostics().warnings();
  ASSERT_EQ(warnings.size(), 3);
  EXPECT_EQ(warnings[0], "filter: no article has source 'herald'");
  EXPECT_EQ(warnings[1], "filter: no article has place 'Ada Quill'");
  EXPECT_EQ(warnings[2], "filter: no article has country 'Atlantis'");
}

TEST_F(NamesTest, EveryValueThatAFacetReturnsIsAcceptedByFilterAndQuery) {
  article::Article article = test_support::MakeArticle("a", "A", "x", "", "The \u00c9cho & Co.");
  article.set_section("A/B: news");
  article.add_authors("Ann O'Roe-Smith, Jr.");
  article.set_url("https://www.Gazette.example/a");
  Add(article, {{kPerson, "Volodymyr Zelensky"},
                {kOrganisation, "AT&T"},
                {kPlace, "Saint-Denis", "C\u00f4te d\u2019Ivoire"},
                {v1::ENTITY_TYPE_OTHER, "World Cup"}});
  for (const std::string field : {"source", "section", "author", "lang", "host", "person", "org",
                                  "place", "other", "entity", "country"}) {
    v1::SearchRequest request;
    request.add_facets()->mutable_terms()->set_field(field);
    const auto counted = Search(request, {});
    ASSERT_TRUE(counted.ok()) << counted.status();
    ASSERT_GT(counted->facets(0).buckets_size(), 0) << field;
    for (const v1::FacetBucket& bucket : counted->facets(0).buckets()) {
      EXPECT_EQ(Ids(Request(field + ":\"" + bucket.key() + "\"")), Order{"a"}) << bucket.key();
      v1::SearchRequest filtered;
      v1::Filter& filter = *filtered.mutable_filter();
      if (field == "source") filter.add_sources(bucket.key());
      if (field == "section") filter.add_sections(bucket.key());
      if (field == "author") filter.add_authors(bucket.key());
      if (field == "lang") filter.add_languages(bucket.key());
      if (field == "host") filter.add_hosts(bucket.key());
      if (field == "country") filter.add_countries(bucket.key());
      if (filter.ByteSizeLong() == 0) Select(filtered, bucket.entity_type(), bucket.key());
      const auto response = Search(filtered, {});
      ASSERT_TRUE(response.ok()) << response.status();
      EXPECT_EQ(response->total().value(), 1U) << field << " " << bucket.key();
      EXPECT_EQ(response->diagnostics().warnings_size(), 0);
      EXPECT_NE(Facet(filtered, field).find(bucket.key() + "*=1"), std::string::npos) << field;
    }
  }
}

TEST_F(NamesTest, AFacetSearchesInsideItsValues) {
  for (const auto& [id, author] :
       std::vector<std::pair<const char*, const char*>>{{"1", "Ann Smith"},
                                                        {"2", "Ann Smith"},
                                                        {"3", "Bo Sm\u00edthers"},
                                                        {"4", "Cy Blacksmith"},
                                                        {"5", "smith and co"},
                                                        {"6", "Dee Lund"},
                                                        {"7", "Dee Lund"},
                                                        {"8", "Dee Lund"}}) {
    article::Article article = test_support::MakeArticle(id, "A", "x");
    article.add_authors(author);
    Add(article, {{kPerson, author}});
  }
  for (const std::string field : {"author", "person"}) {
    v1::SearchRequest request;
    v1::TermsFacet& terms = *request.add_facets()->mutable_terms();
    terms.set_field(field);
    const auto count = [&] {
      const auto response = Search(request, {});
      EXPECT_TRUE(response.ok()) << response.status();
      const v1::FacetResult& facet = response->facets(0);
      std::string shown;
      for (const auto& bucket : facet.buckets()) shown += bucket.key() + ", ";
      return shown + std::to_string(facet.other_count()) + "/" +
             std::to_string(facet.distinct_count()) + "/" + std::to_string(facet.missing_count());
    };
    terms.set_contains("SMITH");
    EXPECT_EQ(count(), "Ann Smith, Bo Sm\u00edthers, Cy Blacksmith, smith and co, 0/4/0") << field;
    terms.set_max_buckets(1);
    EXPECT_EQ(count(), "Ann Smith, 3/4/0");
    terms.set_order(v1::TERMS_ORDER_KEY);
    terms.set_max_buckets(3);
    terms.clear_contains();
    EXPECT_EQ(count(), "Ann Smith, Bo Sm\u00edthers, Cy Blacksmith, 4/5/0");
    terms.set_min_count(2);
    EXPECT_EQ(count(), "Ann Smith, Dee Lund, 0/2/0");
    terms.clear_min_count();
    terms.set_prefix("smith");
    EXPECT_EQ(count(), "smith and co, 0/1/0");
    terms.set_prefix("  ");
    EXPECT_EQ(errors::ReasonOf(Search(request, {}).status()), v1::ERROR_REASON_INVALID_FACET);
    terms.clear_prefix();
    terms.set_min_count(-1);
    EXPECT_EQ(errors::ReasonOf(Search(request, {}).status()), v1::ERROR_REASON_INVALID_FACET);
  }
  v1::SearchRequest selected;
  selected.mutable_filter()->add_authors("Bo Smithers");
  v1::TermsFacet& terms = *selected.add_facets()->mutable_terms();
  terms.set_field("author");
  terms.set_min_count(2);
  const auto response = Search(selected, {});
  EXPECT_EQ(response->facets(0).buckets_size(), 3);  // what is selected needs no articles
}

TEST_F(NamesTest, AboutSortsBySalience) {
  Add(test_support::MakeArticle("lower", "A", "x", "2020-01-01"),
      {{kPerson, "Ben Bernanke", "", 6}, {kPerson, "Ada Quill", "", 4}});
  Add(test_support::MakeArticle("top", "A", "x", "2001-01-01"), {{kPerson, "Ada Quill", "", 9}});
  Add(test_support::MakeArticle("only", "A", "x", "2010-01-01"), {{kPerson, "Ada Quill", "", 5}});
  auto response = Search(Request("about:\"Ada Quill\""), {});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->sort_used(), v1::SORT_RELEVANCE);
  EXPECT_EQ(Ids(Request("about:\"Ada Quill\"")), (Order{"top", "only", "lower"}));
  EXPECT_EQ(Ids(Request("about:\"Ada Quill\" date:2005..")), (Order{"only", "lower"}));
  EXPECT_EQ(response->total().value(), 3U);
  EXPECT_GT(response->hits(0).score(), response->hits(1).score());
  EXPECT_EQ(Ids(Request("person:\"Ada Quill\"")), (Order{"lower", "only", "top"}));
  v1::SearchRequest newest = Request("about:\"Ada Quill\"");
  newest.set_sort(v1::SORT_NEWEST);
  EXPECT_EQ(Ids(newest), (Order{"lower", "only", "top"}));
}

}  // namespace
}  // namespace dateline::engine
