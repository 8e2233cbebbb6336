// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/analyzer.h"

#include <gtest/gtest.h>

#include <random>

#include "core/limits.h"
#include "core/text/fold.h"
#include "core/text/stemmer.h"
#include "core/text/stop_words.h"
#include "core/text/utf8.h"
#include "core/text/word_scanner.h"

namespace dateline::text {
namespace {

std::string Terms(std::string_view text, Language language, Analyzer& analyzer) {
  std::string joined;
  for (const Token& token : analyzer.Analyze(text, language)) {
    joined += (joined.empty() ? "" : " ") + std::string(token.term);
  }
  return joined;
}

std::string Terms(std::string_view text, Language language) {
  Analyzer analyzer;
  return Terms(text, language, analyzer);
}

struct Case {
  const char* what;
  Language language;
  const char* text;
  const char* terms;
};

class AnalyzerTest : public testing::TestWithParam<Case> {};

TEST_P(AnalyzerTest, GivesTheTerms) {
  EXPECT_EQ(Terms(GetParam().text, GetParam().language), GetParam().terms);
}

INSTANTIATE_TEST_SUITE_P(
    Words, AnalyzerTest,
    testing::Values(
        Case{"Empty", Language::kEnglish, "", ""}, Case{"Marks", Language::kEnglish, " .,;!? ", ""},
        Case{"Case", Language::kEnglish, "HARBOUR Bridge", "harbour bridg"},
        Case{"Stems", Language::kEnglish, "elections elected electing", "elect elect elect"},
        Case{"Possessive", Language::kEnglish, "mayor's council's", "mayor council"},
        Case{"PossessiveTwice", Language::kEnglish, "mayor's's James'S's", "mayor jame"},
        Case{"CurlyPossessive", Language::kEnglish, "mayor\u2019s", "mayor"},
        Case{"Hyphen", Language::kEnglish, "well-known e-mail", "well known e mail"},
        Case{"Initialism", Language::kEnglish, "U.S. U.S.A. E.U.", "us usa eu"},
        Case{"Thousands", Language::kEnglish, "1,000,000 people", "1000000 peopl"},
        Case{"Decimal", Language::kEnglish, "3.14", "3.14"},
        Case{"GermanNumber", Language::kGerman, "1.000.000", "1000000"},
        Case{"Address", Language::kEnglish, "https://www.example.com/a", "https www exampl com a"},
        Case{"Mail", Language::kEnglish, "tom@example.com", "tom exampl com"},
        Case{"Accents", Language::kEnglish, "caf\u00e9 na\u00efve", "cafe naiv"},
        Case{"Decomposed", Language::kEnglish, "cafe\u0301", "cafe"},
        Case{"Ligature", Language::kEnglish, "\ufb01sh", "fish"},
        Case{"FullWidth", Language::kEnglish, "\uff21\uff22\uff23", "abc"},
        Case{"Sharp", Language::kGerman, "Stra\u00dfe STRASSE", "strass strass"},
        Case{"Umlaut", Language::kGerman, "H\u00e4user", "haus"},
        Case{"French", Language::kFrench, "l'\u00e9lection", "l elect"},
        Case{"Russian", Language::kRussian, "\u041d\u043e\u0432\u043e\u0441\u0442\u0438",
             "\u043d\u043e\u0432\u043e\u0441\u0442"},
        Case{"Ideographs", Language::kOther, "\u6771\u4eac\u90fd", "\u4e1c\u4eac \u4eac\u90fd"},
        Case{"OneIdeograph", Language::kOther, "\u6c34", "\u6c34"},
        Case{"BrokenBytes", Language::kEnglish,
             "ab\xff"
             "cd",
             "ab cd"},
        Case{"NoStemmer", Language::kOther, "elections", "elections"}),
    [](const auto& one) { return one.param.what; });

INSTANTIATE_TEST_SUITE_P(
    Elisions, AnalyzerTest,
    testing::Values(Case{"FrenchBothApostrophes", Language::kFrench, "le cours de l'or, l\u2019or",
                         "le cour de l or l or"},
                    Case{"FrenchWords", Language::kFrench,
                         "qu'il d'Obama jusqu'au n'est s'il c'est j'ai",
                         "qu il d obam jusqu au n est s il c est j ai"},
                    Case{"FrenchWholeWords", Language::kFrench, "aujourd'hui", "aujourd'hui"},
                    Case{"Italian", Language::kItalian, "dell'esercito all'estero un'ora l'Egitto",
                         "dell eserc all ester un ora l egitt"},
                    Case{"Catalan", Language::kCatalan, "l'alcalde d'Espanya", "l alcald d espany"},
                    Case{"Portuguese", Language::kPortuguese, "copo d'\u00e1gua", "cop d agu"},
                    Case{"NoStemmerForIt", Language::kOther, "l'istori\u00e0", "l istoria"},
                    Case{"English", Language::kEnglish, "it's don't O'Brien D'Angelo rock'n'roll",
                         "it don't o'brien d'angelo rock'n'rol"}),
    [](const auto& one) { return one.param.what; });

INSTANTIATE_TEST_SUITE_P(
    Characters, AnalyzerTest,
    testing::Values(Case{"Subscripts", Language::kEnglish, "CO\u2082 H\u2082O", "co2 h2o"},
                    Case{"Superscripts", Language::kEnglish, "5 km\u00b2 x\u00b3", "5 km2 x3"},
                    Case{"Exponents", Language::kEnglish, "10\u2076", "10 6"},
                    Case{"Notes", Language::kEnglish, "Merkel\u00b9", "merkel 1"},
                    Case{"Isotopes", Language::kEnglish, "\u00b9\u2074C", "14c"},
                    Case{"Strokes", Language::kOther, "\u0141\u00f3d\u017a \u0110\u00e0 \u00d8re",
                         "lodz da ore"},
                    Case{"Ligatures", Language::kOther, "\u00e6on \u0153uvre", "aeon oeuvre"},
                    Case{"PersianLetters", Language::kOther, "\u06a9\u06cc", "\u0643\u064a"},
                    Case{"HindiNasals", Language::kOther, "\u0939\u093f\u0928\u094d\u0926\u0940",
                         "\u0939\u093f\u0902\u0926\u0940"},
                    Case{"HindiOtherNasals", Language::kOther, "\u091c\u0928\u094d\u092e",
                         "\u091c\u0928\u094d\u092e"},
                    Case{"HindiNukta", Language::kOther, "\u091c\u093c", "\u091c"},
                    Case{"Traditional", Language::kOther, "\u7d93\u6fdf", "\u7ecf\u6d4e"},
                    Case{"GermanUmlautLetters", Language::kGerman,
                         "Muenchen Koelner neue Quelle Trauer", "munch koln neu quell trau"},
                    Case{"GermanUmlauts", Language::kGerman, "M\u00fcnchen K\u00f6lner",
                         "munch koln"},
                    Case{"ArabicFinalHa", Language::kArabic,
                         "\u0627\u0644\u0645\u0645\u0644\u0643\u0647 "
                         "\u0627\u0644\u0645\u0645\u0644\u0643\u0629",
                         "\u0645\u0645\u0644\u0643 \u0645\u0645\u0644\u0643"}),
    [](const auto& one) { return one.param.what; });

INSTANTIATE_TEST_SUITE_P(
    Scripts, AnalyzerTest,
    testing::Values(Case{"Thai", Language::kOther, "\u0e1b\u0e35\u0e19\u0e35\u0e49",
                         "\u0e1b\u0e35\u0e19\u0e35\u0e49"},
                    Case{"ThaiRun", Language::kOther, "\u0e23\u0e31\u0e10\u0e1a\u0e32\u0e25",
                         "\u0e23\u0e31\u0e10 \u0e10\u0e1a \u0e1a\u0e32 \u0e32\u0e25"},
                    Case{"KhmerOverZeroWidthSpace", Language::kOther,
                         "\u1780\u200b\u1781\u200b \u1782", "\u1780\u1781 \u1782"},
                    Case{"Hangul", Language::kOther, "\uc11c\uc6b8\uc5d0\uc11c",
                         "\uc11c\uc6b8 \uc6b8\uc5d0 \uc5d0\uc11c"},
                    Case{"HangulInLetters", Language::kOther, "\u1109\u1165\u110b\u116e\u11af",
                         "\uc11c\uc6b8"},
                    Case{"HalfWidthKana", Language::kOther, "\uff84\uff9e\uff99", "\u30c9\u30eb"},
                    Case{"TouchesLetters", Language::kOther, "\u4e2d\u56fdGDP\u589e\u957f",
                         "\u4e2d\u56fd \u56fd gdp \u589e \u589e\u957f"},
                    Case{"TouchesNumbers", Language::kOther, "\u7b2c3\u5c4a\u4f1a",
                         "\u7b2c 3 \u5c4a \u5c4a\u4f1a"},
                    Case{"TouchesMarks", Language::kOther, "GDP,\u589e\u957f", "gdp \u589e\u957f"}),
    [](const auto& one) { return one.param.what; });

TEST(AnalyzerTest, ArticlesBeforeAnApostropheAreElidedAndNoOtherWords) {
  Analyzer analyzer;
  std::vector<bool> elided;
  for (const Token& token : analyzer.Analyze("l'or, l or dell' l'11", Language::kItalian)) {
    elided.push_back(token.elided);
  }
  EXPECT_EQ(elided, (std::vector<bool>{true, false, false, false, false, false, false}));
}

// What is cut out of a run at any two characters has words that stand in the run in a row.
TEST(AnalyzerTest, APartOfAMixedRunHasTheWordsOfTheRun) {
  const std::vector<std::string> characters{"\u7b2c", "3",      "\u5c4a", "\u4f1a",       "G",
                                            "D",      "\u56fd", "1",      "\u0e1b\u0e35", "\u0e19",
                                            "\uc11c", "\uc6b8"};
  const auto is_wide = [](const std::string& character) { return character.size() > 1; };
  Analyzer analyzer;
  std::string whole;
  for (const std::string& character : characters) whole += character;
  const std::string terms = " " + Terms(whole, Language::kOther, analyzer) + " ";
  for (std::size_t first = 0; first < characters.size(); ++first) {
    std::string part;
    for (std::size_t last = first; last < characters.size(); ++last) {
      part += characters[last];
      const bool cuts_word =
          (first > 0 && !is_wide(characters[first]) && !is_wide(characters[first - 1])) ||
          (last + 1 < characters.size() && !is_wide(characters[last]) &&
           !is_wide(characters[last + 1]));
      // One character of a run is found by the postings of single characters.
      const std::string of_part = Terms(part, Language::kOther, analyzer);
      if (cuts_word || IsLoneCharacter(of_part)) continue;
      EXPECT_NE(terms.find(" " + of_part + " "), std::string::npos) << part << ": " << of_part;
    }
  }
}

// The stem of a word comes from its letters without accents alone.
TEST(AnalyzerTest, AWordHasOneStemWithItsAccentsAndWithout) {
  struct Word {
    Language language;
    const char* with;
    const char* without;
  };
  for (const Word& word : {Word{Language::kFrench, "mus\u00e9e", "musee"},
                           {Language::kFrench, "lyc\u00e9e", "lycee"},
                           {Language::kFrench, "s\u00e9curit\u00e9", "securite"},
                           {Language::kFrench, "premi\u00e8re", "premiere"},
                           {Language::kFrench, "congr\u00e8s", "congres"},
                           {Language::kFrench, "\u00c9lys\u00e9e", "Elysee"},
                           {Language::kSpanish, "polic\u00eda", "policia"},
                           {Language::kSpanish, "informaci\u00f3n", "informacion"},
                           {Language::kPortuguese, "S\u00e3o", "Sao"},
                           {Language::kPortuguese, "presid\u00eancia", "presidencia"},
                           {Language::kItalian, "citt\u00e0", "citta"},
                           {Language::kGerman, "Stra\u00dfe", "Strasse"},
                           {Language::kSwedish, "v\u00e4g", "vag"},
                           {Language::kHungarian, "h\u00e1zb\u00f3l", "hazbol"},
                           {Language::kRomanian, "na\u021biunii", "natiunii"},
                           {Language::kTurkish, "kad\u0131nlar", "kadinlar"},
                           {Language::kTurkish, "g\u00fcnler", "gunler"},
                           {Language::kRussian, "\u0441\u0430\u043c\u043e\u043b\u0451\u0442",
                            "\u0441\u0430\u043c\u043e\u043b\u0435\u0442"},
                           {Language::kCatalan, "informaci\u00f3", "informacio"},
                           {Language::kIrish, "\u00c9ire", "Eire"}}) {
    EXPECT_EQ(Terms(word.with, word.language), Terms(word.without, word.language)) << word.with;
  }
}

// What the stemmers know by accents is known without them.
TEST(AnalyzerTest, FormsOfAWordMeetAlthoughTheirAccentsAreDropped) {
  struct Forms {
    Language language;
    const char* one;
    const char* other;
  };
  for (const Forms& forms :
       {Forms{Language::kFrench, "premi\u00e8re", "premier"},
        {Language::kFrench, "arriv\u00e9e", "arriver"},
        {Language::kFrench, "responsabilit\u00e9s", "responsable"},
        {Language::kSpanish, "informaci\u00f3n", "informaciones"},
        {Language::kSpanish, "econom\u00eda", "econ\u00f3mica"},
        {Language::kPortuguese, "elei\u00e7\u00e3o", "elei\u00e7\u00f5es"},
        {Language::kPortuguese, "policial", "policiais"},
        {Language::kPortuguese, "acusa\u00e7\u00e3o", "acusado"},
        {Language::kItalian, "responsabilit\u00e0", "responsabile"},
        {Language::kRussian, "\u043d\u043e\u0432\u044b\u0439", "\u043d\u043e\u0432\u044b\u0435"},
        {Language::kTurkish, "g\u00fcnler", "g\u00fcnlerde"}}) {
    EXPECT_EQ(Terms(forms.one, forms.language), Terms(forms.other, forms.language)) << forms.one;
  }
  EXPECT_NE(Terms("Par\u00eds", Language::kSpanish), Terms("para", Language::kSpanish));
}

TEST(AnalyzerTest, PositionsCountWordsAndSpansCoverThem) {
  Analyzer analyzer;
  const std::string text = "The U.S. economy's 1,000 caf\u00e9s";
  std::vector<std::string> covered;
  std::uint32_t position = 0;
  for (const Token& token : analyzer.Analyze(text, Language::kEnglish)) {
    EXPECT_EQ(token.position, ++position);
    covered.push_back(text.substr(token.start, token.end - token.start));
  }
  EXPECT_EQ(covered[0], "The");
  EXPECT_TRUE(covered[1].starts_with("U.S"));
  EXPECT_TRUE(covered[2].starts_with("economy"));
  EXPECT_EQ(covered[3], "1,000");
  EXPECT_EQ(covered[4], "caf\u00e9s");
}

TEST(AnalyzerTest, OverlongWordsAreCutToWhatATermHolds) {
  const std::string terms = Terms(std::string(10000, 'x'), Language::kEnglish);
  EXPECT_EQ(terms, std::string(limits::kMaxTokenBytes, 'x'));
}

// The fast path for ASCII words and the general one see the same words.
TEST(WordScannerTest, FastAndGeneralPathAgree) {
  Analyzer analyzer;
  std::mt19937 random(5);
  const std::vector<std::string> pieces{"word", "Word", "U.S.", "a",    "'s",    "\u2019s", "-",
                                        ".",    ",",    "1",    "23",   "4,567", "3.5",     " ",
                                        "\n",   "é",    "漢",   "字",   "@",     "/",       "&",
                                        "_",    "ß",    "x'",   "AT&T", "\xff",  "\u0301"};
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (std::size_t n = random() % 12; n > 0; --n) text += pieces[random() % pieces.size()];
    WordScanner fast(text, Language::kEnglish, WordScanner::Path::kFast);
    WordScanner general(text, Language::kEnglish, WordScanner::Path::kGeneral);
    ScannedWord a;
    ScannedWord b;
    for (;;) {
      const bool more = fast.Next(a);
      ASSERT_EQ(general.Next(b), more) << text;
      if (!more) break;
      ASSERT_EQ(a.start, b.start) << text;
      ASSERT_EQ(a.end, b.end) << text;
      ASSERT_EQ(Terms(a.surface, Language::kEnglish, analyzer),
                Terms(b.surface, Language::kEnglish, analyzer))
          << text;
    }
  }
}

TEST(AnalyzerTest, AFullCacheChangesNothing) {
  Analyzer warm;
  Analyzer again;
  for (int i = 0; i < 400000; ++i) {
    const std::string word = "word" + std::to_string(i) + "ing";
    (void)warm.Analyze(word, Language::kEnglish);
  }
  for (int i = 0; i < 1000; ++i) {
    const std::string word = "elections" + std::to_string(i);
    const std::vector<Token>& expected = again.Analyze(word, Language::kEnglish);
    ASSERT_EQ(expected.size(), 1U);
    EXPECT_EQ(warm.Analyze(word, Language::kEnglish).at(0).term, expected[0].term);
  }
}

TEST(FoldNameTest, NamesCompareWithoutCaseAccentsAndSpareSpace) {
  EXPECT_EQ(FoldName("  Jos\u00e9   GARC\u00cdA "), FoldName("jose garcia"));
  EXPECT_EQ(FoldName("Stra\u00dfe"), FoldName("STRASSE"));
  EXPECT_NE(FoldName("U.S."), FoldName("Us and them"));
}

TEST(FoldNameTest, TheFastPathFoldsAsIcuDoes) {
  for (const std::string_view text :
       {"", " ", "Ann Lee", " Ann", "Ann ", "Ann  Lee", "O'Neill-Roe Jr.", "A&B", "É", "a\tb",
        "\x01", "\xFF", "U.S.", "ＡＢ"}) {
    EXPECT_EQ(FoldName(text), FoldAnyName(text)) << text;
  }
}

TEST(CleanUtf8Test, EachByteOfTheResultKnowsItsOrigin) {
  std::vector<std::uint32_t> origins;
  EXPECT_EQ(CleanUtf8("a\x01\xff\r\n\u00e9", origins), "a\xef\xbf\xbd\n\u00e9");
  EXPECT_EQ(origins, (std::vector<std::uint32_t>{0, 2, 2, 2, 4, 5, 5, 7}));
}

TEST(CleanUtf8Test, BrokenBytesAndControlsGo) {
  EXPECT_EQ(CleanUtf8("a\xff"
                      "b"),
            "a\ufffd"
            "b");
  EXPECT_EQ(CleanUtf8(std::string_view("a\0b\x01"
                                       "c\td\n",
                                       8)),
            "abc\td\n");
  EXPECT_EQ(CleanUtf8("\xed\xa0\x80").find('\xed'), std::string::npos);  // a lone surrogate
  EXPECT_EQ(CleanUtf8("\xc0\xaf").find('/'), std::string::npos);         // an overlong slash
}

TEST(StopWordTest, KnowsTheListOfALanguage) {
  EXPECT_TRUE(IsStopWord("the", Language::kEnglish));
  EXPECT_FALSE(IsStopWord("election", Language::kEnglish));
  EXPECT_FALSE(IsStopWord("und", Language::kEnglish));
  EXPECT_TRUE(IsStopWord("und", Language::kGerman));
  EXPECT_TRUE(IsStopWord("FÜR", Language::kGerman));
  EXPECT_TRUE(IsStopWord("that’s", Language::kEnglish));
  EXPECT_FALSE(IsStopWord("fur", Language::kGerman)) << "accents are not folded";
  EXPECT_FALSE(IsStopWord("thé", Language::kFrench));
  EXPECT_FALSE(IsStopWord("the", Language::kFrench));
  EXPECT_FALSE(IsStopWord("or", Language::kFrench));
  EXPECT_FALSE(IsStopWord("the", Language::kOther));
  for (const auto& [word, language] :
       std::vector<std::pair<const char*, Language>>{{"not", Language::kEnglish},
                                                     {"nicht", Language::kGerman},
                                                     {"pas", Language::kFrench},
                                                     {"no", Language::kSpanish},
                                                     {"не", Language::kRussian}}) {
    EXPECT_TRUE(IsNegation(word, language)) << word;
    EXPECT_FALSE(IsStopWord(word, language)) << word;
  }
  EXPECT_FALSE(IsNegation("nicht", Language::kEnglish));
}

}  // namespace
}  // namespace dateline::text
