// SPDX-License-Identifier: GPL-3.0-or-later
// Words, phrases and prefixes in indexes of several languages.
#include <gmock/gmock.h>

#include "tests/unit/engine/engine_fixture.h"

namespace dateline::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

article::Article In(const std::string& language, const std::string& id, const std::string& headline,
                    const std::string& body) {
  article::Article article = test_support::MakeArticle(id, headline, body);
  article.set_language(language);
  return article;
}

class LanguagesTest : public EngineTest {
 protected:
  void FillMixed() {
    std::vector<article::Article> articles;
    for (int i = 0; i < 300; ++i) {
      articles.push_back(In("en", "en" + std::to_string(i), "Daily notes", "Nothing of it here."));
    }
    articles.push_back(In("de", "de", "Häuser brennen", "Regierungen streiten über die Häuser."));
    articles.push_back(In("fr", "fr", "Les entreprises françaises",
                          "Elles subissent la crise économique et le cours de l'or."));
    index_.Add(articles);
  }
};

TEST_F(LanguagesTest, AWordOfTheRarestLanguageIsFound) {
  FillMixed();
  for (const char* query : {"Häuser", "Regierungen", "brennen", "Haus", "Regierung",
                            "Regierungen lang:de", "headline:Häuser", "hauser"}) {
    EXPECT_THAT(Ids(Request(query)), ElementsAre("de")) << query;
  }
}

TEST_F(LanguagesTest, APhraseMatchesInTheLanguageOfTheArticle) {
  FillMixed();
  for (const char* query :
       {"\"crise économique\"", "\"crise economique\"", "\"crises économiques\"",
        "headline:\"entreprises françaises\"", "\"les entreprises françaises\"",
        "\"cours de l'or\"", "\"cours de l’or\"", "+\"crise économique\" +cours"}) {
    EXPECT_THAT(Ids(Request(query)), ElementsAre("fr")) << query;
  }
  EXPECT_THAT(Ids(Request("\"streiten über\"")), ElementsAre("de"));
  EXPECT_THAT(Ids(Request("\"économique crise\"")), IsEmpty());
  EXPECT_THAT(Ids(Request("headline:\"crise économique\"")), IsEmpty());
  EXPECT_THAT(Ids(Request("elles -\"crise économique\"")), IsEmpty());
}

TEST_F(LanguagesTest, OnlyFrenchArticlesNeedNoLanguageInTheRequest) {
  index_.Add({In("fr", "a", "Marché", "Les entreprises françaises subissent la crise économique")});
  EXPECT_THAT(Ids(Request("\"crise économique\"")), ElementsAre("a"));
  EXPECT_THAT(Ids(Request("\"les entreprises françaises\"")), ElementsAre("a"));
}

// French "générale" and English "generals" have stems that the other language has too.
TEST_F(LanguagesTest, APhraseIsNotFoundByTheStemsOfAnotherLanguage) {
  index_.Add({In("en", "en", "Office", "The secretary generals met."),
              In("fr", "fr", "Bureau", "La secrétaire générale parle.")});
  EXPECT_THAT(Ids(Request("\"secrétaires générales\"")), ElementsAre("fr"));
  EXPECT_THAT(Ids(Request("\"secretary general\"")), ElementsAre("en"));
}

TEST_F(LanguagesTest, SeveralLanguagesInTheFilterAreLookedIn) {
  FillMixed();
  v1::SearchRequest request = Request("\"crise économique\"");
  request.mutable_filter()->add_languages("de");
  request.mutable_filter()->add_languages("fr");
  EXPECT_THAT(Ids(request), ElementsAre("fr"));
  request.set_query("Regierungen");
  EXPECT_THAT(Ids(request), ElementsAre("de"));
}

TEST_F(LanguagesTest, PrefixesGoPastTheStemsOfEachLanguage) {
  index_.Add({In("en", "en", "Works", "Some travel."),
              In("fr", "fr", "Grands travaux", "Les syndicats généraux.")});
  for (const char* query : {"travaux*", "générau*", "généraux*", "generau*", "syndicats*"}) {
    EXPECT_THAT(Ids(Request(query)), ElementsAre("fr")) << query;
  }
}

TEST_F(LanguagesTest, ElidedArticlesAreCutWhateverTheQuerysLanguage) {
  index_.Add({In("fr", "fr", "Défense", "Le plan d'Obama pour l'armée, dit-on, jusqu'ici."),
              In("it", "it", "Difesa", "Le forze dell'esercito e l'Egitto."),
              In("en", "en", "Defence", "It's what O'Brien doesn't say.")});
  for (const char* query : {"l'armée", "l’armée", "armée", "d'Obama", "jusqu'ici"}) {
    EXPECT_THAT(Ids(Request(query)), ElementsAre("fr")) << query;
  }
  for (const char* query : {"dell'esercito", "dell’esercito", "esercito", "l'Egitto"}) {
    EXPECT_THAT(Ids(Request(query)), ElementsAre("it")) << query;
  }
  for (const char* query : {"O'Brien", "doesn't", "O’Brien"}) {
    EXPECT_THAT(Ids(Request(query)), ElementsAre("en")) << query;
  }
  EXPECT_THAT(Ids(Request("Brien")), IsEmpty());
}

TEST_F(LanguagesTest, APhraseMayBeCutAtAnApostrophe) {
  index_.Add({In("it", "it", "Difesa", "Le forze siriane dell'esercito avanzano."),
              In("en", "en", "Defence", "Nothing.")});
  for (const char* query : {"\"siriane dell\"", "\"dell esercito\"", "\"siriane dell'esercito\"",
                            "\"dell'esercito avanzano\"", "\"forze siriane dell\""}) {
    EXPECT_THAT(Ids(Request(query)), ElementsAre("it")) << query;
  }
  EXPECT_THAT(Ids(Request("\"siriane esercito\"")), IsEmpty());
}

TEST_F(LanguagesTest, WordsAreFoundWithoutTheirAccentsAndWithThem) {
  index_.Add({In("fr", "fr", "Musée", "La première sécurité du lycée"),
              In("pt", "pt", "Eleições", "O policial de São Paulo"),
              In("de", "de", "München", "Die Straße nach Köln"),
              In("de", "de2", "Muenchen", "Die Strasse nach Koeln"),
              In("en", "en", "Carbon", "Less CO₂ and H₂O on 5 km²")});
  for (const char* query : {"musee", "premiere", "securite", "lycee", "premier", "musées"}) {
    EXPECT_THAT(Ids(Request(query)), ElementsAre("fr")) << query;
  }
  for (const char* query : {"sao", "São", "eleicao", "eleição", "policiais", "+Sao +Paulo"}) {
    EXPECT_THAT(Ids(Request(query)), ElementsAre("pt")) << query;
  }
  for (const char* query : {"München", "Munchen", "Muenchen", "Köln", "Koeln", "Straße", "strasse",
                            "\"nach Köln\"", "\"nach Koeln\""}) {
    EXPECT_THAT(Ids(Request(query)), UnorderedElementsAre("de", "de2")) << query;
  }
  for (const char* query : {"CO2", "CO₂", "H2O", "km2", "km²"}) {
    EXPECT_THAT(Ids(Request(query)), ElementsAre("en")) << query;
  }
}

TEST_F(LanguagesTest, DoubledLettersOfSpanishAreOneWordToo) {
  index_.Add({In("es", "dots", "Uno", "Viaje a EE.UU. en mayo"),
              In("es", "space", "Dos", "Viaje a EE. UU. en mayo"),
              In("es", "plain", "Tres", "Viaje a EE UU en mayo"),
              In("es", "joined", "Cuatro", "Viaje a EEUU en mayo")});
  EXPECT_THAT(Ids(Request("EEUU")), UnorderedElementsAre("dots", "space", "plain", "joined"));
  EXPECT_THAT(Ids(Request("\"EE UU\"")), UnorderedElementsAre("dots", "space", "plain"));
}

TEST_F(LanguagesTest, TextWithoutSpacesIsFoundByItsWords) {
  index_.Add({In("th", "th", "ข่าว", "รัฐบาลไทยประกาศนโยบายเศรษฐกิจใหม่เพื่อประชาชน"),
              In("km", "km", "ព័ត៌មាន", "រដ្ឋាភិបាលកម្ពុជាប្រកាសគោលនយោបាយសេដ្ឋកិច្ចថ្មី"),
              In("lo", "lo", "ຂ່າວ", "ລັດຖະບານລາວປະກາດນະໂຍບາຍເສດຖະກິດໃໝ່"),
              In("my", "my", "သတင်း", "မြန်မာအစိုးရသည်စီးပွားရေးမူဝါဒသစ်ကိုကြေညာသည်"),
              In("ko", "ko", "소식", "서울에서 회의가 열렸다. 물이 맑다."),
              In("zh", "zh", "新闻", "中国发展水利工程,第3届会议讨论中国GDP增长,经济改革")});
  for (const auto& [id, query] :
       std::vector<std::pair<std::string, std::string>>{{"th", "\"รัฐบาล\""},
                                                        {"th", "\"เศรษฐกิจ\""},
                                                        {"th", "\"รัฐบาลไทยประกาศนโยบายเศรษฐกิจ\""},
                                                        {"km", "\"កម្ពុជា\""},
                                                        {"km", "\"សេដ្ឋកិច្ច\""},
                                                        {"lo", "\"ເສດຖະກິດ\""},
                                                        {"my", "\"စီးပွားရေး\""},
                                                        {"ko", "서울"},
                                                        {"ko", "\"서울에서\""},
                                                        {"ko", "물"},
                                                        {"zh", "水"},
                                                        {"zh", "程"},
                                                        {"zh", "\"水利工程\""},
                                                        {"zh", "\"第3届\""},
                                                        {"zh", "\"国GDP增\""},
                                                        {"zh", "\"經濟\""}}) {
    EXPECT_THAT(Ids(Request(query)), ElementsAre(id)) << query;
  }
}

TEST_F(LanguagesTest, SingleCharactersAreMarkedWhereTheyStand) {
  index_.Add({In("zh", "zh", "水利工程", "用水")});
  v1::SearchRequest request = Request("水");
  request.mutable_snippets()->set_html(true);
  const auto response = Search(request, {});
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->hits_size(), 1);
  EXPECT_EQ(response->hits(0).headline_html(), "<mark>水</mark>利工程");
  ASSERT_EQ(response->hits(0).snippets_size(), 1);
  EXPECT_EQ(response->hits(0).snippets(0).html(), "用<mark>水</mark>");
}

TEST_F(LanguagesTest, NeighboursInTheLanguageOfTheArticleRankHigher) {
  index_.Add({In("en", "en", "News", "Something else."),
              In("fr", "far", "Revue", "Les économies de papier, une page, un mot, une crise."),
              In("fr", "near", "Revue", "Les crises économiques de papier, une page, un mot.")});
  EXPECT_EQ(Ids(Request("crise économique")).front(), "near");
}

TEST_F(LanguagesTest, TheExactHeadlineComesFirst) {
  std::string repeated;
  for (int i = 0; i < 80; ++i) repeated += "union state ";
  index_.Add({In("en", "exact", "The State of the Union", "A speech."),
              In("en", "repeated", "Union state", repeated),
              In("en", "paint", "White paint for house", "Press the white house paint, press it."),
              In("en", "press", "White House press", "Nothing more to say of it at length here."),
              In("en", "doh", "DNS-over-HTTPS (DoH) FAQs", "Answers."),
              In("en", "dns", "DNS over HTTPS", "DNS over HTTPS, DoH, FAQs, DoH, FAQs.")});
  EXPECT_EQ(Ids(Request("the state of the union")).front(), "exact");
  EXPECT_EQ(Ids(Request("white house press")).front(), "press");
  EXPECT_EQ(Ids(Request("DNS-over-HTTPS (DoH) FAQs")).front(), "doh");
}

TEST_F(LanguagesTest, AnAuthorIsFoundByAnyWordOfTheName) {
  article::Article whole = test_support::MakeArticle("whole", "One", "Text");
  whole.add_authors("JoAnne Allen");
  article::Article other = test_support::MakeArticle("other", "Two", "Text");
  other.add_authors("Allen");
  article::Article third = test_support::MakeArticle("third", "Three", "Text");
  third.add_authors("Ann Allender");
  index_.Add({whole, third});
  for (const char* query :
       {"author:Allen", "author:joanne", "author:\"Allen JoAnne\"", "author:\"JoAnne Allen\""}) {
    EXPECT_THAT(Ids(Request(query)), ElementsAre("whole")) << query;
  }
  v1::SearchRequest filtered = Request("");
  filtered.mutable_filter()->add_authors("Allen");
  EXPECT_THAT(Ids(filtered), IsEmpty()) << "a filter names exact values";
}

TEST_F(LanguagesTest, ANameThatIsAnAuthorIsThatAuthorAlone) {
  article::Article whole = test_support::MakeArticle("whole", "One", "Text");
  whole.add_authors("JoAnne Allen");
  article::Article other = test_support::MakeArticle("other", "Two", "Text");
  other.add_authors("Allen");
  index_.Add({whole, other});
  EXPECT_THAT(Ids(Request("author:Allen")), ElementsAre("other")) << "as a facet counts it";
}

TEST_F(LanguagesTest, NamesOfAuthorsAndSourcesAreOffered) {
  article::Article one = test_support::MakeArticle("1", "One", "Text", "", "Tallow Gazette");
  one.add_authors("Ann Roe");
  article::Article two = test_support::MakeArticle("2", "Two", "Text", "", "Tallow Gazette");
  index_.Add({one, two});
  const auto choices = [this](const std::string& query) {
    std::vector<std::string> found;
    const auto response = Search(Request(query), {});
    EXPECT_TRUE(response.ok()) << response.status();
    for (const v1::NameChoice& choice : response->name_choices()) {
      found.push_back(choice.field() + ":" + choice.value() + "=" + choice.text() + "@" +
                      std::to_string(choice.article_count()));
    }
    return found;
  };
  EXPECT_THAT(choices("Ann Roe"), ElementsAre("author:Ann Roe=Ann Roe@1"));
  EXPECT_THAT(choices("ann  roe"), ElementsAre("author:Ann Roe=ann  roe@1"));
  EXPECT_THAT(choices("\"Tallow Gazette\""), ElementsAre("source:Tallow Gazette=Tallow Gazette@2"));
  EXPECT_THAT(choices("strike Ann Roe tallow gazette"),
              ElementsAre("author:Ann Roe=Ann Roe@1", "source:Tallow Gazette=tallow gazette@2"));
  EXPECT_THAT(choices("Ann"), IsEmpty());
  EXPECT_THAT(choices(""), IsEmpty());
}

}  // namespace
}  // namespace dateline::engine
