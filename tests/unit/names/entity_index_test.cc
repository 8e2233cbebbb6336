// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/entities/entity_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "indexer/segments/columns_builder.h"

namespace dateline::names {
namespace {

constexpr auto kNearest = EntityIndex::Reach::kNearest;
constexpr auto kAll = EntityIndex::Reach::kAll;
// Never grouped anew, whatever comes.
constexpr EntityIndexOptions kFrozen{.rebuild_part = 0, .small_keys = 0};

v1::Entity Person(const std::string& name, const std::vector<std::string>& spellings = {},
                  const std::string& key = "") {
  v1::Entity entity;
  entity.set_name(name);
  entity.set_type(v1::ENTITY_TYPE_PERSON);
  entity.set_key(key);
  for (const std::string& spelling : spellings) entity.add_spellings(spelling);
  return entity;
}

v1::Entity Place(const std::string& name, const std::string& country,
                 const std::vector<std::string>& spellings = {}) {
  v1::Entity entity = Person(name, spellings);
  entity.set_type(v1::ENTITY_TYPE_PLACE);
  entity.set_country(country);
  return entity;
}

using Articles = std::vector<std::vector<v1::Entity>>;

EntitySegment MakeSegment(std::uint32_t number, const Articles& articles) {
  segments::ColumnsBuilder builder;
  for (const auto& entities : articles) {
    article::Article article;
    for (const v1::Entity& entity : entities) *article.add_entities() = entity;
    builder.Add(article, 1, 1, 1);
  }
  return {number, builder.Finish()};
}

Articles Times(int count, const v1::Entity& entity) {
  return Articles(static_cast<std::size_t>(count), {entity});
}

std::vector<std::string> Names(const EntityIndex& index, const std::vector<EntityId>& ids) {
  std::vector<std::string> names;
  for (const EntityId id : ids) names.emplace_back(index.Name(id));
  return names;
}

using Found = std::vector<std::string>;

TEST(EntityIndexTest, WithoutSegmentsThereIsNothing) {
  const auto index = EntityIndex::Make({}, nullptr);
  EXPECT_TRUE(index->FindAny("x", kAll).empty());
  EXPECT_TRUE(index->Suggest("x", kEntityFields, 10).empty());
  EXPECT_EQ(index->size(article::Field::kPerson), 0U);
  EXPECT_FALSE(index->MayNameSeveral("x"));
}

TEST(EntityIndexTest, NamesJoinAcrossSegmentsAndGoByTheSpellingOfMostArticles) {
  const auto index =
      EntityIndex::Make({MakeSegment(1, Times(3, Person("Volodymyr Zelensky"))),
                         MakeSegment(2, {{Person("VOLODYMYR ZELENSKYY")},
                                         {Person("Volodymyr Zelenskyy", {"Zelenskyy"})},
                                         {Person("Zelenskyy")}}),
                         MakeSegment(3, Times(3, Person("VOLODYMYR ZELENSKYY")))},
                        nullptr);
  ASSERT_EQ(index->size(article::Field::kPerson), 1U);
  const EntityId id{article::Field::kPerson, 0};
  EXPECT_EQ(index->Name(id), "VOLODYMYR ZELENSKYY");
  EXPECT_EQ(index->Articles(id), 9U);
  const auto spellings = index->Spellings(id, 2);
  ASSERT_EQ(spellings.size(), 2U);
  // One spelling in capitals or not.
  EXPECT_EQ(spellings[0].text(), "VOLODYMYR ZELENSKYY");
  EXPECT_EQ(spellings[0].article_count(), 5U);
  EXPECT_EQ(index->Terms(id),
            (Found{"XPE:volodymyr zelensky", "XPE:volodymyr zelenskyy", "XPE:zelenskyy"}));
}

TEST(EntityIndexTest, ANameIsLookedUpByKeyThenSpellingThenSkeletonThenSurname) {
  const auto index = EntityIndex::Make(
      {MakeSegment(1, {{Person("Muammar Gaddafi", {"Kadhafi", "Gaddafi"})},
                       {Person("Saif Gaddafi", {"Gaddafi"})},
                       {Person("Gaddafi")},
                       {Place("United States", "United States", {"USA", "U.S."})}})},
      nullptr);
  EXPECT_EQ(Names(*index, index->Find("KADHAFI", article::Field::kPerson, kNearest)),
            Found{"Muammar Gaddafi"});
  EXPECT_EQ(Names(*index, index->Find("muamar gadafi", article::Field::kPerson, kNearest)),
            Found{"Muammar Gaddafi"});
  EXPECT_EQ(Names(*index, index->Find("gaddafi", article::Field::kPerson, kNearest)),
            Found{"Gaddafi"});
  EXPECT_EQ(index->Find("gaddafi", article::Field::kPerson, kAll).size(), 3U);
  EXPECT_EQ(Names(*index, index->Find("gadafi", article::Field::kPerson, kNearest)),
            (Found{"Muammar Gaddafi", "Saif Gaddafi"}));
  EXPECT_EQ(Names(*index, index->FindAny("usa", kNearest)), Found{"United States"});
  EXPECT_EQ(Names(*index, index->Suggest("usa", kEntityFields, 10)), Found{"United States"});
  EXPECT_TRUE(index->FindAny("", kAll).empty());
}

TEST(EntityIndexTest, TheCountryOfAPlaceIsWhatMostOfItsArticlesSay) {
  const auto index = EntityIndex::Make({MakeSegment(1, {{Place("Tripoli", "Lebanon")}}),
                                        MakeSegment(2, Times(2, Place("Tripoli", "Libya"))),
                                        MakeSegment(3, {{Place("Tripoli", "")}})},
                                       nullptr);
  EXPECT_EQ(index->Country({article::Field::kPlace, 0}), "Libya");
  EXPECT_EQ(index->Summary({article::Field::kPlace, 0}).article_count(), 4U);
}

TEST(EntityIndexTest, NewNamesJoinOldGroupsUntilAllAreGroupedAnew) {
  const EntitySegment old = MakeSegment(1, Times(6, Person("Angela Merkel", {"Merkel"})));
  const auto before = EntityIndex::Make({old}, nullptr);
  const EntitySegment more =
      MakeSegment(2, {{Person("Merkel")}, {Person("Angela D. Merkel")}, {Person("Olaf Scholz")}});
  const auto after = EntityIndex::Make({old, more}, before.get(), kFrozen);
  const auto merkel = after->Find("merkel", article::Field::kPerson, kNearest);
  EXPECT_EQ(after->RoughArticles(merkel[0]), 6U);  // of the old grouping
  EXPECT_EQ(Names(*after, merkel), Found{"Angela Merkel"});
  EXPECT_EQ(after->Articles(merkel[0]), 8U);
  EXPECT_EQ(Names(*after, after->Suggest("s", kEntityFields, 5)), Found{"Olaf Scholz"});
  EXPECT_EQ(after->size(article::Field::kPerson), 2U);
  const auto anew = EntityIndex::Make({old, more}, before.get());
  const auto same = anew->Find("merkel", article::Field::kPerson, kNearest);
  ASSERT_FALSE(same.empty());
  EXPECT_EQ(anew->RoughArticles(same[0]), 8U);
}

// What every index must say of every name in its segments, whichever way it was made.
void CheckNames(const EntityIndex& index, const std::vector<EntitySegment>& segments) {
  std::map<std::string, std::uint32_t> articles;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const index::TermsColumn& column = segments[i].columns.terms(article::Field::kPerson);
    ASSERT_EQ(index.Numbers(i, article::Field::kPerson).size(), column.size());
    for (std::size_t ordinal = 0; ordinal < column.size(); ++ordinal) {
      const std::string key(column.keys[ordinal]);
      const EntityId id{article::Field::kPerson,
                        index.Numbers(i, article::Field::kPerson)[ordinal]};
      ASSERT_LT(id.number, index.size(article::Field::kPerson));
      const auto found = index.Find(key, article::Field::kPerson, kNearest);
      EXPECT_EQ(found, std::vector<EntityId>{id}) << key;
      const std::vector<std::string> terms = index.Terms(id);
      EXPECT_EQ(
          std::count(terms.begin(), terms.end(), article::EntityTerm(article::Field::kPerson, key)),
          1)
          << key;
      articles[std::string(index.Name(id))] += column.articles[ordinal];
      const std::string word = key.substr(key.rfind(' ') + 1);
      const auto suggested = index.Suggest(word, kEntityFields, 1000);
      EXPECT_EQ(std::count(suggested.begin(), suggested.end(), id), 1) << key;
    }
  }
  std::uint32_t previous = std::numeric_limits<std::uint32_t>::max();
  for (const EntityId id : index.Suggest("a", kEntityFields, 1000)) {
    EXPECT_LE(index.Articles(id), previous);
    previous = index.Articles(id);
    EXPECT_EQ(index.Articles(id), articles[std::string(index.Name(id))]);
  }
}

TEST(EntityIndexTest, EveryNameHasItsEntityThroughCommitsAndMerges) {
  std::mt19937 random(11);
  const auto name = [&random] {
    const std::string first(1, static_cast<char>('a' + random() % 6));
    const std::string last(1 + random() % 2, static_cast<char>('a' + random() % 6));
    return random() % 4 == 0 ? "a" + last : "a" + first + " b" + last;
  };
  for (const EntityIndexOptions& options : {kFrozen, EntityIndexOptions{4, 0}}) {
    std::vector<std::pair<std::uint32_t, Articles>> contents;
    std::shared_ptr<const EntityIndex> index;
    for (std::uint32_t step = 1; step <= 30; ++step) {
      Articles articles;
      for (std::size_t i = 0; i < 1 + random() % 12; ++i) articles.push_back({Person(name())});
      contents.emplace_back(step, articles);
      if (step % 5 == 0) {  // the last two become one
        Articles merged = contents[contents.size() - 2].second;
        merged.insert(merged.end(), articles.begin(), articles.end());
        contents.resize(contents.size() - 2);
        contents.emplace_back(1000 + step, merged);
      }
      std::vector<EntitySegment> segments;
      for (const auto& [number, content] : contents)
        segments.push_back(MakeSegment(number, content));
      index = EntityIndex::Make(segments, index.get(), options);
      CheckNames(*index, segments);
    }
  }
}

TEST(EntityIndexTest, GroupsDoNotDependOnHowArticlesLieInSegments) {
  const Articles all{{Person("Ann Lee")},  {Person("Anne Lee")}, {Person("Ann Lee")},
                     {Person("Bob Lee")},  {Person("Lee")},      {Place("Lee", "Ireland")},
                     {Person("Anne Lee")}, {Person("ANN LEE")}};
  const auto whole = EntityIndex::Make({MakeSegment(1, all)}, nullptr);
  std::vector<EntitySegment> single;
  for (std::size_t i = 0; i < all.size(); ++i) {
    single.push_back(MakeSegment(static_cast<std::uint32_t>(i), {all[all.size() - 1 - i]}));
  }
  const auto split = EntityIndex::Make(single, nullptr);
  ASSERT_EQ(whole->size(article::Field::kPerson), split->size(article::Field::kPerson));
  for (std::uint32_t i = 0; i < whole->size(article::Field::kPerson); ++i) {
    const EntityId id{article::Field::kPerson, i};
    EXPECT_EQ(whole->Name(id), split->Name(id));
    EXPECT_EQ(whole->Terms(id), split->Terms(id));
  }
}

v1::Entity Organisation(const std::string& name) {
  v1::Entity entity = Person(name);
  entity.set_type(v1::ENTITY_TYPE_ORGANISATION);
  return entity;
}

Articles Join(Articles a, const Articles& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(EntityIndexTest, TheTypeOfANameIsDecidedOverAllItsArticles) {
  const auto index = EntityIndex::Make(
      {MakeSegment(1, Join(Times(3, Organisation("Freddie Mac")), Times(2, Person("Freddie Mac")))),
       MakeSegment(2, Join(Times(5, Place("Tokyo", "Japan")), Times(4, Organisation("TOKYO"))))},
      nullptr);
  EXPECT_EQ(index->size(article::Field::kPerson), 0U);
  ASSERT_EQ(index->size(article::Field::kOrganisation), 1U);
  ASSERT_EQ(index->size(article::Field::kPlace), 1U);
  const EntityId mac{article::Field::kOrganisation, 0};
  EXPECT_EQ(index->Articles(mac), 5U);
  EXPECT_EQ(index->RoughArticles(mac), 5U);
  EXPECT_EQ(index->Summary(mac).article_count(), 5U);
  EXPECT_EQ(index->Terms(mac), (Found{"XOR:freddie mac", "XPE:freddie mac"}));
  // By the type that fewer articles have, too.
  EXPECT_EQ(index->Find("Freddie Mac", article::Field::kPerson, kNearest),
            std::vector<EntityId>{mac});
  EXPECT_EQ(index->FindAny("freddie mac", kNearest), std::vector<EntityId>{mac});
  const EntityId tokyo{article::Field::kPlace, 0};
  EXPECT_EQ(index->Name(tokyo), "Tokyo");
  EXPECT_EQ(index->Country(tokyo), "Japan");
  EXPECT_EQ(index->Articles(tokyo), 9U);
  ASSERT_EQ(index->Spellings(tokyo, 5).size(), 1U);
  // The rows that count under the other field.
  EXPECT_EQ(index->Joining(0, article::Field::kOrganisation).size(), 2U);
  EXPECT_EQ(index->Emptied(0, article::Field::kPerson).size(), 2U);
  EXPECT_EQ(index->Numbers(0, article::Field::kPerson)[0], index->size(article::Field::kPerson));
}

TEST(EntityIndexTest, TypesThatAreAsFrequentAndSurnamesStayApart) {
  const auto index = EntityIndex::Make(
      {MakeSegment(
           1, {{Person("Paris"), Organisation("Dover")}, {Place("Paris", ""), Place("Dover", "")}}),
       MakeSegment(
           2, Join(Times(9, Place("Jordan", "Jordan")),
                   Join(Times(3, Person("Jordan")),
                        Join(Times(3, Person("Jim Jordan")), Times(3, Person("Eve Jordan"))))))},
      nullptr);
  EXPECT_EQ(index->FindAny("paris", kNearest).size(), 2U);
  EXPECT_EQ(index->FindAny("dover", kNearest).size(), 2U);
  const auto jordan = index->Find("jordan", article::Field::kPerson, kNearest);
  ASSERT_EQ(jordan.size(), 1U);
  EXPECT_EQ(jordan[0].field, article::Field::kPerson);
  EXPECT_TRUE(index->Summary(jordan[0]).bare());
}

TEST(EntityIndexTest, AFirstNameOrAPartOfACompanyIsNobodysSurname) {
  Articles articles = Join(Times(5, Person("Meredith Whitney", {"Whitney"})),
                           Times(5, Person("Kathy Patrick", {"Patrick"})));
  articles = Join(articles, Times(5, Person("Angela Merkel", {"Merkel"})));
  articles = Join(articles, {{Person("Whitney"), Person("Patrick"), Person("Merkel"),
                              Person("Patrick Stewart"), Organisation("Pratt & Whitney")}});
  const auto index = EntityIndex::Make({MakeSegment(1, articles)}, nullptr);
  const auto person = [&](const char* name) {
    return Names(*index, index->Find(name, article::Field::kPerson, kNearest));
  };
  EXPECT_EQ(person("whitney"), Found{"Whitney"});
  EXPECT_EQ(person("patrick"), Found{"Patrick"});
  EXPECT_EQ(person("merkel"), Found{"Angela Merkel"});
}

TEST(EntityIndexTest, ACompanyGoesWithoutGroup) {
  const auto index =
      EntityIndex::Make({MakeSegment(1, Join(Times(2, Organisation("Goldman Sachs")),
                                             Join(Times(3, Organisation("Goldman Sachs Group")),
                                                  Times(3, Organisation("Carlyle Group")))))},
                        nullptr);
  ASSERT_EQ(index->size(article::Field::kOrganisation), 2U);
  EXPECT_EQ(index->Name({article::Field::kOrganisation, 0}), "Goldman Sachs");
  EXPECT_EQ(index->Articles({article::Field::kOrganisation, 0}), 5U);
}

TEST(EntityIndexTest, ACompanyGoesWithoutSeveralSuchWords) {
  const auto index = EntityIndex::Make(
      {MakeSegment(1, {{Organisation("Kia"), Organisation("Kia Motor"),
                        Organisation("Kia Motor Group"), Organisation("Kia Motor Group Holdings")},
                       {Organisation("Kia")}})},
      nullptr);
  ASSERT_EQ(index->size(article::Field::kOrganisation), 1U);
  EXPECT_EQ(index->Name({article::Field::kOrganisation, 0}), "Kia");
  EXPECT_EQ(index->Terms({article::Field::kOrganisation, 0}).size(), 4U);
}

TEST(EntityIndexTest, ANewSegmentKnowsTheTypesOfTheOldOnes) {
  const EntitySegment old =
      MakeSegment(1, Join(Times(3, Organisation("Freddie Mac")), Times(2, Person("Freddie Mac"))));
  const auto before = EntityIndex::Make({old}, nullptr);
  const EntitySegment more = MakeSegment(2, {{Person("Freddie Mac"), Person("Ann Lee")}});
  const auto after = EntityIndex::Make({old, more}, before.get(), kFrozen);
  EXPECT_EQ(after->size(article::Field::kPerson), 1U);
  EXPECT_EQ(after->Articles({article::Field::kOrganisation, 0}), 6U);
  EXPECT_EQ(after->Joining(1, article::Field::kOrganisation).size(), 1U);
  EXPECT_TRUE(after->Emptied(1, article::Field::kPerson).empty());
}

TEST(EntityIndexTest, ANameIsLookedUpAsTheIndexCutsIt) {
  const auto index = EntityIndex::Make(
      {MakeSegment(1, {{Person("Robert F. Kennedy"), Person("Robert F. Kennedy Jr."),
                        Person("John D. Rockefeller IV"), Person("Bashar al-Assad"),
                        Organisation("McDonald's"), Organisation("Apple"),
                        Person("Abdel Fattah al-Sisi")}})},
      nullptr);
  const auto person = [&](const char* name) {
    return Names(*index, index->Find(name, article::Field::kPerson, kNearest));
  };
  EXPECT_EQ(person("Robert F. Kennedy Jr."), Found{"Robert F. Kennedy Jr."});
  EXPECT_EQ(person("Robert F. Kennedy, Jr."), Found{"Robert F. Kennedy Jr."});
  EXPECT_EQ(person("Robert Kennedy Jr"), Found{"Robert F. Kennedy Jr."});
  EXPECT_EQ(person("Robert F. Kennedy"), Found{"Robert F. Kennedy"});
  EXPECT_EQ(person("John D. Rockefeller"), Found{"John D. Rockefeller IV"});
  EXPECT_EQ(person("President Bashar al-Assad"), Found{"Bashar al-Assad"});
  EXPECT_EQ(person("Mr. Assad"), Found{"Bashar al-Assad"});
  EXPECT_EQ(person("bashar assad"), Found{"Bashar al-Assad"});
  EXPECT_EQ(person("Abdel Fattah el-Sisi's"), Found{"Abdel Fattah al-Sisi"});
  EXPECT_TRUE(person("The Assad").empty());
  const auto organisation = [&](const char* name) {
    return Names(*index, index->Find(name, article::Field::kOrganisation, kNearest));
  };
  EXPECT_EQ(organisation("McDonald's Corp."), Found{"McDonald's"});
  EXPECT_EQ(organisation("Apple Inc."), Found{"Apple"});
}

TEST(EntityIndexTest, TheLastWordsOfANameFindItHyphenOrNot) {
  const auto index = EntityIndex::Make(
      {MakeSegment(1, {{Person("Dominique Strauss-Kahn"), Person("Matthew Strauss"),
                        Person("Ursula von der Leyen")}})},
      nullptr);
  EXPECT_EQ(Names(*index, index->FindEnding("strauss kahn")), Found{"Dominique Strauss-Kahn"});
  EXPECT_EQ(Names(*index, index->FindEnding("Strauss-Kahn")), Found{"Dominique Strauss-Kahn"});
  EXPECT_EQ(Names(*index, index->FindEnding("dominique strauss kahn")),
            Found{"Dominique Strauss-Kahn"});
  EXPECT_EQ(Names(*index, index->FindEnding("von der leyen")), Found{"Ursula von der Leyen"});
  EXPECT_TRUE(index->FindEnding("strauss").empty());
}

TEST(EntityIndexTest, ASurnameAloneIsBareAndAMononymIsNot) {
  const auto index = EntityIndex::Make({MakeSegment(1, {{Person("Bush"), Person("George Bush"),
                                                         Person("Jeb Bush"), Person("Madonna")}})},
                                       nullptr);
  const auto bare = [&](const char* name) {
    return index->Summary(index->Find(name, article::Field::kPerson, kNearest).at(0)).bare();
  };
  EXPECT_TRUE(bare("bush"));
  EXPECT_FALSE(bare("jeb bush"));
  EXPECT_FALSE(bare("madonna"));
}

TEST(EntityIndexTest, AWordThatNamesSeveralIsToldFromOneThatNamesOne) {
  const auto index = EntityIndex::Make({MakeSegment(1, {{Person("Ann Lee"), Place("Paris", "")},
                                                        {Person("Ann Lee"), Person("Paris")},
                                                        {Person("Bob Lee"), Person("Paris")},
                                                        {Person("Bob Lee"), Place("Paris", "")},
                                                        {Person("Bob Rare"), Person("Ann Rare")}})},
                                       nullptr);
  EXPECT_TRUE(index->MayNameSeveral("LEE"));
  EXPECT_TRUE(index->MayNameSeveral("paris"));
  EXPECT_FALSE(index->MayNameSeveral("rare"));
  EXPECT_FALSE(index->MayNameSeveral("bob"));
}

}  // namespace
}  // namespace dateline::names
