// SPDX-License-Identifier: GPL-3.0-or-later
// Entities through the whole engine: queries, filters, facets, hits, choices and their own calls.
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <utility>

#include "core/article/entity_mentions.h"
#include "core/errors/errors.h"
#include "server/engine/entity_calls.h"
#include "tests/unit/engine/engine_fixture.h"

namespace dateline::engine {
namespace {

struct Named {
  std::string name;
  v1::EntityType type = v1::ENTITY_TYPE_PERSON;
  std::string country{};
};

Named Place(const std::string& name, const std::string& country) {
  return {name, v1::ENTITY_TYPE_PLACE, country};
}

article::Article Mentioning(const std::string& id, const std::vector<Named>& names,
                            const std::string& published = "") {
  article::Article article = test_support::MakeArticle(id, "headline", "words", published);
  for (const Named& named : names) {
    v1::Entity& entity = *article.add_entities();
    entity.set_name(named.name);
    entity.set_type(named.type);
    entity.set_country(named.country);
  }
  return article;
}

// Entities as the indexer leaves them, with everything that publishers cannot say themselves.
using Finder = std::map<std::string, article::Article>;  // by id

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

class EntitiesTest : public EngineTest {
 protected:
  EntitiesTest() : EntitiesTest(std::make_unique<Finder>()) {}

  void Add(const std::vector<article::Article>& articles) {
    for (const article::Article& article : articles) (*finder_)[article.id()] = article;
    index_.Add(articles);
  }

  // `count` articles that mention the same.
  void AddMany(const std::string& id, int count, const std::vector<Named>& names) {
    std::vector<article::Article> articles;
    for (int i = 0; i < count; ++i) articles.push_back(Mentioning(id + std::to_string(i), names));
    Add(articles);
  }

  std::uint32_t Total(const std::string& query) { return Total(Request(query)); }
  std::uint32_t Total(const v1::SearchRequest& request) {
    const auto response = Search(request, {});
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->total().value() : 0;
  }

  v1::FacetResult Facet(v1::SearchRequest request, const std::string& field) {
    request.add_facets()->mutable_terms()->set_field(field);
    const auto response = Search(request, {});
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->facets(0) : v1::FacetResult();
  }

  v1::GetEntityResponse Entity(const v1::GetEntityRequest& request) {
    const auto response = GetEntity(request, {});
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::GetEntityResponse();
  }
  v1::GetEntityResponse Entity(const std::string& name) {
    v1::GetEntityRequest request;
    request.set_name(name);
    return Entity(request);
  }

  std::vector<std::string> Suggest(const std::string& prefix,
                                   const std::vector<v1::EntityType>& types = {}) {
    v1::SuggestEntitiesRequest request;
    request.set_prefix(prefix);
    for (const auto type : types) request.add_types(type);
    const auto response = SuggestEntities(request);
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> names;
    if (!response.ok()) return names;
    for (const auto& entity : response->entities()) names.push_back(entity.name());
    return names;
  }

 private:
  explicit EntitiesTest(std::unique_ptr<Finder> finder)
      : EngineTest(Annotating(*finder)), finder_(std::move(finder)) {}

  std::unique_ptr<Finder> finder_;  // read by the writer's threads while Add waits for them
};

TEST_F(EntitiesTest, AnySpellingFindsAllSpellings) {
  AddMany("a", 6, {{"Volodymyr Zelensky"}});
  AddMany("b", 2, {{"Volodymyr Zelenskyy"}});
  AddMany("c", 1, {{"Volodymyr Zelenskiy"}});
  AddMany("d", 1, {{"Vladimir Putin"}});
  for (const char* name : {"Volodymyr Zelensky", "VOLODYMYR ZELENSKYY", "Volodymyr Selenskyj",
                           "zelensky", "Zelenskiy"}) {
    const bool known = std::string(name) != "Volodymyr Selenskyj";
    EXPECT_EQ(Total(std::string("person:\"") + name + "\""), known ? 9U : 0U) << name;
    EXPECT_EQ(Total(std::string("entity:\"") + name + "\""), known ? 9U : 0U) << name;
    EXPECT_EQ(Total(std::string("org:\"") + name + "\""), 0U) << name;
    v1::SearchRequest request;
    request.mutable_filter()->add_entities()->set_name(name);
    EXPECT_EQ(Total(request), known ? 9U : 0U) << name;
    request.mutable_filter()->mutable_exclude()->add_entities()->set_name(name);
    EXPECT_EQ(Total(request), 0U) << name;
  }
  EXPECT_EQ(Total("person:volod*"), 9U);
  EXPECT_EQ(Total("-person:Zelenskiy"), 1U);
}

TEST_F(EntitiesTest, AnIdOfThePublisherFindsExactlyItsArticles) {
  const auto with_id = [](const std::string& article, const char* name, const char* id) {
    article::Article made = Mentioning(article, {{name}});
    made.mutable_entities(0)->set_id(id);
    return made;
  };
  Add({with_id("a", "George Bush", "Q207"), with_id("b", "George Bush", "Q23505"),
       with_id("c", "G. W. Bush", "Q207"), Mentioning("d", {{"George Bush"}})});
  EXPECT_EQ(Total("entity_id:Q207"), 2U);
  EXPECT_EQ(Total("entity_id:q207 -entity_id:Q23505"), 2U);
  EXPECT_EQ(Total("entity_id:Q20"), 0U);
  v1::SearchRequest request;
  request.mutable_filter()->add_entities()->set_id("Q207");
  EXPECT_EQ(Total(request), 2U);
  request.mutable_filter()->mutable_entities(0)->set_name("George Bush");
  EXPECT_EQ(Total(request), 2U);
  request.mutable_filter()->add_entities()->set_id("Q23505");
  EXPECT_EQ(Total(request), 3U);
}

TEST_F(EntitiesTest, ASurnameOfSeveralPeopleFindsThemAllInAQueryAndStaysApartInAFilter) {
  AddMany("a", 4, {{"Colin Powell"}});
  AddMany("b", 3, {{"Jerome Powell"}});
  AddMany("c", 2, {{"Powell"}});
  EXPECT_EQ(Total("person:powell"), 9U);
  v1::SearchRequest request;
  request.mutable_filter()->add_entities()->set_name("Powell");
  EXPECT_EQ(Total(request), 2U);
}

TEST_F(EntitiesTest, AboutMeansSalient) {
  article::Article mentioned = Mentioning("mentioned", {{"Angela Merkel"}});
  mentioned.mutable_entities(0)->set_origin(v1::ENTITY_ORIGIN_DETECTED);
  mentioned.mutable_entities(0)->set_salience(1);
  Add({mentioned, Mentioning("about", {{"Angela Merkel"}})});
  EXPECT_EQ(Total("person:\"Angela Merkel\""), 2U);
  EXPECT_EQ(Ids(Request("about:\"Angela Merkel\"")), Order{"about"});
  EXPECT_EQ(Ids(Request("about:angela*")), Order{"about"});
  EXPECT_EQ(Ids(Request("-about:merkel")), Order{"mentioned"});
  v1::SearchRequest request;
  request.mutable_filter()->add_about()->set_name("Angela Merkel");
  EXPECT_EQ(Ids(request), Order{"about"});
  EXPECT_EQ(Facet(Request(""), "person").buckets(0).count(), 1U);
}

TEST_F(EntitiesTest, PlacesAreFoundAndCountedByCountry) {
  Add({Mentioning("a", {Place("Lyon", "France"), Place("Paris", "France")}),
       Mentioning("b", {Place("United States", "United States")}),
       Mentioning("c", {Place("Paris", "France")})});
  EXPECT_EQ(Total("country:france"), 2U);
  v1::SearchRequest request;
  request.mutable_filter()->add_countries("France");
  EXPECT_EQ(Total(request), 2U);
  const v1::FacetResult facet = Facet(Request(""), "country");
  ASSERT_EQ(facet.buckets_size(), 2);
  EXPECT_EQ(facet.buckets(0).key(), "France");
  EXPECT_EQ(facet.buckets(0).count(), 2U);
  EXPECT_EQ(Facet(Request(""), "place").buckets(0).country(), "France");
}

TEST_F(EntitiesTest, ACountryIsFilteredAndMarkedBySpellings) {
  article::Article article = Mentioning("a", {Place("United States", "United States")});
  article.mutable_entities(0)->add_spellings("USA");
  Add({article, Mentioning("b", {Place("Lyon", "France")})});
  v1::SearchRequest request = Request("");
  request.mutable_filter()->add_countries("usa");
  EXPECT_EQ(Total(request), 1U);
  const v1::FacetResult facet = Facet(request, "country");
  ASSERT_EQ(facet.buckets_size(), 2);
  for (const v1::FacetBucket& bucket : facet.buckets()) {
    EXPECT_EQ(bucket.selected(), bucket.key() == "United States") << bucket.key();
  }
  request.set_query("nowhere");
  EXPECT_EQ(Facet(request, "country").buckets(0).key(), "United States");
}

TEST_F(EntitiesTest, AFacetHasOneBucketForOnePersonAndCountsAnArticleOnce) {
  AddMany("a", 6, {{"Volodymyr Zelensky"}, {"NATO", v1::ENTITY_TYPE_ORGANISATION}});
  AddMany("b", 2, {{"Volodymyr Zelenskyy"}, {"Volodymyr Zelenskiy"}});
  const v1::FacetResult people = Facet(Request(""), "person");
  ASSERT_EQ(people.buckets_size(), 1);
  EXPECT_EQ(people.buckets(0).key(), "Volodymyr Zelensky");
  EXPECT_EQ(people.buckets(0).count(), 8U);
  EXPECT_EQ(people.missing_count(), 0U);
  const v1::FacetResult all = Facet(Request(""), "entity");
  ASSERT_EQ(all.buckets_size(), 2);
  EXPECT_EQ(all.buckets(1).entity_type(), v1::ENTITY_TYPE_ORGANISATION);
}

TEST_F(EntitiesTest, ASelectedSpellingMarksItsPerson) {
  AddMany("a", 6, {{"Volodymyr Zelensky"}});
  AddMany("b", 2, {{"Vladimir Putin"}});
  v1::SearchRequest request;
  request.mutable_filter()->add_about()->set_name("ZELENSKYY");
  const v1::FacetResult facet = Facet(request, "person");
  ASSERT_EQ(facet.buckets_size(), 2);
  EXPECT_TRUE(facet.buckets(0).selected());
  EXPECT_FALSE(facet.buckets(1).selected());
}

TEST_F(EntitiesTest, AHitShowsItsMostSalientEntitiesWithTheirMentions) {
  article::Article article = test_support::MakeArticle("a", "\xF0\x9F\x98\x80 Rome",
                                                       "In Rome, \xC3\xA9t\xC3\xA9 in Oslo.");
  for (const char* name : {"Oslo", "Rome"}) {
    v1::Entity& entity = *article.add_entities();
    entity.set_name(name);
    entity.set_type(v1::ENTITY_TYPE_PLACE);
    entity.set_origin(v1::ENTITY_ORIGIN_DETECTED);
    entity.set_salience(name[0] == 'R' ? 5 : 2);
    article::MentionPacker mentions(entity, 2);
    if (name[0] == 'R') mentions.Add(true, 5, 900);  // damaged: cut to the text
    const auto at = static_cast<std::uint32_t>(article.body().find(name));
    mentions.Add(false, at, at + 4);
  }
  Add({article});
  v1::SearchRequest request = Request("rome");
  request.set_view(v1::ARTICLE_VIEW_IDS);
  request.mutable_entities()->set_mentions(true);
  auto response = Search(request, {});
  ASSERT_TRUE(response.ok()) << response.status();
  const article::Article& shown = response->hits(0).article();
  EXPECT_TRUE(shown.headline().empty());
  ASSERT_EQ(shown.entities_size(), 2);
  EXPECT_EQ(shown.entities(0).name(), "Rome");
  EXPECT_TRUE(shown.entities(0).mentions(0).in_headline());
  EXPECT_EQ(shown.entities(0).mentions(0).utf16_start(), 3U);
  EXPECT_EQ(shown.entities(0).mentions(0).utf16_end(), 7U);
  EXPECT_EQ(shown.entities(0).mentions(1).start(), 3U);
  EXPECT_EQ(shown.entities(1).mentions(0).utf16_start(), 16U);
  request.mutable_entities()->set_mentions(false);
  request.mutable_entities()->set_max_entities(1);
  response = Search(request, {});
  ASSERT_EQ(response->hits(0).article().entities_size(), 1);
  EXPECT_EQ(response->hits(0).article().entities(0).mentions_size(), 0);
  request.mutable_entities()->set_max_entities(-1);
  EXPECT_EQ(Search(request, {}).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(EntitiesTest, AWordThatNamesSeveralOffersThem) {
  AddMany("a", 4, {{"Colin Powell"}, {"NATO", v1::ENTITY_TYPE_ORGANISATION}});
  AddMany("b", 3, {{"Jerome Powell"}});
  AddMany("c", 1, {{"Robert Powell"}});
  const auto response = Search(Request("powell nato person:powell -paris"), {});
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->entity_choices_size(), 1);
  const v1::EntityChoice& choice = response->entity_choices(0);
  EXPECT_EQ(choice.text(), "powell");
  ASSERT_EQ(choice.entities_size(), 2);
  EXPECT_EQ(choice.entities(0).name(), "Colin Powell");
  EXPECT_EQ(choice.entities(0).article_count(), 4U);
  EXPECT_EQ(choice.entities(1).name(), "Jerome Powell");
}

TEST_F(EntitiesTest, AllWordsOfTheQueryAreLinkedFirst) {
  AddMany("a", 2, {{"Dominique Strauss-Kahn"}});
  AddMany("b", 4, {{"Matthew Strauss"}});
  AddMany("c", 3, {{"Levi Strauss"}, {"Strauss"}});
  const auto response = Search(Request("strauss kahn"), {});
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->entity_choices_size(), 2);
  EXPECT_EQ(response->entity_choices(0).text(), "strauss kahn");
  ASSERT_EQ(response->entity_choices(0).entities_size(), 1);
  EXPECT_EQ(response->entity_choices(0).entities(0).name(), "Dominique Strauss-Kahn");
  EXPECT_EQ(response->entity_choices(1).text(), "strauss");
  for (const v1::EntitySummary& entity : response->entity_choices(1).entities()) {
    EXPECT_EQ(entity.bare(), entity.name() == "Strauss") << entity.name();
  }
}

TEST_F(EntitiesTest, ANameIsCountedAndFilteredAsOfTheTypeThatMostArticlesGiveIt) {
  const Named company{"Freddie Mac", v1::ENTITY_TYPE_ORGANISATION};
  const Named person{"Freddie Mac"};
  AddMany("a", 4, {company});
  AddMany("b", 2, {person});
  AddMany("c", 1, {person, company});
  AddMany("d", 1, {person, {"Ann Lee"}});
  const v1::FacetResult organisations = Facet(Request(""), "org");
  ASSERT_EQ(organisations.buckets_size(), 1);
  EXPECT_EQ(organisations.buckets(0).key(), "Freddie Mac");
  EXPECT_EQ(organisations.buckets(0).count(), 8U);
  EXPECT_EQ(organisations.missing_count(), 0U);
  const v1::FacetResult people = Facet(Request(""), "person");
  ASSERT_EQ(people.buckets_size(), 1);
  EXPECT_EQ(people.buckets(0).key(), "Ann Lee");
  EXPECT_EQ(people.missing_count(), 7U);
  EXPECT_EQ(Facet(Request(""), "entity").buckets_size(), 2);
  for (const char* query : {"person:\"Freddie Mac\"", "org:\"freddie mac\"",
                            "entity:\"Freddie Mac\"", "about:\"Freddie Mac\""}) {
    EXPECT_EQ(Total(query), 8U) << query;
  }
  for (const v1::EntityType type : {v1::ENTITY_TYPE_PERSON, v1::ENTITY_TYPE_ORGANISATION}) {
    v1::SearchRequest request = Request("");
    v1::Entity& entity = *request.mutable_filter()->add_entities();
    entity.set_name("Freddie Mac");
    entity.set_type(type);
    EXPECT_EQ(Total(request), 8U);
  }
  EXPECT_EQ(Entity("Freddie Mac").entity().type(), v1::ENTITY_TYPE_ORGANISATION);
  EXPECT_EQ(Entity("Freddie Mac").matching_count(), 8U);
}

TEST_F(EntitiesTest, GetEntityTellsSpellingsCountsOverTimeAndOthers) {
  Add({Mentioning("a", {{"Colin Powell"}}, "2003-01-01"),
       Mentioning("b", {{"Colin Powell"}}, "2004-06-01"),
       Mentioning("c", {{"Colin Powel"}}, "2004-07-01"),
       Mentioning("d", {{"Jerome Powell"}}, "2018-01-01")});
  v1::GetEntityRequest request;
  request.set_name("powell");
  request.mutable_histogram()->set_interval(v1::CALENDAR_INTERVAL_YEAR);
  v1::GetEntityResponse response = Entity(request);
  EXPECT_EQ(response.entity().name(), "Colin Powell");
  EXPECT_EQ(response.entity().type(), v1::ENTITY_TYPE_PERSON);
  EXPECT_EQ(response.entity().article_count(), 3U);
  EXPECT_EQ(response.matching_count(), 3U);
  ASSERT_EQ(response.spellings_size(), 2);
  EXPECT_EQ(response.spellings(1).text(), "Colin Powel");
  ASSERT_EQ(response.histogram().buckets_size(), 2);
  EXPECT_EQ(response.histogram().buckets(1).count(), 2U);
  ASSERT_EQ(response.others_size(), 1);
  EXPECT_EQ(response.others(0).name(), "Jerome Powell");
  request.mutable_filter()->mutable_publish_time()->mutable_start_time()->set_seconds(1072915200);
  response = Entity(request);
  EXPECT_EQ(response.matching_count(), 2U);
  EXPECT_EQ(response.entity().article_count(), 3U);
}

TEST_F(EntitiesTest, RelatedEntitiesAreThoseThatComeTogetherMoreThanByChance) {
  AddMany("a", 5, {{"Ada Lovelace"}, {"Charles Babbage"}, Place("London", "United Kingdom")});
  AddMany("b", 5, {{"Ada Lovelace"}, Place("London", "United Kingdom")});
  AddMany("c", 30, {Place("London", "United Kingdom")});
  AddMany("d", 40, {{"Alan Turing"}});
  const v1::GetEntityResponse response = Entity("Ada Lovelace");
  ASSERT_EQ(response.related_size(), 2);
  EXPECT_EQ(response.related(0).entity().name(), "Charles Babbage");
  EXPECT_EQ(response.related(0).together_count(), 5U);
  EXPECT_DOUBLE_EQ(response.related(0).score(), LogLikelihoodRatio(5, 10, 5, 80));
  EXPECT_EQ(response.related(1).entity().name(), "London");
}

TEST_F(EntitiesTest, TheLogLikelihoodRatioIsTheSumOfObservedLogObservedOverExpected) {
  const double table[2][2] = {{110, 2442}, {111, 29114}};  // Dunning 1993, table 1: "the swiss"
  const double all = 110 + 2442 + 111 + 29114;
  double sum = 0;
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2; ++j) {
      const double row = table[i][0] + table[i][1];
      const double column = table[0][j] + table[1][j];
      sum += 2 * table[i][j] * std::log(table[i][j] * all / (row * column));
    }
  }
  EXPECT_NEAR(LogLikelihoodRatio(110, 2552, 221, 31777), sum, 1e-6 * sum);
  EXPECT_NEAR(sum, 270.72, 0.01);  // as the table says
  EXPECT_NEAR(LogLikelihoodRatio(10, 100, 100, 1000), 0, 1e-9);
}

TEST_F(EntitiesTest, SuggestionsStartAtAnyWordWhateverCaseAndAccents) {
  AddMany("a", 3, {{"Andr\xC3\xA9s Manuel L\xC3\xB3pez Obrador"}});
  AddMany("b", 4, {Place("Los Angeles", "United States"), {"Lopez Group", v1::ENTITY_TYPE_OTHER}});
  EXPECT_EQ(Suggest("LOPEZ"), (Order{"Lopez Group", "Andr\xC3\xA9s Manuel L\xC3\xB3pez Obrador"}));
  EXPECT_EQ(Suggest("lo"),
            (Order{"Los Angeles", "Lopez Group", "Andr\xC3\xA9s Manuel L\xC3\xB3pez Obrador"}));
  EXPECT_EQ(Suggest("manuel lo"), (Order{"Andr\xC3\xA9s Manuel L\xC3\xB3pez Obrador"}));
  EXPECT_EQ(Suggest("lo", {v1::ENTITY_TYPE_PLACE}), Order{"Los Angeles"});
  EXPECT_EQ(Suggest("opez"), Order{});
}

// Articles by the names that people go by.
struct PeopleCounts {
  std::map<std::string, std::uint32_t> about;
  std::map<std::string, std::uint32_t> mentioned;
};

// What a reader would count: each article's people, one by one.
PeopleCounts CountByHand(const index::Snapshot& snapshot, Engine& engine) {
  std::map<std::string, std::string> goes_by;
  PeopleCounts counts;
  for (const index::SegmentView& view : snapshot.segments) {
    for (index::DocId doc = 1; doc <= view.segment->columns().rows(); ++doc) {
      if (std::binary_search(view.dead->begin(), view.dead->end(), doc)) continue;
      const auto article = view.segment->ReadArticle(doc);
      std::set<std::string> about;
      std::set<std::string> mentioned;
      for (const v1::Entity& entity : article->entities()) {
        std::string& name = goes_by[entity.name()];
        if (name.empty()) {
          v1::GetEntityRequest get;
          get.set_name(entity.name());
          get.set_type(v1::ENTITY_TYPE_PERSON);
          name = engine.GetEntity(get, {})->entity().name();
        }
        mentioned.insert(name);
        if (article::IsSalient(entity)) about.insert(name);
      }
      for (const std::string& name : about) ++counts.about[name];
      for (const std::string& name : mentioned) ++counts.mentioned[name];
    }
  }
  return counts;
}

TEST_F(EntitiesTest, FacetsAndFiltersCountAsByHandThroughUpdatesDeletesAndMerges) {
  std::mt19937 random(5);
  // Full names stand beside their surnames alone more often than those stand alone.
  const std::vector<std::string> names{"Ann Lee",       "Anne Lee", "Bob Marsh",
                                       "Bob Marsh",     "Marsh",    "Sergey Ivanov",
                                       "Sergei Ivanov", "Ivanov",   "Joe Tan"};
  for (int batch = 0; batch < 4; ++batch) {
    std::vector<article::Article> articles;
    for (int i = 0; i < 25; ++i) {
      std::vector<Named> some;
      for (std::size_t k = 0; k < random() % 4; ++k) {
        const std::string& name = names[random() % names.size()];
        const bool there = std::any_of(some.begin(), some.end(),
                                       [&](const Named& other) { return other.name == name; });
        if (!there) some.push_back({name});
      }
      articles.push_back(Mentioning("a" + std::to_string(batch * 15 + i), some));
      for (v1::Entity& entity : *articles.back().mutable_entities()) {
        if (random() % 5 == 0) entity.set_origin(v1::ENTITY_ORIGIN_DETECTED);  // not salient
        const std::size_t space = entity.name().find(' ');
        if (space != std::string::npos) entity.add_spellings(entity.name().substr(space + 1));
      }
    }
    Add(articles);
    index_.Delete({"a" + std::to_string(random() % 60)});
  }
  for (const bool merged : {false, true}) {
    if (merged) {
      // More than half of the first segment is dead: the dead are expunged.
      std::vector<std::string> dead;
      for (int i = 0; i < 15; ++i) dead.push_back("a" + std::to_string(i));
      index_.Delete(dead);
      ASSERT_TRUE(index_.writer().MergeAll().ok());
      engine_ = nullptr;
      ASSERT_EQ(engine().snapshot()->segments.size(), 1U);
    }
    const PeopleCounts by_hand = CountByHand(*engine().snapshot(), engine());
    EXPECT_GT(by_hand.mentioned, by_hand.about);
    std::map<std::string, std::uint32_t> counted;
    const v1::FacetResult facet = Facet(Request(""), "person");
    for (const auto& bucket : facet.buckets()) counted[bucket.key()] = bucket.count();
    EXPECT_EQ(counted, by_hand.about);
    EXPECT_EQ(counted.count("Sergey Ivanov") + counted.count("Sergei Ivanov"), 1U);
    EXPECT_EQ(counted.count("Ivanov"), 0U);
    for (const auto& [name, articles] : by_hand.mentioned) {
      v1::SearchRequest mentioning;
      mentioning.mutable_filter()->add_entities()->set_name(name);
      EXPECT_EQ(Total(mentioning), articles) << name << merged;
      v1::SearchRequest about;
      about.mutable_filter()->add_about()->set_name(name);
      EXPECT_EQ(Total(about), counted[name]) << name << merged;
    }
  }
}

TEST_F(EntitiesTest, WhatIsAskedWronglyIsRefused) {
  Add({Mentioning("a", {{"Colin Powell"}})});
  v1::GetEntityRequest get;
  EXPECT_EQ(GetEntity(get, {}).status().code(), absl::StatusCode::kInvalidArgument);
  get.set_name("Nobody Known");
  const auto unknown = GetEntity(get, {}).status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(errors::ReasonOf(unknown), v1::ERROR_REASON_ENTITY_NOT_FOUND);
  get.set_name("powell");
  get.set_max_related(101);
  EXPECT_EQ(GetEntity(get, {}).status().code(), absl::StatusCode::kInvalidArgument);
  get.set_max_related(0);
  get.mutable_filter()->add_languages("klingonish");
  EXPECT_EQ(errors::ReasonOf(GetEntity(get, {}).status()), v1::ERROR_REASON_UNKNOWN_LANGUAGE);
  get.clear_filter();
  get.mutable_histogram()->set_time_zone("Nowhere/Else");
  EXPECT_EQ(errors::ReasonOf(GetEntity(get, {}).status()), v1::ERROR_REASON_UNKNOWN_TIME_ZONE);
  v1::SuggestEntitiesRequest suggest;
  suggest.set_prefix(" ?!");
  EXPECT_EQ(SuggestEntities(suggest).status().code(), absl::StatusCode::kInvalidArgument);
  suggest.set_prefix("po");
  suggest.add_types(static_cast<v1::EntityType>(77));
  EXPECT_EQ(SuggestEntities(suggest).status().code(), absl::StatusCode::kInvalidArgument);
  suggest.clear_types();
  for (int i = 0; i < 100'000; ++i) suggest.add_types(v1::ENTITY_TYPE_PERSON);
  const auto large = SuggestEntities(suggest).status();
  EXPECT_EQ(errors::ReasonOf(large), v1::ERROR_REASON_REQUEST_TOO_LARGE);
  EXPECT_NE(errors::MessageOf(large).find("each type once"), std::string::npos) << large;
}

}  // namespace
}  // namespace dateline::engine
