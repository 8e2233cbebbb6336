// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of articles inside an object.
#include "core/readers/json_envelope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <functional>
#include <string>
#include <vector>

#include "core/limits.h"
#include "core/readers/json_splitter.h"
#include "core/readers/parse_article.h"

namespace dateline::readers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// "LINE:ID" of each article, "LINE!" of each refusal.
std::vector<std::string> Split(const std::string& input, std::size_t block) {
  std::vector<std::string> seen;
  const std::function<bool(RawArticle)> sink = [&](const RawArticle& raw) {
    const auto article = ParseArticle(raw);
    seen.push_back(std::to_string(raw.line) + (article.ok() ? ":" + article->article.id() : "!"));
    return true;
  };
  JsonSplitter splitter("f", sink);
  for (std::size_t at = 0; at < input.size(); at += block)
    splitter.Consume(std::string_view(input).substr(at, block));
  splitter.Finish();
  return seen;
}

struct EnvelopeCase {
  std::string input;
  std::vector<std::string> seen;
};

TEST(JsonEnvelopeTest, TheArticlesOfAListInAnObjectAreRead) {
  const std::string a = R"({"id":"a","title":"A"})";
  const std::string b = R"({"id":"b","title":"B"})";
  const std::string list = "[" + a + "," + b + "]";
  const std::vector<std::string> both = {"1:a", "1:b"};
  const std::vector<EnvelopeCase> cases = {
      {R"({"status":"ok","totalResults":2,"articles":)" + list + "}", both},
      {R"({"articles":)" + list + R"(,"status":"ok"})", both},
      {R"({"results":)" + list + "}", both},
      {R"({"items":)" + list + "}", both},
      {R"({"item":)" + list + "}", both},
      {R"({"value":)" + list + "}", both},
      {R"({"data":)" + list + "}", both},
      {R"({"posts":)" + list + R"(,"meta":{"pagination":{"page":1}}})", both},
      {R"({"response":{"status":"ok","results":)" + list + "}}", both},
      {R"({"copyright":"c","response":{"docs":)" + list + R"(,"meta":{}}})", both},
      {R"({"articles":{"results":)" + list + "}}", both},
      {R"({"data":{"items":)" + list + "}}", both},
      {R"({"rss":{"channel":{"title":"Feed","item":)" + list + "}}}", both},
      {R"({"version":"jsonfeed","title":"Feed","items":)" + list + "}", both},
      {R"({"title":"Export","date":"2024-01-01","articles":)" + list + "}", both},
      {R"({"took":1,"hits":{"total":2,"hits":[{"_id":"x","_source":)" + a + R"(},{"_id":"y",)" +
           R"("_score":1,"_source":{"title":"Y"}}]}})",
       {"1:x", "1:y"}},
      {R"({"data":[{"id":7,"attributes":{"title":"T","body":"B"}}]})", {"1:7"}},
      {R"({"items":[{"item":)" + a + R"(}]})", {"1:a"}},
      {R"({"_index":"n","_id":"z","_source":{"title":"Z"}})"
       "\n" +
           a,
       {"1:z", "2:a"}},
      // Objects over several lines, one after the other, in lines, in a list.
      {"{\n \"status\": \"ok\",\n \"articles\": [\n  " + a +
           ",\n  {\n   \"id\": \"b\"\n  }\n ]\n}\n" + a,
       {"4:a", "5:b", "10:a"}},
      {R"({"articles":[)" + a + "]}\n" + R"({"articles":[)" + b + "]}\n" + a,
       {"1:a", "2:b", "3:a"}},
      {R"([{"articles":[)" + a + R"(]},{"articles":[)" + b + "]}]", both},
      // A broken one costs itself only, and the end of the list that nothing begins any more.
      {R"({"articles":[)" + a + ",\n{\"id\":\"x,\n" + b + "]}", {"1:a", "2!", "3:b", "3!"}},
      {R"({"articles":[1, 2],"results":)" + list + "}", both},
      // Names inside strings and deeper lists are not lists of articles.
      {R"({"note":"\"articles\":[{","meta":{"x":{"articles":[{}]}},"results":)" + list + "}", both},
      {R"({"status":"ok","totalResults":0,"articles":[]})", {}},
      // Articles that have such fields.
      {R"({"id":"a","title":"A","body":"Text","items":[{"id":"x"}]})", {"1:a"}},
      {R"({"id":"a","items":[{"id":"x"}],"title":"A","text":"Text"})", {"1:a"}},
      {R"({"id":"a","title":"A","published":"2024-01-02","data":[{"id":"x"}]})", {"1:a"}},
      {R"({"id":"a","title":"A","items":[]})", {"1:a"}},
      {R"({"id":"a","title":"A","keywords":[{"name":"x"}]})", {"1:a"}}};
  for (const EnvelopeCase& c : cases) {
    for (const std::size_t block : {std::size_t{1} << 20U, std::size_t{7}, std::size_t{1}})
      EXPECT_EQ(Split(c.input, block), c.seen) << c.input << " by " << block;
  }
}

TEST(JsonEnvelopeTest, AListThatIsNotKnownIsNamedWithTheWayOut) {
  const auto parsed = ParseArticle({"f", 1, R"({"count":1,"export":{"teasers":[{"title":"T"}]}})",
                                    InputFormat::kJsonLines, absl::OkStatus()});
  ASSERT_FALSE(parsed.ok());
  EXPECT_THAT(std::string(parsed.status().message()), HasSubstr("jq -c '.export.teasers[]'"));
}

TEST(JsonEnvelopeTest, AnObjectThatIsAnArticleByItsMappingsIsNotTakenForAWrapper) {
  const auto parsed = ParseArticle({"f", 1, R"({"id":"a","t":["H"],"fields":{"views":7}})",
                                    InputFormat::kJsonLines, absl::OkStatus()},
                                   WithMappings({"headline=t[0]"}));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->article.headline(), "H");
  EXPECT_THAT(parsed->article.extra(), HasSubstr(R"("fields":{"views":7})"));
}

// An object of `count` articles, made block by block.
std::vector<std::string> SplitLarge(std::string start, int count, const std::string& gap,
                                    std::string end, std::size_t& peak) {
  std::vector<std::string> seen;
  std::size_t articles = 0;
  const std::function<bool(RawArticle)> sink = [&](const RawArticle& raw) {
    if (!raw.status.ok()) seen.push_back(std::string(raw.status.message()));
    ++articles;
    return true;
  };
  JsonSplitter splitter("f", sink);
  splitter.Consume(start);
  const std::string body(10'000, 'x');
  for (int i = 0; i < count; ++i) {
    splitter.Consume((i == 0 ? "" : "," + gap) + R"({"id":)" + std::to_string(i) + R"(,"body":")" +
                     body + "\"}");
  }
  splitter.Consume(end);
  splitter.Finish();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  peak = static_cast<std::size_t>(usage.ru_maxrss) << 10U;
  seen.push_back(std::to_string(articles));
  return seen;
}

TEST(JsonEnvelopeTest, AnObjectOfAnySizeIsReadInBoundedMemory) {
  std::size_t before = 0;
  std::size_t after = 0;
  SplitLarge(R"({"articles":[)", 100, "", "]}", before);
  // 400 MB in one line, and over many.
  EXPECT_THAT(SplitLarge(R"({"articles":[)", 40'000, "", "]}\n", after), ElementsAre("40000"));
  EXPECT_THAT(
      SplitLarge("{\n\"x\": {},\n\"response\": {\n\"docs\": [\n", 20'000, "\n", "\n]}}\n", after),
      ElementsAre("20000"));
#ifndef DATELINE_SANITIZED
  EXPECT_LT(after, before + 64'000'000);
#endif
}

TEST(JsonEnvelopeTest, AfterALargeObjectTheLinesGoOn) {
  const std::string filler(limits::kMaxLineBytes, 'x');
  const std::string large =
      R"({"articles":[{"id":"a"},{"id":"b"}],"note":")" + filler + "\"}\n{\"id\":2}\n";
  EXPECT_THAT(Split("{\"id\":1}\n" + large, 1U << 16U), ElementsAre("1:1", "2:a", "2:b", "3:2"));
  EXPECT_THAT(Split("{\n\"articles\":\n[{\"id\":\"a\"},\n{\"id\":\"b\"}],\n\"note\":\"" + filler +
                        "\"\n}\n{\"id\":2}\n",
                    1U << 16U),
              ElementsAre("3:a", "4:b", "7:2"));
  const std::string cut = R"({"articles":[{"id":"a"},{"id":"b"}],"note":")" + filler;
  EXPECT_THAT(Split(cut, 1U << 16U), ElementsAre("1:a", "1:b", "1!"));
  EXPECT_THAT(Split(R"({"note":")" + filler + R"(","articles":[{"id":"a"}]})", 1U << 16U),
              ElementsAre("1!"));
}

}  // namespace
}  // namespace dateline::readers
