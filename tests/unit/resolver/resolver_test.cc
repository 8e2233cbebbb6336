// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/article/entity_mentions.h"
#include "core/limits.h"
#include "indexer/entities/resolver/article_entities.h"
#include "indexer/entities/resolver/mention_filter.h"
#include "indexer/entities/tagger/gazetteer.h"
#include "indexer/training/contents.h"

namespace dateline::resolver {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

// The section that SmallGazetteer is a view of.
std::string SmallGazetteerSection() {
  training::GazetteerContents contents;
  contents.places = {{"u.s.", {"United States", "United States"}},
                     {"usa", {"United States", "United States"}},
                     {"united states", {"United States", "United States"}},
                     {"berlin", {"Berlin", "Germany"}},
                     {"germany", {"Germany", "Germany"}},
                     {"the hague", {"The Hague", "Netherlands"}},
                     {"china", {"China", "China"}},
                     {"boston", {"Boston", "United States"}}};
  contents.demonyms = {{"ukrainian", "Ukraine"}, {"french", "France"}};
  contents.aliases = {{"un", {"United Nations", true}},
                      {"united nations", {"United Nations", true}},
                      {"nasdaq", {"Nasdaq", true}},
                      {"shell", {"Royal Shell", true}},
                      {"morgan stanley", {"Morgan Stanley", true}},
                      {"boston", {"Boston Consulting Group", true}},
                      {"kadhafi", {"Muammar Gaddafi"}},
                      {"gaddafi", {"Muammar Gaddafi"}},
                      {"moammar kadhafi", {"Muammar Gaddafi"}}};
  return contents.Serialize();
}

const tagger::Gazetteer& SmallGazetteer() {
  static const std::string section = SmallGazetteerSection();
  static const tagger::Gazetteer gazetteer = tagger::Gazetteer::Parse(section).value();
  return gazetteer;
}

// Text with its names marked: "{P Vladimir Putin}" a person, O an organisation, L a place, M other.
std::string Unmark(std::string_view marked, std::vector<tagger::NameSpan>& spans) {
  std::string text;
  for (std::size_t i = 0; i < marked.size(); ++i) {
    if (marked[i] == '{') {
      const char letter = marked[i + 1];
      spans.push_back({static_cast<std::uint32_t>(text.size()), 0,
                       letter == 'P'   ? v1::ENTITY_TYPE_PERSON
                       : letter == 'O' ? v1::ENTITY_TYPE_ORGANISATION
                       : letter == 'L' ? v1::ENTITY_TYPE_PLACE
                                       : v1::ENTITY_TYPE_OTHER});
      i += 2;
    } else if (marked[i] == '}') {
      spans.back().end = static_cast<std::uint32_t>(text.size());
    } else {
      text += marked[i];
    }
  }
  return text;
}

article::Article Resolve(std::string_view headline, std::string_view body,
                         article::Article article = {}) {
  tagger::ArticleNames names;
  article.set_headline(Unmark(headline, names.headline));
  article.set_body(Unmark(body, names.body));
  ResolveEntities(names, SmallGazetteer(), KnownNames(), article);
  for (v1::Entity& entity : *article.mutable_entities()) article::UnpackMentions(entity);
  return article;
}

void Provide(std::string_view name, v1::EntityType type, article::Article& article) {
  v1::Entity* entity = article.add_entities();
  entity->set_name(std::string(name));
  entity->set_type(type);
}

// "Vladimir Putin/PERSON x3" for each entity.
std::vector<std::string> Summary(const article::Article& article) {
  std::vector<std::string> lines;
  for (const v1::Entity& entity : article.entities()) {
    lines.push_back(entity.name() + "/" + v1::EntityType_Name(entity.type()).substr(12) + " x" +
                    std::to_string(entity.mention_count()));
  }
  return lines;
}

const v1::Entity& Find(const article::Article& article, std::string_view name) {
  static const v1::Entity kNone;
  for (const v1::Entity& entity : article.entities()) {
    if (entity.name() == name) return entity;
  }
  ADD_FAILURE() << "no entity " << name;
  return kNone;
}

struct JoinCase {
  std::string body;
  std::vector<std::string> entities;
};

class JoinTest : public testing::TestWithParam<JoinCase> {};

TEST_P(JoinTest, NamesOfOneThingAreOneEntity) {
  EXPECT_THAT(Summary(Resolve("", GetParam().body)),
              testing::UnorderedElementsAreArray(GetParam().entities))
      << GetParam().body;
}

INSTANTIATE_TEST_SUITE_P(
    Persons, JoinTest,
    testing::Values(
        JoinCase{"{P President Vladimir Putin} and {P Mr. Putin's} aide; {P V. Putin} left.",
                 {"Vladimir Putin/PERSON x3"}},
        JoinCase{"{P Volodymyr Zelenskyy}; {P Volodymyr Zelensky}; {P Wolodymyr Selenskyj}",
                 {"Volodymyr Zelenskyy/PERSON x2", "Wolodymyr Selenskyj/PERSON x1"}},
        JoinCase{"{P Nikki Haley} saw {P Halley}; {P Narendra Modi} rated by {P Moody}",
                 {"Nikki Haley/PERSON x1", "Halley/PERSON x1", "Narendra Modi/PERSON x1",
                  "Moody/PERSON x1"}},
        JoinCase{"{P George W. Bush}, his father {P George H.W. Bush}, and {P Bush}",
                 {"George W. Bush/PERSON x1", "George H.W. Bush/PERSON x2"}},
        JoinCase{"{P Bill Clinton} spoke. {P Clinton} left. {P Hillary Clinton} came. {P Clinton}",
                 {"Bill Clinton/PERSON x2", "Hillary Clinton/PERSON x2"}},
        JoinCase{"{P Putin} met {P Vladimir Putin}", {"Vladimir Putin/PERSON x2"}},
        JoinCase{"{P Xi Jinping} came. {P Xi} spoke.", {"Xi Jinping/PERSON x2"}},
        JoinCase{"{P Osama bin Laden}, {P bin Laden}, {P Bin Laden}",
                 {"Osama bin Laden/PERSON x3"}},
        JoinCase{"{P Martin Luther King Jr.} and {P King}", {"Martin Luther King Jr./PERSON x2"}},
        JoinCase{"{P Robert F. Kennedy}, Jr., son of {P Robert F. Kennedy}; {P Robert Kennedy} Jr.",
                 {"Robert F. Kennedy Jr./PERSON x2", "Robert F. Kennedy/PERSON x1"}},
        JoinCase{"{P Henry Ford} II, grandson of {P Henry Ford}, whom {P Ford} knew",
                 {"Henry Ford II/PERSON x1", "Henry Ford/PERSON x2"}},
        JoinCase{"{P Pope John Paul II} prayed; {P John Paul} died", {"John Paul II/PERSON x2"}},
        JoinCase{"{P Bashar al-Assad} came. {P Assad} spoke. {P al Assad}",
                 {"Bashar al-Assad/PERSON x3"}},
        JoinCase{"{P Abdel al-Sisi} and {P Abdel el-Sisi}; {P Fu'ad Hariri} and {P Fuad Hariri}",
                 {"Abdel al-Sisi/PERSON x2", "Fu'ad Hariri/PERSON x2"}},
        JoinCase{"{P Saddam Hussein} and King {P Hussein}",
                 {"Saddam Hussein/PERSON x1", "King Hussein/PERSON x1"}},
        JoinCase{"{P J.D. Vance}; {P JD Vance}; {P J. D. Vance}", {"JD Vance/PERSON x3"}},
        JoinCase{"{P Robert F.Kennedy} and {P Robert F. Kennedy}", {"Robert F. Kennedy/PERSON x2"}},
        JoinCase{"({P Angela) Merkel} and {P Angela Merkel}", {"Angela Merkel/PERSON x2"}},
        JoinCase{"{P Angela​ Merkel} and {P Angela Merkel}", {"Angela Merkel/PERSON x2"}},
        JoinCase{"{M Ms. Smith} met Ms. {O Jones}", {"Smith/PERSON x1", "Jones/PERSON x1"}},
        JoinCase{"{O Vice President Ann Lee}", {"Ann Lee/PERSON x1"}},
        JoinCase{"{P Muammar Gaddafi} and {P Moammar Kadhafi}", {"Muammar Gaddafi/PERSON x2"}},
        JoinCase{"{P Pope Francis} spoke; {P Francis} left", {"Pope Francis/PERSON x2"}},
        JoinCase{"{P John Smith} and {P Jane Smith}",
                 {"John Smith/PERSON x1", "Jane Smith/PERSON x1"}},
        JoinCase{"{P Angela Merkel}; {M Merkel}; {L Merkel}", {"Angela Merkel/PERSON x3"}}));

INSTANTIATE_TEST_SUITE_P(
    Organisations, JoinTest,
    testing::Values(
        JoinCase{"{O General Motors Corp.}, {O General Motors}, {O GM}",
                 {"General Motors/ORGANISATION x3"}},
        JoinCase{"{O Federal Bureau of Investigation}, {O FBI}, {O F.B.I.}",
                 {"Federal Bureau of Investigation/ORGANISATION x3"}},
        JoinCase{"{O Renmin Party} ({O PKX}) said; {O PKX}", {"Renmin Party/ORGANISATION x3"}},
        JoinCase{"{O Goldman Sachs Group Inc}; {O Goldman Sachs}; {O Goldman}",
                 {"Goldman Sachs Group/ORGANISATION x3"}},
        JoinCase{"{O United Airlines}, {O United Steel}, {O United}",
                 {"United Airlines/ORGANISATION x1", "United Steel/ORGANISATION x1",
                  "United/ORGANISATION x1"}},
        JoinCase{"{O Google} said. {O Google News} closes.",
                 {"Google/ORGANISATION x1", "Google News/ORGANISATION x1"}},
        JoinCase{"{O Ukrainian Defence Ministry}; the {O Defence Ministry}",
                 {"Ukrainian Defence Ministry/ORGANISATION x2"}},
        JoinCase{
            "{O Ukrainian Defence Ministry}, {O French Defence Ministry}, {O Defence Ministry}",
            {"Ukrainian Defence Ministry/ORGANISATION x1",
             "French Defence Ministry/ORGANISATION x1", "Defence Ministry/ORGANISATION x1"}},
        JoinCase{"{O MILAN}, {O MILAN}, {O Milan}; {O NATO}",
                 {"Milan/ORGANISATION x3", "NATO/ORGANISATION x1"}},
        JoinCase{"{O Time Warner} ( {O TWX.N} ), ( .{O SPX} ), index .{O DJI} rose, "
                 "({L 0005.HK}), ({O ABC})",
                 {"Time Warner/ORGANISATION x1", "ABC/ORGANISATION x1"}},
        JoinCase{"{O European Commission} said; the {O Commission}",
                 {"European Commission/ORGANISATION x2"}},
        JoinCase{"{O BT} rose. {O BT Group Plc} said", {"BT Group/ORGANISATION x2"}},
        JoinCase{"{O McDonald}'s sues; {O McDonald's Corp.}", {"McDonald's/ORGANISATION x2"}},
        JoinCase{"{O Moody}'s cut it; {P Moody}'s said", {"Moody's/ORGANISATION x2"}},
        JoinCase{"{P Tim Moody} left. {P Moody}'s friend", {"Tim Moody/PERSON x2"}},
        JoinCase{"{O Apple}'s phones; {O Apple}", {"Apple/ORGANISATION x2"}},
        JoinCase{"{O Apple}'s phones", {"Apple/ORGANISATION x1"}},
        JoinCase{"{O Gunter}'s said that {O Gunter}'s shops", {"Gunter's/ORGANISATION x2"}},
        JoinCase{"Marks & {P Spencer} rose; {P Marks} & {P Spencer}",
                 {"Marks & Spencer/ORGANISATION x2"}},
        JoinCase{"{P Blake}, {P Cassels} & {P Graydon} won",
                 {"Blake, Cassels & Graydon/ORGANISATION x1"}},
        JoinCase{"{P Ann Carson} left the {P Carson} plant", {"Ann Carson/PERSON x1"}},
        JoinCase{"{O Fannie Mae FNM.N. Bush} {O Fannie Mae}",
                 {"Fannie Mae/ORGANISATION x2", "Bush/ORGANISATION x1"}},
        JoinCase{"{O Boston Scientific} of {L Boston}",
                 {"Boston Scientific/ORGANISATION x1", "Boston/PLACE x1"}},
        JoinCase{"{O U.N.}, {O UN} and the {O United Nations}",
                 {"United Nations/ORGANISATION x3"}}));

INSTANTIATE_TEST_SUITE_P(
    PlacesAndOthers, JoinTest,
    testing::Values(JoinCase{"the {L U.S.}, {L USA}, {L the United States}",
                             {"United States/PLACE x3"}},
                    JoinCase{"{L Berlin} in {L Germany}", {"Berlin/PLACE x1", "Germany/PLACE x1"}},
                    JoinCase{"{L The Hague}", {"The Hague/PLACE x1"}},
                    JoinCase{"{L Germanyfollowing} and {L Berlinale}",
                             {"Germany/PLACE x1", "Berlinale/PLACE x1"}},
                    JoinCase{"{L Berlin, Germany}", {"Berlin/PLACE x1", "Germany/PLACE x1"}},
                    JoinCase{"{O China} beat {L Germany}", {"China/PLACE x1", "Germany/PLACE x1"}},
                    JoinCase{"the {M Ukrainian} army, {M Ukrainian} grain, {L French}, {M "
                             "Ukrainians}, {M European}, {M European}",
                             {}},
                    JoinCase{"{L NEW LONDON} - {P ANN O'LEE}; {L EU}",
                             {"New London/PLACE x1", "Ann O'Lee/PERSON x1", "EU/PLACE x1"}},
                    JoinCase{"{M C} {M C}, {M 9}, {M 9}", {}},
                    JoinCase{"the {M U.S.-led} talks, {M U.S.-led}", {}},
                    JoinCase{"the {M Nobel Prize}", {}},
                    JoinCase{"the {M Nobel Prize} and {M Nobel Prize}", {"Nobel Prize/OTHER x2"}},
                    JoinCase{"{L Sudan}, {L Sudan}, {O Sudan}", {"Sudan/PLACE x3"}}));

TEST(ResolverTest, MissedOccurrencesOfAFullNameAreMentions) {
  const article::Article article = Resolve("Jared Kushner flies",
                                           "{P Jared Kushner} met Jared Kushner's "
                                           "friend, not Jared Kushnerson.");
  EXPECT_THAT(Summary(article), ElementsAre("Jared Kushner/PERSON x3"));
  const v1::Entity& entity = article.entities(0);
  EXPECT_TRUE(entity.mentions(0).in_headline());
  EXPECT_EQ(entity.mentions(2).start(), 18U);
  EXPECT_EQ(entity.mentions(2).end(), 31U);
}

TEST(ResolverTest, SalienceAddsHeadlineLedeCountAndPosition) {
  const article::Article article =
      Resolve("{L Berlin} talks", "In {L Berlin} it rains.\n\n{P Ann Lee} and {L Berlin}; {P Lee}");
  EXPECT_FLOAT_EQ(Find(article, "Berlin").salience(), 3 + 2 + 2 + 1);
  EXPECT_FLOAT_EQ(Find(article, "Ann Lee").salience(),
                  static_cast<float>(std::log2(3.0) + 1 / (1 + 21.0 / 1000)));
  EXPECT_EQ(article.entities(0).name(), "Berlin");
}

TEST(ResolverTest, PlacesNeedAThirdOfTheHighestSalienceAndOthersToBeAmongTen) {
  std::string body = "{L Germany} and {L Germany}.\n\n" + std::string(5000, '.');
  for (const std::string_view surname : {"Abel", "Bauer", "Cohen", "Dorn", "Engel", "Fuchs",
                                         "Gross", "Hahn", "Imhof", "Lang", "Mann", "Nagel"}) {
    body += " {P Ann " + std::string(surname) + "}.";
  }
  body += " {L China}";
  const article::Article article = Resolve("{L Germany} votes", body);
  EXPECT_TRUE(Find(article, "Germany").salient());
  EXPECT_FALSE(Find(article, "China").salient());
  EXPECT_TRUE(Find(article, "Ann Lang").salient());
  EXPECT_FALSE(Find(article, "Ann Mann").salient());
}

TEST(ResolverTest, KnownOrganisationsAreOrganisationsWhateverTheyWereTaggedAs) {
  const article::Article article =
      Resolve("", "{M Nasdaq} listed it. {P Morgan Stanley} sold. {L UN} met.");
  EXPECT_THAT(Summary(article),
              UnorderedElementsAre("Nasdaq/ORGANISATION x1", "Morgan Stanley/ORGANISATION x1",
                                   "United Nations/ORGANISATION x1"));
}

TEST(ResolverTest, AWordThatOnlyFoldsToAnAcronymKeepsItsType) {
  EXPECT_THAT(Summary(Resolve("", "the {L Un} and its banks")), ElementsAre("Un/PLACE x1"));
}

TEST(ResolverTest, APlaceOrSurnameThatAnOrganisationBearsTooStays) {
  EXPECT_THAT(Summary(Resolve("", "In {L Boston} sang {P Jane Shell}. {P Shell} left.")),
              UnorderedElementsAre("Boston/PLACE x1", "Jane Shell/PERSON x2"));
  EXPECT_THAT(Summary(Resolve("", "{P Shell} sang.")), ElementsAre("Shell/PERSON x1"));
}

TEST(ResolverTest, PlacesCarryTheirCountry) {
  const article::Article article = Resolve("", "{L Berlin}, {L U.S.}, {L Atlantis}");
  EXPECT_EQ(Find(article, "Berlin").country(), "Germany");
  EXPECT_EQ(Find(article, "United States").country(), "United States");
  EXPECT_THAT(Find(article, "United States").spellings(), ElementsAre("U.S."));
  EXPECT_EQ(Find(article, "Atlantis").country(), "");
}

TEST(ResolverTest, TheRegionAfterACityDecidesThenWhatTheArticleNames) {
  const auto country = [](std::string_view body, std::string_view name) {
    return Find(Resolve("", body), name).country();
  };
  for (const std::string_view region : {"Alabama", "Ala.", "AL", "Alabama."}) {
    EXPECT_EQ(country("in {L Berlin}, " + std::string(region) + " today", "Berlin"),
              "United States");
  }
  EXPECT_EQ(country("in {L Berlin}, Ontario", "Berlin"), "Canada");
  EXPECT_EQ(country("in {L Berlin}, N.S.W.", "Berlin"), "Australia");
  EXPECT_EQ(country("in {L Berlin}, and Texas", "Berlin"), "Germany");
  EXPECT_EQ(country("in {L Atlantis}, {L Germany}.", "Atlantis"), "Germany");
  EXPECT_EQ(country("in {L Berlin}, {L China}.", "Berlin"), "Germany");
  EXPECT_EQ(country("in {L Plains}, {L Georgia}, and {L Texas}", "Georgia"), "United States");
  EXPECT_EQ(country("in {L Plains}, {L Calif.}", "California"), "United States");
}

TEST(ResolverTest, SpellingsAreThoseThatDifferFromTheName) {
  const article::Article article =
      Resolve("",
              "{P Volodymyr Zelenskyy}, {P Zelenskyy}, {P President Zelenskyy}, {P Volodymyr "
              "Zelensky}, {P VOLODYMYR ZELENSKYY}");
  EXPECT_THAT(Find(article, "Volodymyr Zelenskyy").spellings(),
              ElementsAre("Volodymyr Zelensky", "Zelenskyy"));
}

TEST(ResolverTest, KeyIsTheGazetteersNameIfItDiffers) {
  const article::Article article = Resolve("", "{P Moammar Kadhafi} and {P Ann Lee}");
  EXPECT_EQ(Find(article, "Moammar Kadhafi").key(), "muammar gaddafi");
  EXPECT_EQ(Find(article, "Ann Lee").key(), "");
}

TEST(ResolverTest, ProvidedEntitiesKeepNameAndTypeAndAreSalient) {
  article::Article given;
  Provide("ZELENSKYY", v1::ENTITY_TYPE_PERSON, given);
  Provide("USA", v1::ENTITY_TYPE_PLACE, given);
  Provide("Merlin", v1::ENTITY_TYPE_PERSON, given);
  Provide("GM", v1::ENTITY_TYPE_OTHER, given);
  const article::Article article = Resolve(
      "", "{P Volodymyr Zelenskyy}, {P Zelenskyy}, {L United States}, {O General Motors} ({O GM})",
      given);
  EXPECT_THAT(Summary(article), UnorderedElementsAre("ZELENSKYY/PERSON x2", "USA/PLACE x1",
                                                     "Merlin/PERSON x0", "GM/OTHER x2"));
  EXPECT_EQ(Find(article, "ZELENSKYY").origin(), v1::ENTITY_ORIGIN_BOTH);
  EXPECT_THAT(Find(article, "ZELENSKYY").spellings(),
              UnorderedElementsAre("Volodymyr Zelenskyy", "Zelenskyy"));
  EXPECT_EQ(Find(article, "USA").origin(), v1::ENTITY_ORIGIN_BOTH);
  EXPECT_EQ(Find(article, "USA").country(), "United States");
  EXPECT_EQ(Find(article, "Merlin").origin(), v1::ENTITY_ORIGIN_PROVIDED);
  for (const v1::Entity& entity : article.entities()) EXPECT_TRUE(entity.salient());
}

TEST(ResolverTest, ProvidedNameThatTheTaggerMissedIsFoundInTheText) {
  article::Article given;
  Provide("Acme", v1::ENTITY_TYPE_ORGANISATION, given);
  Provide("新华社", v1::ENTITY_TYPE_ORGANISATION, given);
  const article::Article article = Resolve("", "Acme grows; Acmes do not. 据新华社报道", given);
  EXPECT_EQ(Find(article, "Acme").mention_count(), 1U);
  EXPECT_EQ(Find(article, "Acme").origin(), v1::ENTITY_ORIGIN_BOTH);
  EXPECT_EQ(Find(article, "新华社").mention_count(), 1U);
}

TEST(ResolverTest, TwoProvidedNamesOfOneEntityAreBothKept) {
  article::Article given;
  Provide("Zelenskyy", v1::ENTITY_TYPE_PERSON, given);
  Provide("Volodymyr Zelensky", v1::ENTITY_TYPE_PERSON, given);
  const article::Article article = Resolve("", "{P Volodymyr Zelenskyy}", given);
  EXPECT_THAT(Summary(article),
              UnorderedElementsAre("Zelenskyy/PERSON x1", "Volodymyr Zelensky/PERSON x0"));
}

TEST(ResolverTest, ProvidedEntitiesAreNeverCutAndTheTotalIsBounded) {
  article::Article given;
  for (int i = 0; i < 200; ++i) {
    Provide("Given " + std::to_string(i), v1::ENTITY_TYPE_OTHER, given);
  }
  std::string body;
  for (int i = 0; i < 300; ++i) body += "{L Town" + std::to_string(i) + "} ";
  const article::Article article = Resolve("", body, given);
  EXPECT_EQ(article.entities_size(), static_cast<int>(limits::kMaxEntities));
  const auto provided = std::ranges::count_if(article.entities(), [](const v1::Entity& entity) {
    return entity.origin() == v1::ENTITY_ORIGIN_PROVIDED;
  });
  EXPECT_EQ(provided, 200);
}

TEST(ResolverTest, MentionsAndSpellingsAreBoundedButAllAreCounted) {
  std::string body;
  for (int i = 0; i < 150; ++i) body += "{P Ann Lee} ";
  for (int i = 0; i < 30; ++i)
    body += "{P Ann " + std::string(1, static_cast<char>('A' + i % 26)) +
            std::string(static_cast<std::size_t>(i) + 1, 'x') + " Lee} ";
  const article::Article article = Resolve("", body);
  EXPECT_GE(article.entities(0).mention_count(), 150U);
  EXPECT_EQ(article.entities(0).mentions_size(), 100);
  EXPECT_LE(article.entities(0).spellings_size(), 16);
}

TEST(ResolverTest, WhoMadeTheArticleIsNotAnEntity) {
  article::Article given;
  given.set_source("Reuters");
  given.add_authors("Ann Lee");
  const article::Article article = Resolve(
      "",
      "By {P Jane Roe}\n\n{P Sam Poe}\n\n{P Ann Lee}, Correspondent\n\n{L BERLIN} ({O Reuters}) - "
      "{P Tom Jones} "
      "told {O Reuters}. {O REUTERS}/{P Kevin Lamarque} (Reporting by {P John Doe} in {L Paris}; "
      "editing by {P Max Roe})\n\nPhoto by {P Nina Lens}\n\n{O Editorial team}",
      given);
  EXPECT_THAT(Summary(article), UnorderedElementsAre("Berlin/PLACE x1", "Tom Jones/PERSON x1"));
}

TEST(ResolverTest, TheSourceIsAnEntityIfTheHeadlineNamesIt) {
  article::Article given;
  given.set_source("Reuters");
  EXPECT_THAT(Summary(Resolve("{O Reuters} buys", "{O Reuters} said.", given)),
              ElementsAre("Reuters/ORGANISATION x2"));
}

struct BoilerplateCase {
  std::string body;
  std::vector<std::string> boilerplate;
};

TEST(MentionFilterTest, RangesCoverWhatNamesTheMakers) {
  const std::vector<BoilerplateCase> cases = {
      {"PARIS (Reuters) - It rains.", {"(Reuters)"}},
      {"LONDON, Jan 5 (The Daily Bugle) - It rains.", {"(The Daily Bugle)"}},
      {"He (Tom) - a clerk - and she.", {"(Tom)"}},
      {"It rains. (Additional reporting from Ann Lee; Editing by Tom (Max) Roe) More.",
       {"Additional reporting from Ann Lee; Editing by Tom (Max) Roe"}},
      {"It rains.\n\nReporting by Ann Lee\n\nMore.", {"Reporting by Ann Lee"}},
      {"Reporting by the book is dull.", {}},
      {"It rains. -- Additional reporting by Fang Yan", {"Additional reporting by Fang Yan"}},
      {"(Editing Bernard Orr)", {"Editing Bernard Orr"}},
      {"(Bericht von Anna Meier)", {"Bericht von Anna Meier"}},
      {"By Ann Lee and Tom Roe\nIt rains.", {"By Ann Lee and Tom Roe"}},
      {"By Monday the army had left.", {}},
      {"A man. REUTERS/Kevin Lamarque\nMore.", {"REUTERS/Kevin Lamarque"}},
      {"Photo: Ann Lee\nMore.", {"Photo: Ann Lee"}},
      {"(Photo by Ann Lee) More.", {"Photo by Ann Lee"}},
      {"", {}}};
  for (const BoilerplateCase& each : cases) {
    article::Article article;
    article.set_body(each.body);
    std::vector<std::string> found;
    for (const TextRange& range : BoilerplateRanges(article)) {
      found.push_back(each.body.substr(range.start, range.end - range.start));
    }
    EXPECT_EQ(found, each.boilerplate) << each.body;
  }
}

std::string RandomText(std::mt19937& random, std::size_t size) {
  constexpr std::string_view kPieces[] = {
      "Ann ",  "Lee ", "George W. ", "Bush ", "(",    ")",  "\n\n",     "By ", "Reporting by ",
      "U.S. ", "'s ",  "é",          "\xC3",  "\xFF", "新", "REUTERS/", "-- ", "GM "};
  std::string text;
  while (text.size() < size) text += kPieces[random() % std::size(kPieces)];
  return text;
}

std::vector<tagger::NameSpan> RandomSpans(std::mt19937& random, std::size_t text_size,
                                          std::size_t count) {
  std::vector<tagger::NameSpan> spans;
  for (std::size_t i = 0; i < count; ++i) {
    const auto start = static_cast<std::uint32_t>(random() % (text_size + 3));
    spans.push_back({start, start + static_cast<std::uint32_t>(random() % 20),
                     static_cast<v1::EntityType>(random() % 7)});
  }
  return spans;
}

std::vector<std::string> Bytes(const article::Article& article) {
  std::vector<std::string> bytes;
  for (const v1::Entity& entity : article.entities()) bytes.push_back(entity.SerializeAsString());
  return bytes;
}

// Any bytes and spans: nothing crashes, mentions lie in the text and are of their entity alone, and
// neither a second run nor another order of the spans changes anything.
TEST(ResolverPropertyTest, AnyInputGivesTheSameValidEntitiesInAnyOrder) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    article::Article article;
    article.set_headline(RandomText(random, 40));
    article.set_body(RandomText(random, 600));
    Provide("Ann Lee", static_cast<v1::EntityType>(random() % 6), article);
    tagger::ArticleNames names{RandomSpans(random, article.headline().size(), 5),
                               RandomSpans(random, article.body().size(), 60)};
    article::Article again = article;
    ResolveEntities(names, SmallGazetteer(), KnownNames(), article);
    std::ranges::shuffle(names.headline, random);
    std::ranges::shuffle(names.body, random);
    ResolveEntities(names, SmallGazetteer(), KnownNames(), again);
    ASSERT_EQ(Bytes(article), Bytes(again));
    ASSERT_LE(article.entities_size(), static_cast<int>(limits::kMaxEntities));
    std::vector<bool> used(article.body().size());
    std::set<std::pair<int, std::string>> keys;
    for (v1::Entity& entity : *article.mutable_entities()) {
      article::UnpackMentions(entity);
      EXPECT_FALSE(entity.name().empty());
      EXPECT_TRUE(keys.emplace(entity.type(), article::EntityKey(entity)).second) << entity.name();
      EXPECT_EQ(entity.mention_count() == 0, entity.origin() == v1::ENTITY_ORIGIN_PROVIDED);
      for (const v1::EntityMention& mention : entity.mentions()) {
        ASSERT_LT(mention.start(), mention.end());
        ASSERT_LE(mention.end(),
                  mention.in_headline() ? article.headline().size() : article.body().size());
        for (std::uint32_t i = mention.start(); !mention.in_headline() && i < mention.end(); ++i) {
          ASSERT_FALSE(used[i]);
          used[i] = true;
        }
      }
    }
  }
}

// Of this process: other work on the machine does not count.
double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Bodies of ten thousand mentions made to hit each list that could grow.
TEST(ResolverTest, TenThousandMentionsAreFast) {
  const auto number = [](int i) { return std::to_string(i); };
  const std::vector<std::function<std::string(int)>> makers = {
      [&](int i) { return "{P Ann" + number(i) + " Smith} "; },
      [&](int i) {
        return "{P " + std::string(i % 2 ? "Smith" : "Ann" + number(i) + " Smith") + "} ";
      },
      [&](int i) { return "{O Acme Unit" + number(i) + "} "; },
      [&](int i) {
        return "{O Acme Party} ({O AP" + std::string(1, static_cast<char>('A' + i % 26)) + "}) ";
      },
      [&](int i) { return "{L Town" + number(i) + "} "; },
      [&](int) { return std::string("{L Berlin} "); },
      [&](int i) { return "{P John" + number(i) + " James} John" + number(i) + " Jam John"; },
      // A family, and its name in thousands of spellings that count as one.
      [&](int i) {
        std::string surname;
        for (std::size_t at = 0; at < 11; ++at) {
          surname.append((static_cast<unsigned>(i) >> (at + 1) & 1U) + 1, "Bramlinstog"[at]);
        }
        return "{P " + (i % 2 ? "Ann" + number(i) + " Bramlinstog" : surname) + "} ";
      }};
  for (std::size_t maker = 0; maker < makers.size(); ++maker) {
    std::string body;
    for (int i = 0; i < 10000; ++i) body += makers[maker](i);
    tagger::ArticleNames names;
    article::Article article;
    article.set_body(Unmark(body, names.body));
    const double start = CpuSeconds();
    ResolveEntities(names, SmallGazetteer(), KnownNames(), article);
    const double spent = CpuSeconds() - start;
    // Some 20 ms optimised; a list walked for every mention takes seconds.
    EXPECT_LT(spent, 0.5) << maker;
    RecordProperty("us_" + std::to_string(maker), static_cast<int>(spent * 1e6));
    EXPECT_LE(article.entities_size(), static_cast<int>(limits::kMaxEntities));
  }
}

TEST(MentionFilterTest, RepeatedOpeningsAreLinear) {
  for (const std::string_view piece :
       {"(", "(Reporting", "((Reporting by A", "REUTERS/A", "-- ", "By A\n", "Photo by\n", ")"}) {
    article::Article article;
    while (article.body().size() < 1000000) article.mutable_body()->append(piece);
    const double start = CpuSeconds();
    BoilerplateRanges(article);
    EXPECT_LT(CpuSeconds() - start, 1) << piece;
  }
}

}  // namespace
}  // namespace dateline::resolver
