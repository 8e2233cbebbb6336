// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/language.h"

#include <gtest/gtest.h>

#include "core/text/language_tag.h"
#include "core/text/query_language.h"

namespace dateline::text {
namespace {

TEST(LanguageTest, CodesNameLanguages) {
  EXPECT_EQ(LanguageFromCode("en"), Language::kEnglish);
  EXPECT_EQ(LanguageFromCode("EN-gb"), Language::kEnglish);
  EXPECT_EQ(LanguageFromCode("nb"), Language::kNorwegian);
  EXPECT_EQ(LanguageFromCode("pl"), Language::kOther);
  EXPECT_EQ(LanguageFromCode(""), Language::kOther);
  EXPECT_EQ(AnalysisLanguage(""), Language::kEnglish);
  EXPECT_EQ(AnalysisLanguage("pl"), Language::kOther);
  EXPECT_EQ(LanguageCode(Language::kGerman), "de");
}

TEST(LanguageTest, OnlyCodesHaveTheFormOfACode) {
  for (const char* code : {"en", "deu", "pt-BR", "zh-Hant"})
    EXPECT_TRUE(IsLanguageCode(code)) << code;
  for (const char* code : {"", "e", "english", "12", "e!", "../x"}) {
    EXPECT_FALSE(IsLanguageCode(code)) << code;
  }
}

TEST(LanguageTest, OnlyCodesOfLanguagesAreKnown) {
  for (const char* code :
       {"en", "EN", "de", "aa", "zu", "pt-BR", "zh-Hant", "ceb", "eng", "english"})
    EXPECT_TRUE(IsKnownLanguage(code)) << code;
  for (const char* code : {"", "xx", "xx-GB", "e", "n ", " en", "und", "mul", "unknown", "N/A"}) {
    EXPECT_FALSE(IsKnownLanguage(code)) << code;
  }
}

TEST(LanguageTagTest, CodesAndNamesOfAnyFormAreRead) {
  struct Case {
    const char* given;
    const char* base;
    const char* tag;
  };
  for (const Case& c : {Case{"en", "en", ""},
                        {"EN-gb", "en", "en-GB"},
                        {"en_US", "en", "en-US"},
                        {"eng", "en", ""},
                        {"ger", "de", ""},
                        {"deu", "de", ""},
                        {"cze/ces", "cs", ""},
                        {"English", "en", ""},
                        {"Deutsch", "de", ""},
                        {"fran\u00e7ais", "fr", ""},
                        {"FRENCH", "fr", ""},
                        {"anglais", "en", ""},
                        {"\u0420\u0443\u0441\u0441\u043a\u0438\u0439", "ru", ""},
                        {"\u4e2d\u6587", "zh", ""},
                        {"nb", "no", "nb"},
                        {"nn", "no", "nn"},
                        {"nob", "no", "nb"},
                        {"Norwegian Bokm\u00e5l", "no", "nb"},
                        {"zh_Hant_TW", "zh", "zh-Hant-TW"},
                        {"Brazilian Portuguese", "pt", "pt-BR"},
                        {"English (US)", "en", "en-US"},
                        {"French (Canada)", "fr", "fr-CA"},
                        {"iw", "he", ""},
                        {"de_DE.UTF-8", "de", "de-DE"},
                        {"en-GB-oxendict", "en", "en-GB-oxendict"},
                        {"en, fr", "en", ""}}) {
    const auto read = ReadLanguage(c.given);
    ASSERT_TRUE(read) << c.given;
    EXPECT_EQ(read->base, c.base) << c.given;
    EXPECT_EQ(read->tag, c.tag) << c.given;
    EXPECT_EQ(ReadLanguage(read->base)->base, read->base);
  }
  EXPECT_EQ(LanguageFromCode("eng"), Language::kEnglish);
  EXPECT_EQ(LanguageFromCode("Deutsch"), Language::kGerman);
}

TEST(LanguageTest, DetectsWhatALongEnoughTextIsWrittenIn) {
  EXPECT_EQ(DetectLanguage("The council voted on Monday to reopen the harbour bridge after repairs "
                           "that took two years and cost more than anyone had expected."),
            "en");
  EXPECT_EQ(
      DetectLanguage("Der Stadtrat beschloss am Montag, die Hafenbr\u00fccke nach zwei Jahren "
                     "Bauzeit wieder f\u00fcr den Verkehr zu \u00f6ffnen."),
      "de");
  EXPECT_EQ(DetectLanguage(""), "");
}

TEST(DetectQueryLanguageTest, ScriptAndStopWordsAndDetectionDecideInThisOrder) {
  const std::vector<Language> all{Language::kFrench, Language::kEnglish, Language::kRussian,
                                  Language::kArabic};
  EXPECT_EQ(DetectQueryLanguage("the state of the union", all), Language::kEnglish);
  EXPECT_EQ(DetectQueryLanguage("\u0432\u043e\u0439\u043d\u0430", all), Language::kRussian);
  EXPECT_EQ(DetectQueryLanguage("\u0627\u0644\u062d\u0631\u0628", all), Language::kArabic);
  EXPECT_EQ(DetectQueryLanguage("Obama", all), Language::kFrench) << "the likeliest";
  EXPECT_EQ(DetectQueryLanguage("2024", all), Language::kFrench);
  EXPECT_EQ(DetectQueryLanguage("cours or", all), Language::kFrench) << "one word proves little";
  EXPECT_EQ(DetectQueryLanguage("or not to be", all), Language::kEnglish);
  EXPECT_EQ(DetectQueryLanguage("cours de l or", {Language::kEnglish, Language::kFrench}),
            Language::kFrench);
  EXPECT_EQ(DetectQueryLanguage("\u03c0\u03cc\u03bb\u03b5\u03bc\u03bf\u03c2", all),
            Language::kFrench);
  EXPECT_EQ(DetectQueryLanguage("", all), Language::kFrench);
  EXPECT_EQ(DetectQueryLanguage("the state", {Language::kGerman}), Language::kGerman);
}

}  // namespace
}  // namespace dateline::text
