// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/hits/snippet.h"

#include <gtest/gtest.h>
#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <memory>

#include "core/text/utf8.h"
#include "indexer/segments/article_rows.h"
#include "server/hits/html.h"
#include "tests/support/plan_of.h"

namespace dateline::hits {
namespace {

HighlightPlan Plan(const std::string& query) {
  text::Analyzer analyzer;
  const auto plan = test_support::PlanOf(query, analyzer);
  EXPECT_TRUE(plan.has_value()) << query;
  return MakeHighlightPlan(*plan);
}

std::vector<TextSnippet> Snippets(const std::string& body, const std::string& query,
                                  std::size_t count, std::size_t chars) {
  text::Analyzer analyzer;
  const HighlightPlan plan = Plan(query);
  return MakeSnippets(TextMatcher(plan, article::Field::kText),
                      {body, text::Language::kEnglish, article::Field::kText}, {count, chars},
                      analyzer);
}

std::string Marked(const std::string& query, const std::string& text,
                   article::Field field = article::Field::kText) {
  text::Analyzer analyzer;
  const HighlightPlan plan = Plan(query);
  std::string marked;
  for (const ByteSpan& span :
       Highlight(TextMatcher(plan, field), {text, text::Language::kEnglish, field}, analyzer)) {
    marked += "[" + text.substr(span.start, span.end - span.start) + "]";
  }
  return marked;
}

TEST(HighlightTest, MarksWhatMatched) {
  EXPECT_EQ(Marked("election", "Elections were held; the electorate voted."), "[Elections]");
  EXPECT_EQ(Marked("elect*", "Elections, electorate, select"), "[Elections][electorate]");
  EXPECT_EQ(Marked("\"city council\"", "The city council. A council in a city."), "[city council]");
  EXPECT_EQ(Marked("trade NOT war", "A trade war"), "[trade]");
  EXPECT_EQ(Marked("cafe", "Two caf\u00e9s"), "[caf\u00e9s]");
  EXPECT_EQ(Marked("headline:bridge", "A bridge"), "");
  EXPECT_EQ(Marked("headline:bridge", "A bridge", article::Field::kHeadline), "[bridge]");
}

TEST(SnippetTest, ShowsTheStretchWithMostOfTheWords) {
  std::string body;
  for (int i = 0; i < 50; ++i) body += "Nothing of note happened on that day. ";
  body += "The harbour bridge was closed for repairs. ";
  for (int i = 0; i < 50; ++i) body += "Nothing of note happened on that day. ";
  const auto snippets = Snippets(body, "harbour bridge repairs", 1, 120);
  ASSERT_EQ(snippets.size(), 1U);
  const std::string text = body.substr(snippets[0].start, snippets[0].end - snippets[0].start);
  EXPECT_NE(text.find("harbour bridge was closed for repairs"), std::string::npos);
  EXPECT_EQ(snippets[0].spans.size(), 3U) << text;
  EXPECT_LE(text.size(), 200U);
}

TEST(SnippetTest, BeginsWithTheSentenceOrWithWordsOfIt) {
  const std::string before = "Talks ended. ";
  const std::string sentence = "The bank sold what it had kept for ten years, shares of ";  // 56
  const std::string rest = "Citigroup. Its spokesman said no more about it. Citigroup fell. ";
  const std::string body = before + sentence + rest + "Then came rain for many days in a row.";
  const auto start = [&body](std::size_t chars) {
    const auto snippets = Snippets(body, "citigroup", 1, chars);
    EXPECT_EQ(snippets.size(), 1U);
    EXPECT_EQ(snippets[0].spans.size(), 2U) << chars;
    return body.substr(snippets[0].start, 12);
  };
  // What matched takes 57 bytes, so that 113 are needed for both and the sentence of the first.
  EXPECT_EQ(start(200), "The bank sol");
  EXPECT_EQ(start(115), "The bank sol");
  EXPECT_EQ(start(95), "The bank sol");  // a little longer than asked for
  EXPECT_EQ(start(80), "ten years, s");  // up to 23 bytes before, at a word
  EXPECT_EQ(start(60), "of Citigroup");
}

// Whether a cut at byte `at` parts no word: judged by ICU on the whole text.
bool IsBetweenWords(const std::string& text, std::size_t at) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> words(
      icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), error));
  const icu::UnicodeString wide = icu::UnicodeString::fromUTF8(text);
  words->setText(wide);
  return words->isBoundary(
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(at))).length());
}

TEST(SnippetTest, NoPieceBeginsOrEndsInsideAWordInAnyScript) {
  struct Case {
    const char* language;
    std::string sentence;
    std::string word;
  };
  const std::vector<Case> cases = {
      {"en",
       "The harbour-master's well-known U.S. report, 1,200 pages long, unquestionably "
       "misrepresented counterrevolutionaries' internationalisation ",
       "report"},
      {"de",
       "Die Donaudampfschifffahrtsgesellschaftskapitänswitwe verlor ihre "
       "Rindfleischetikettierungsüberwachungsaufgaben und den Hafen ",
       "hafen"},
      {"fr", "L'après-midi, l'armée d'aujourd'hui s'interroge sur l'électroencéphalographie ",
       "armée"},
      {"ru", "Высокопревосходительство достопримечательности человеконенавистничество порта ",
       "порта"},
      {"zh",
       "中华人民共和国国务院总理昨天在北京人民大会堂会见了来访的外国经济代表团成员并就双边关系"
       "发表了重要讲话，",
       "经济"},
      {"ja", "東京都知事は昨日の記者会見で新しい経済政策について詳しく説明しました、", "経済"},
      {"th", "นายกรัฐมนตรีกล่าวว่ารัฐบาลจะดำเนินการแก้ไขปัญหาเศรษฐกิจของประเทศไทยอย่างต่อเนื่อง ", "เศรษฐกิจ"},
      {"ar", "وأعلنت الحكومة المصرية اليوم عن استراتيجيتها الاقتصادية الجديدة للمستثمرين ",
       "الاقتصادية"},
      {"ko", "대한민국정부는 어제 새로운경제정책을 발표했다고 국무총리실관계자가 설명하였습니다 ",
       "발표했다고"}};
  text::Analyzer analyzer;
  for (const Case& one : cases) {
    std::string body;
    for (int i = 0; i < 20; ++i) body += one.sentence;
    const HighlightPlan plan = Plan("\"" + one.word + "\"");
    const TextMatcher matcher(plan, article::Field::kText);
    const text::Language language = text::LanguageFromCode(one.language);
    for (std::size_t chars = 40; chars < 120; chars += 3) {
      for (const TextSnippet& piece :
           MakeSnippets(matcher, {body, language, article::Field::kText}, {3, chars}, analyzer)) {
        EXPECT_TRUE(IsBetweenWords(body, piece.start))
            << one.language << " " << body.substr(piece.start, 60);
        EXPECT_TRUE(IsBetweenWords(body, piece.end))
            << one.language << " " << body.substr(piece.start, piece.end - piece.start);
        EXPECT_LE(text::CutUtf8(body, piece.end).size() - piece.start, chars * 4 + 200);
      }
    }
  }
}

TEST(SnippetTest, WhatHasNoBreakIsCutBetweenCharacters) {
  std::string body;
  for (int i = 0; i < 3000; ++i) body += "é";
  const auto snippets = Snippets(body, "absent", 1, 100);
  ASSERT_EQ(snippets.size(), 1U);
  EXPECT_EQ(snippets[0].end % 2, 0U);
  EXPECT_NEAR(snippets[0].end, 200, 140);
}

TEST(SnippetTest, NamesAreMarkedWhereTheyAreMentioned) {
  text::Analyzer analyzer;
  const HighlightPlan plan = Plan("bank");
  std::string body = "A bank is a bank. ";
  while (body.size() < 100'000) body += "Nothing of note. ";
  const auto at = static_cast<std::uint32_t>(body.size());
  body += "Ben Bernanke said so.";
  const std::vector<NamedSpan> names = {{at, at + 12, 0}};
  ShownText shown{body, text::Language::kEnglish, article::Field::kText};
  shown.names = names;
  const auto snippets =
      MakeSnippets(TextMatcher(plan, article::Field::kText), shown, {2, 60}, analyzer);
  ASSERT_EQ(snippets.size(), 2U);
  EXPECT_EQ(snippets[0].start, at);  // the best comes first
  EXPECT_EQ(snippets[0].spans, (std::vector<ByteSpan>{{0, 12}}));
  EXPECT_EQ(snippets[1].start, 0U);
  EXPECT_EQ(snippets[1].spans.size(), 2U);
}

TEST(SnippetTest, FallsBackToTheLede) {
  const auto snippets = Snippets("First sentence. Second sentence.", "absent", 2, 100);
  ASSERT_EQ(snippets.size(), 1U);
  EXPECT_EQ(snippets[0].start, 0U);
  EXPECT_TRUE(snippets[0].spans.empty());
  EXPECT_TRUE(Snippets("", "absent", 2, 100).empty());
}

// Text with words that fold to nothing, URLs, numbers, initialisms, ideographs.
constexpr std::string_view kMixed =
    "U.S. trade talks: 1,200 caf\u00e9s \u0301\u0302 of the U.S. trade body. "
    "\u6771\u4eac\u90fd trade http://example.org/trade-talks; Trading's AT&T traded.";

TEST(TextMatcherTest, FindsTheSameByTheWordRowAsByAnalysis) {
  text::Analyzer analyzer;
  std::vector<std::uint32_t> hashes;
  for (const text::Token& token : analyzer.Analyze(kMixed, text::Language::kEnglish)) {
    hashes.push_back(index::WordHash(token.term));
  }
  const std::string bytes = segments::MakeWordRow(hashes);
  const index::WordRow row(bytes, 0);
  for (const char* query :
       {"trade", "us trade", "\"us trade\"", "\"trade talks\" 1200", "cafe", "att", "trad*",
        "\"\u6771\u4eac\u90fd\"", "headline:trade", "absent", "trade trade \"trade body\""}) {
    const HighlightPlan plan = Plan(query);
    const TextMatcher matcher(plan, article::Field::kText);
    const auto slow =
        matcher.Find({kMixed, text::Language::kEnglish, article::Field::kText}, analyzer);
    EXPECT_EQ(
        matcher.Find({kMixed, text::Language::kEnglish, article::Field::kText, &row}, analyzer),
        slow)
        << query;
  }
}

TEST(TextMatcherTest, AnalysesTheTextIfTheRowIsOfAnother) {
  text::Analyzer analyzer;
  const std::string bytes =
      segments::MakeWordRow(std::vector<std::uint32_t>{index::WordHash("trade"), 7, 8});
  const index::WordRow row(bytes, 0);
  const HighlightPlan plan = Plan("trade");
  const auto found =
      TextMatcher(plan, article::Field::kText)
          .Find({"No more trade", text::Language::kEnglish, article::Field::kText, &row}, analyzer);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].span, (ByteSpan{8, 13}));
}

TEST(ToHtmlTest, EscapesEverythingOnce) {
  EXPECT_EQ(ToHtml("<b>&amp; \"x\" 'y'", {{3, 8}}),
            "&lt;b&gt;<mark>&amp;amp;</mark> &quot;x&quot; &#39;y&#39;");
  EXPECT_EQ(ToHtml("plain", {}), "plain");
}

TEST(Utf16LengthTest, CountsCodeUnits) {
  EXPECT_EQ(Utf16Length("aé漢😀", 1 + 2 + 3 + 4), 5U);
  EXPECT_EQ(Utf16Length("aé", 1), 1U);
  const std::string plain(21, 'x');
  for (std::size_t at = 0; at <= plain.size(); ++at) {
    const std::string text = plain.substr(0, at) + "é😀" + plain.substr(at);
    EXPECT_EQ(Utf16Length(text, text.size()), plain.size() + 3) << at;
    EXPECT_EQ(Utf16Length(text, at), at);
    EXPECT_EQ(Utf16Length(text, at + 2), at + 1);
  }
}

}  // namespace
}  // namespace dateline::hits
