// SPDX-License-Identifier: GPL-3.0-or-later
// How files become articles: JSON Lines, lists, objects over several lines, and what is broken.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <zstd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/limits.h"
#include "core/readers/json_error.h"
#include "core/readers/json_reader.h"
#include "core/readers/json_splitter.h"
#include "core/readers/list_inputs.h"
#include "core/readers/parse_article.h"
#include "core/readers/raw_article.h"
#include "core/readers/read_file.h"

namespace dateline::readers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Message(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

// "LINE:ID" of each article, "LINE!" of each refusal.
std::vector<std::string> Split(const std::string& input, std::size_t chunk) {
  std::vector<std::string> seen;
  const std::function<bool(RawArticle)> sink = [&](const RawArticle& raw) {
    const auto article = ParseArticle(raw);
    seen.push_back(std::to_string(raw.line) + (article.ok() ? ":" + article->article.id() : "!"));
    return true;
  };
  JsonSplitter splitter("f", sink);
  for (std::size_t at = 0; at < input.size(); at += chunk)
    splitter.Consume(std::string_view(input).substr(at, chunk));
  splitter.Finish();
  return seen;
}

struct SplitCase {
  std::string input;
  std::vector<std::string> seen;
};

TEST(JsonSplitterTest, ArticlesAreFoundHoweverTheyAreWritten) {
  const std::vector<SplitCase> cases = {
      {"", {}},
      {"\n\n \r\n", {}},
      {"{\"id\":1}\n{\"id\":2}\n", {"1:1", "2:2"}},
      {"{\"id\":1}\n{\"id\":2}", {"1:1", "2:2"}},
      {"\xEF\xBB\xBF{\"id\":1}\r\n\r\n{\"id\":2}\r\n", {"1:1", "3:2"}},
      {"{\"id\":1}\nnot json\n{\"id\":3}\n", {"1:1", "2!", "3:3"}},
      {"{\"id\":1,\n{\"id\":2}\n{\"id\":3}\n", {"1!", "2:2", "3:3"}},
      {"{\"id\":1,\"body\":\"cut\n{\"id\":2}\n", {"1!", "2:2"}},
      {"{\"id\":1}\n{\"id\":2,\"bo\n{\"id\":3}\n", {"1:1", "2!", "3:3"}},
      {"[{\"id\":1},{\"id\":2}]", {"1:1", "1:2"}},
      {"[\n  {\"id\":1},\n  {\n    \"id\": 2\n  }\n]\n", {"2:1", "3:2"}},
      {"[]\n", {}},
      {"[1, 2]\n{\"id\":3}\n]", {"1!", "2:3"}},
      {"[{\"id\":1}]\n[{\"id\":2}]\n", {"1:1", "2:2"}},
      {"[{\"id\":1}]\n{\"id\":2}\n", {"1:1", "2:2"}},
      {"[{\"id\":1},\n{\"id\":2", {"1:1", "2!"}},
      {"[{\"id\":1},\n", {"1:1", "2!"}},
      {"[{\"id\":\"1\n},{\"id\":2}]\n{\"id\":3}]", {"1!", "2!", "3:3"}},
      {"[\n{\"id\":1,\"body\":\n\"x\"},\n{\"id\":2,\n{\"id\":3}\n]", {"2:1", "4!", "5:3"}},
      {"{\n  \"id\": 1,\n  \"authors\": [\n    \"a\"\n  ]\n}\n{\n  \"id\": 2\n}\n", {"1:1", "7:2"}},
      {"{\n \"id\": 1,\n \"body\": \"a } { b \\\" \\\\\"\n}\n", {"1:1"}},
      {"{\n \"id\": 1\n}\ngarbage\n{\n \"id\": 2\n}\n", {"1:1", "4!", "5:2"}},
      {"{\"id\":1}\n{\n \"id\": 2\n}\n{\"id\":3}", {"1:1", "2:2", "5:3"}},
      {"{\n \"id\": 1,\n", {"1!"}},
      {std::string(5000, '[') + "\n{\"id\":2}", {"1!", "2:2", "2!"}},
      {"{\"a\":" + std::string(5000, '[') + "\n{\"id\":2}", {"1!", "2:2"}},
      {std::string("{\"id\":1}\n\0\0\n{\"id\":2}", 20), {"1:1", "2!", "3:2"}},
      // A byte order mark at the start of any line.
      {"{\"id\":1}\n\xEF\xBB\xBF{\"id\":2}\n\xEF\xBB\xBF\n{\"id\":3}", {"1:1", "2:2", "4:3"}},
      {"\xEF\xBB\xBF[{\"id\":1}]\n\xEF\xBB\xBF[\n\xEF\xBB\xBF{\"id\":2}]", {"1:1", "3:2"}},
      {"{\n \"id\": 1\n}\n\xEF\xBB\xBF{\n \"id\": 2\n}\n", {"1:1", "4:2"}}};
  for (const SplitCase& c : cases) {
    for (const std::size_t chunk : {std::size_t{1} << 20U, std::size_t{7}, std::size_t{3}}) {
      EXPECT_EQ(Split(c.input, chunk), c.seen) << c.input.substr(0, 200) << " by " << chunk;
    }
  }
}

TEST(JsonSplitterTest, AnEndlessArticleCostsItselfOnly) {
  const std::string endless(2 * limits::kMaxLineBytes, 'x');
  EXPECT_THAT(Split("{\"id\":1}\n{\"body\":\"" + endless + "\"}\n{\"id\":3}\n", 1U << 18U),
              ElementsAre("1:1", "2!", "3:3"));
  EXPECT_THAT(Split("[{\"id\":1},\n{\"body\":\"" + endless + "\"},\n{\"id\":3}]\n", 1U << 18U),
              ElementsAre("1:1", "2!", "3:3"));
}

struct JsonCase {
  std::string json;
  const char* why;
};

TEST(ExplainBadJsonTest, TheErrorNamesTheByteTheFindingAndTheRemedy) {
  const std::vector<JsonCase> cases = {
      {"", "byte 1: the text ends, expected a value"},
      {"{", "byte 2: the text ends, expected a field name in quotes; it is truncated"},
      {"{\"a\"", "byte 5: the text ends, expected ':'"},
      {"{\"a\":1", "byte 7: the text ends, expected ',' or '}'"},
      {"{\"a\":\"xyz", "string that starts at byte 6; it is truncated"},
      {"{\"a\":\"xyz\\", "truncated"},
      {"{'a':1}", "byte 2: found '''"},
      {"{\"a\":1,}", "byte 8: found '}', expected a field name"},
      {"{\"a\":tru}", "byte 6: found 't', expected a value"},
      {"{\"a\":NaN}", "byte 6: found 'N', expected a value"},
      {"{\"a\":1}{\"b\":2}", "one article per line"},
      {"{\"a\":\"b\tc\"}", "write it as \\u0009"},
      {"{\"a\":\"\\x41\"}", "backslash"},
      {"{\"a\":\"\\u12\"}", "four hexadecimal digits"},
      {"{\"a\":\"caf\xe9\"}", "byte 10: 0xe9 is not UTF-8"},
      {"{\"a\":01}", "starts with 0"},
      {"{\"a\":-}", "a digit"},
      {"{\"a\":123456789012345678901234567890}", "too large for 64 bits; write it as a string"},
      {"{\"a\":1e999}", "too large"},
      {"{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}", "at most 32 are allowed"}};
  for (const JsonCase& c : cases) {
    EXPECT_THAT(ExplainBadJson(c.json), HasSubstr(c.why)) << c.json;
    const auto article = ParseJsonArticle(c.json);
    ASSERT_FALSE(article.ok()) << c.json;
    EXPECT_THAT(Message(article.status()), HasSubstr(c.why)) << c.json;
  }
  for (const char* good : {"{}", " [1,-2.5e3,true,null,{\"a\":\"\\u00e9\\n\"}] ",
                           "{\"a\":18446744073709551615,\"b\":-9223372036854775808}"}) {
    EXPECT_EQ(ExplainBadJson(good), "") << good;
  }
}

TEST(JsonArticleTest, IdsMayBeAnyWholeNumberOf64Bits) {
  for (const char* id : {"0", "-5", "9223372036854775807", "18446744073709551615"}) {
    const auto article = ParseJsonArticle(std::string("{\"id\":") + id + "}");
    ASSERT_TRUE(article.ok()) << article.status();
    EXPECT_EQ(article->article.id(), id);
  }
  for (const char* id : {"1.5", "1e3", "true", "{\"a\":1}", "18446744073709551616"})
    EXPECT_FALSE(ParseJsonArticle(std::string("{\"id\":") + id + "}").ok()) << id;
}

TEST(JsonArticleTest, FractionsOfASecondAreKeptToTheNanosecond) {
  const std::vector<std::pair<std::string, std::pair<std::int64_t, std::int32_t>>> cases = {
      {"2026-01-02T03:04:05Z", {1767323045, 0}},
      {"2026-01-02T03:04:05.5Z", {1767323045, 500'000'000}},
      {"2026-01-02T03:04:05.123456789+01:00", {1767319445, 123'456'789}},
      {"2026-01-02T03:04:05.1234567891Z", {1767323045, 123'456'789}},
      {"1969-12-31T23:59:59.000000001Z", {-1, 1}},
      {"2 January 2026", {1767312000, 0}},
      {"1767323045123", {1767323045, 123'000'000}}};
  for (const auto& [text, time] : cases) {
    const auto article = ParseJsonArticle("{\"published\":\"" + text + "\"}");
    ASSERT_TRUE(article.ok()) << text << article.status();
    EXPECT_EQ(article->article.publish_time().seconds(), time.first) << text;
    EXPECT_EQ(article->article.publish_time().nanos(), time.second) << text;
  }
}

TEST(JsonArticleTest, MarkupStaysIfTheArticleSaysThatItIsPlainText) {
  for (const char* json : {R"({"html":false,"headline":"a <b>c</b>","body":"d &amp; <p>e"})",
                           R"({"headline":"a <b>c</b>","body":"d &amp; <p>e","html":false})",
                           R"({"headline":"a <b>c</b>","body":"d &amp; <p>e",)"
                           R"("textFormat":"TEXT_FORMAT_PLAIN"})"}) {
    const auto parsed = ParseJsonArticle(json);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(parsed->article.headline(), "a <b>c</b>");
    EXPECT_EQ(parsed->article.body(), "d &amp; <p>e");
    EXPECT_THAT(parsed->unknown_fields, IsEmpty());
    EXPECT_EQ(parsed->article.extra(), "");
  }
  EXPECT_EQ(ParseJsonArticle(R"({"html":true,"headline":"a <b>c</b>"})")->article.headline(),
            "a c");
  EXPECT_EQ(ParseJsonArticle(R"({"html":"<p>a</p>"})")->article.body(), "a");
}

TEST(JsonArticleTest, EntitiesThatADumpSaysWereDetectedAreLeftToBeFoundAgain) {
  const auto parsed = ParseJsonArticle(
      R"({"entities":[{"name":"A","type":"person","origin":"detected"},)"
      R"({"name":"B","type":"place","origin":"both"},{"name":"C","origin":"provided"}]})");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  ASSERT_EQ(parsed->article.entities_size(), 2);
  EXPECT_EQ(parsed->article.entities(0).name(), "B");
  EXPECT_EQ(parsed->article.entities(1).name(), "C");
}

class ReadFileTest : public ::testing::Test {
 protected:
  ReadFileTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "readersXXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~ReadFileTest() override { std::filesystem::remove_all(folder_); }
  std::string Write(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return (folder_ / name).string();
  }
  // The file's status; pieces are counted.
  absl::Status Read(const std::string& path) {
    return ReadFile(
        {path, 0}, InputFormat::kAuto,
        [this](const RawArticle&) {
          ++pieces_;
          return true;
        },
        nullptr);
  }
  std::filesystem::path folder_;
  int pieces_ = 0;
};

TEST_F(ReadFileTest, AFileThatIsNotTextIsRefusedOnceWithTheReason) {
  struct Case {
    std::string name;
    std::string bytes;
    const char* why;
  };
  const std::string nul(1, '\0');
  const std::vector<Case> cases = {
      {"a.jsonl", std::string("\x01\x02\0\n\n\n\n", 7), "is binary"},
      {"d.jsonl", "PK\x03\x04....", "ZIP"},
      {"e.txt", "%PDF-1.7\n", "PDF"},
      {"f.jsonl",
       "\xfd"
       "7zXZ" +
           nul,
       "xz"},
      {"g.txt", std::string(limits::kMaxPageBytes + 10, 'x'), "one page is one article"}};
  for (const Case& c : cases) {
    pieces_ = 0;
    const absl::Status status = Read(Write(c.name, c.bytes));
    EXPECT_THAT(Message(status), HasSubstr(c.why)) << c.name;
    EXPECT_EQ(pieces_, 0) << c.name;
  }
}

TEST_F(ReadFileTest, AReadErrorIsNotTheEndOfAFile) {
  const absl::Status memory = Read("/proc/self/mem");  // byte 0 cannot be read
  EXPECT_EQ(memory.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(Message(memory), HasSubstr("cannot be read after byte 0"));
  EXPECT_THAT(Message(Read(folder_.string())), HasSubstr("is a folder"));
  EXPECT_THAT(Message(Read("/dev/zero")), HasSubstr("is a device"));
  EXPECT_THAT(Message(Read("/no/such")), HasSubstr("No such file"));
}

std::string ZstdFrame(const std::string& bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 1));
  return out;
}

TEST_F(ReadFileTest, FramesToSkipMayStandAnywhereInZstd) {
  // pzstd writes one before each frame: magic, size, the size of the frame that follows.
  const std::string frame = ZstdFrame("{\"id\":1}\n");
  for (int number = 0; number < 16; ++number) {
    pieces_ = 0;
    const std::string skip = std::string(1, static_cast<char>(0x50 + number)) + "\x2a\x4d\x18" +
                             std::string("\x04\0\0\0abcd", 8);
    EXPECT_TRUE(Read(Write("a.jsonl.zst", skip + frame + skip + frame)).ok()) << number;
    EXPECT_EQ(pieces_, 2) << number;
  }
}

TEST_F(ReadFileTest, TheFirstPieceMayBeSmallerThanAFormatIsKnownBy) {
  // Many frames of a line each: the first block that is expanded is only one line.
  std::string file;
  for (int i = 0; i < 1000; ++i) file += ZstdFrame("{\"id\":" + std::to_string(i) + "}\n");
  EXPECT_TRUE(Read(Write("articles", file)).ok());
  EXPECT_EQ(pieces_, 1000);
}

TEST_F(ReadFileTest, FoldersAreWalkedAndWhatHoldsNoArticlesIsToldOrPassedOver) {
  std::filesystem::create_directories(folder_ / "in/empty");
  std::filesystem::create_directories(folder_ / "none");
  Write("in/b.jsonl", "{}");
  Write("in/a.jsonl", "{}");
  std::filesystem::create_symlink("a.jsonl", folder_ / "in/link.jsonl");
  std::filesystem::create_symlink("nowhere", folder_ / "in/dangling");
  std::filesystem::create_directory_symlink("..", folder_ / "in/round");
  Write("secret", "{}");
  std::filesystem::create_symlink("../secret", folder_ / "in/out_by_dots");
  std::filesystem::create_symlink(folder_ / "secret", folder_ / "in/out_by_path");
  ASSERT_EQ(mkfifo((folder_ / "in/pipe").c_str(), 0600), 0);
  std::filesystem::create_symlink("pipe", folder_ / "in/link_to_pipe");
  std::filesystem::create_symlink("/dev/zero", folder_ / "in/link_to_device");
  std::filesystem::create_directory(folder_ / "in/.git");
  Write("in/.git/config", "x");
  Write("in/.hidden.jsonl", "{}");
  const InputList list =
      ListInputs({(folder_ / "in").string(), (folder_ / "none").string(), "/no/such"});
  std::vector<std::string> names;
  for (const InputFile& file : list.files) {
    names.push_back(std::filesystem::path(file.path).filename().string());
    EXPECT_TRUE(file.found);
  }
  const std::vector<absl::Status>& errors = list.errors;
  EXPECT_THAT(list.hidden,
              ElementsAre((folder_ / "in/.git").string(), (folder_ / "in/.hidden.jsonl").string()));
  EXPECT_FALSE(ListInputs({(folder_ / "in/.hidden.jsonl").string()}).files.at(0).found);
  EXPECT_THAT(names, ElementsAre("a.jsonl", "b.jsonl", "link.jsonl"));
  ASSERT_EQ(errors.size(), 5U);
  EXPECT_THAT(Message(errors[0]), HasSubstr("the link points to nothing"));
  EXPECT_THAT(Message(errors[1]), HasSubstr("out_by_dots: the link leads out of the folder"));
  EXPECT_THAT(Message(errors[2]), HasSubstr("out_by_path: the link leads out of the folder"));
  EXPECT_THAT(Message(errors[3]), HasSubstr("holds no files"));
  EXPECT_THAT(Message(errors[4]), HasSubstr("no such file or folder"));
}

}  // namespace
}  // namespace dateline::readers
