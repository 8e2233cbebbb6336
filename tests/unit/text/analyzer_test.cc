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
        Case{"Ideographs", Language::kOther, "\u6771\u4eac\u90fd", "\u6771\u4eac \u4eac\u90fd"},
        Case{"OneIdeograph", Language::kOther, "\u6771", "\u6771"},
        Case{"BrokenBytes", Language::kEnglish,
             "ab\xff"
             "cd",
             "ab cd"},
        Case{"NoStemmer", Language::kOther, "elections", "elections"}),
    [](const auto& one) { return one.param.what; });

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
