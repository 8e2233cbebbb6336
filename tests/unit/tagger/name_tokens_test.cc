// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/name_tokens.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace dateline::tagger {
namespace {

// Tokens joined by spaces, sentences by " | ".
std::string Cut(std::string_view text, TokenRules rules = {}) {
  NameTokens cut;
  TokenizeNames(text, rules, cut);
  std::string joined;
  std::size_t token = 0;
  for (const std::uint32_t end : cut.sentence_ends) {
    if (token > 0) joined += " |";
    for (; token < end; ++token) {
      const auto [start, stop] = cut.tokens[token];
      if (!joined.empty()) joined += ' ';
      joined += text.substr(start, stop - start);
    }
  }
  return joined;
}

struct Case {
  const char* what;
  const char* text;
  const char* tokens;
};

class NameTokensTest : public testing::TestWithParam<Case> {};

TEST_P(NameTokensTest, CutsAsTheCorporaDo) { EXPECT_EQ(Cut(GetParam().text), GetParam().tokens); }

INSTANTIATE_TEST_SUITE_P(
    Cases, NameTokensTest,
    testing::Values(
        Case{"Marks", "Peru, Chile (and \"Bolivia\").", "Peru , Chile ( and \" Bolivia \" ) ."},
        Case{"Possessive", "Germany's Grass", "Germany 's Grass"},
        Case{"TypographicPossessive", "Germany\u2019s", "Germany \u2019s"},
        Case{"InnerApostrophe", "O'Brien and N'Djamena", "O'Brien and N'Djamena"},
        Case{"Hyphens", "Rolls-Royce of al-Qaeda", "Rolls-Royce of al-Qaeda"},
        Case{"Acronym", "The U.S. Senate met.", "The U.S. Senate met ."},
        Case{"SpanishPlurals", "En EE. UU. y EE.UU. hoy", "En EE. UU. y EE.UU. hoy"},
        Case{"AcronymAndMore", "U.S.-led troops", "U.S.-led troops"},
        Case{"Initials", "George W. Bush left.", "George W. Bush left ."},
        Case{"Titles", "Mr. Blair met Gen. Powell.", "Mr. Blair met Gen. Powell ."},
        Case{"Numbers", "1,200 at 3.5% on 1996-08-30", "1,200 at 3.5 % on 1996-08-30"},
        Case{"Ampersand", "AT&T and S&P", "AT&T and S&P"},
        Case{"GluedSentences", "said Biden.Mumbai fell", "said Biden . | Mumbai fell"},
        Case{"Domain", "at amazon.com today", "at amazon.com today"},
        Case{"Sentences", "It fell. The yen rose! Why? ok",
             "It fell . | The yen rose ! | Why ? ok"},
        Case{"QuoteClosesSentence", "\"It fell.\" He left.", "\" It fell . \" | He left ."},
        Case{"BlankLine", "a headline\n\nThe text", "a headline | The text"},
        Case{"Dashes", "said -- twice...", "said -- twice ..."},
        Case{"NotLatin", "\u041f\u0443\u0442\u0438\u043d \u0432 \u041a\u0438\u0435\u0432\u0435.",
             "\u041f\u0443\u0442\u0438\u043d \u0432 \u041a\u0438\u0435\u0432\u0435 ."},
        Case{"BrokenBytes", "Par\xc3 is\xff Rome", "Par is Rome"}, Case{"Empty", "", ""},
        Case{"Space", " \n\t ", ""}),
    [](const auto& named) { return std::string(named.param.what); });

TEST(NameTokensTest, GermanOrdinalsEndNoSentence) {
  EXPECT_EQ(Cut("Am 3. Oktober. Der Tag", {.ordinal_dots = true}), "Am 3. Oktober . | Der Tag");
}

TEST(NameTokensTest, LongWordsAndSentencesAreCut) {
  NameTokens cut;
  const std::string text = std::string(100000, 'x') + " " + [] {
    std::string words;
    for (int i = 0; i < 1000; ++i) words += "A ";
    return words;
  }();
  TokenizeNames(text, {}, cut);
  std::uint32_t begin = 0;
  for (const NameToken& token : cut.tokens) ASSERT_LE(token.end - token.start, kMaxNameTokenBytes);
  for (const std::uint32_t end : cut.sentence_ends) {
    ASSERT_LE(end - begin, kMaxSentenceTokens);
    begin = end;
  }
}

TEST(NameTokensTest, AnyBytesGiveTokensInOrderThatDoNotOverlap) {
  std::mt19937 random(7);
  const std::string_view alphabet = "aAzZ09.,'-&\n \xc3\xa9\xe2\x80\x99\xff\xf0";
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (auto i = random() % 60; i > 0; --i) {
      text += round % 2 == 0 ? alphabet[random() % alphabet.size()]
                             : static_cast<char>(random() & 0xFFU);
    }
    NameTokens cut;
    TokenizeNames(text, {}, cut);
    std::uint32_t at = 0;
    for (const NameToken& token : cut.tokens) {
      ASSERT_LE(at, token.start);
      ASSERT_LT(token.start, token.end);
      at = token.end;
    }
    ASSERT_LE(at, text.size());
    ASSERT_EQ(cut.sentence_ends.empty() ? 0 : cut.sentence_ends.back(), cut.tokens.size());
  }
}

}  // namespace
}  // namespace dateline::tagger
