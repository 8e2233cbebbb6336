// SPDX-License-Identifier: GPL-3.0-or-later
// Some 200 kinds of bad input, in one run of the real `dateline-indexer load`: each is refused with
// file, line and reason, or accepted, and the rest of the run goes on in bounded memory.
#include <absl/strings/numbers.h>
#include <absl/strings/str_split.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace dateline::readers {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

struct Reject {
  std::uint64_t line;  // 0: the file as a whole
  std::string reason;
};

struct BadFile {
  std::string name;
  std::string bytes;
  int accepted = 0;
  std::vector<Reject> rejects;
  int maybe = 0;  // articles that may or may not come through before the damage
};

std::string Repeat(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

// A file of lines that is built with its expectation.
class LineFile {
 public:
  explicit LineFile(std::string name) { file_.name = std::move(name); }
  LineFile& Good(const std::string& line) {
    Add(line);
    ++file_.accepted;
    return *this;
  }
  LineFile& Bad(const std::string& line, std::string reason) {
    Add(line);
    file_.rejects.push_back({lines_, std::move(reason)});
    return *this;
  }
  BadFile Done() { return std::move(file_); }

 private:
  void Add(const std::string& line) {
    file_.bytes += line + "\n";
    ++lines_;
  }
  BadFile file_;
  std::uint64_t lines_ = 0;
};

const std::string kGood = R"({"id":"good","headline":"H","body":"B","published":"2025-12-15"})";

std::string With(const std::string& field, const std::string& value) {
  return R"({"headline":"H","body":"B",")" + field + "\":" + value + "}";
}

// Each field with values of each type: what has no text is kept beside the fields, and only an id
// costs the article.
BadFile WrongTypes() {
  LineFile file("wrong_types.jsonl");
  file.Good(kGood);
  for (const char* field : {"headline", "body", "source", "section", "url", "authors", "entities",
                            "published", "language"}) {
    for (const char* value : {R"("text")", "null", "true", "7", "1.5", "[]", "{}", R"(["a"])",
                              R"({"a":"b"})", R"([[{"a":[1]}]])"}) {
      file.Good(With(field, value));
    }
  }
  for (const char* value : {"true", "1.5", R"({"a":"b"})"})
    file.Bad(With("id", value), "field 'id' must be a string or a whole number");
  file.Good(With("id", "7")).Good(With("id", "18446744073709551615")).Good(With("id", "null"));
  return file.Good(kGood).Done();
}

// An article whose date cannot be read is undated.
BadFile Dates() {
  LineFile file("dates.jsonl");
  file.Good(kGood);
  for (const char* value :
       {R"("0000-01-01")", R"("10000-01-01")", R"("-0001-01-01")", R"("2025-02-30")",
        R"("2025-13-01")", R"("yesterday")", R"("05/06/2025")", R"("45356")", "0", "-1", "1.5",
        R"("2025-12-15T25:00:00Z")", "-62135596801", "99999999999999999", "18446744073709551615",
        "1e300", "-1e18"})
    file.Good(With("published", value));
  for (const char* value :
       {R"("0001-01-01")", R"("9999-12-31T23:59:59Z")", R"("2025")", R"("20251215")", "20251215",
        R"("March 1887")", R"("")", "null", "253402300799000"})
    file.Good(With("date", value));
  return file.Good(kGood).Done();
}

BadFile Sizes() {
  const auto text = [](std::size_t size) { return "\"" + std::string(size, 'x') + "\""; };
  std::string authors = "\"a\"";
  for (int i = 0; i < 32; ++i) authors += ",\"b" + std::to_string(i) + "\"";
  std::string entities = "\"a\"";
  for (int i = 0; i < 256; ++i) entities += ",\"b" + std::to_string(i) + "\"";
  return LineFile("sizes.jsonl")
      .Good(kGood)
      .Good(With("id", text(4096)))
      .Bad(With("id", text(10240)), "id has 10240 bytes; at most 4096")
      .Good(With("headline", text(1025)))  // the other one fits
      .Bad("{\"headline\":" + text(1025) + "}", "at most 1024")
      .Good(With("body", text(1U << 20U)))
      .Bad("{\"body\":" + text((1U << 20U) + 1) + "}", "at most 1048576")
      .Bad("{\"body\":" + text(3U << 20U) + "}", "body has")
      .Bad(With("body", text(9U << 20U)), "over 8 MB of JSON")
      .Good(With("source", text(201)))
      .Good(With("section", text(201)))
      .Good(With("author", text(201)))
      .Good(With("url", text(2049)))
      .Bad(With("entities", "[" + text(501) + "]"), "at most 500")
      .Good(With("authors", "[" + authors + "]"))
      .Bad(With("entities", "[" + entities + "]"), "257 entities; at most 256")
      .Bad("{}", "neither headline nor body")
      .Bad(R"({"id":"x"})", "neither headline nor body")
      .Bad(R"({"id":"x","headline":"","body":""})", "neither headline nor body")
      .Bad(R"({"id":"x","headline":" \t\n","body":"\u0000\u0001"})", "neither headline nor body")
      .Good(R"({"body":"B"})")
      .Good(R"({"headline":"H"})")
      .Good(R"({"headline":"nul \u0000 inside","body":"\u0000"})")
      .Good(kGood)
      .Done();
}

BadFile BrokenText() {
  LineFile file("broken_text.jsonl");
  file.Good(kGood);
  for (const char* bytes : {"\xff", "\xfe", "\x80", "\xc0\x80", "\xe2\x82", "\xed\xa0\x80",
                            "\xf0\x9f\x98", "\xf5\x80\x80\x80", "caf\xe9"}) {
    for (const char* field : {"body", "unknown"})
      file.Bad(With(field, std::string("\"") + bytes + "\""), "is not UTF-8");
  }
  file.Bad(With("body", std::string("\"a\0b\"", 5)), "control character 0x00");
  file.Bad(With("body", "\"a\tb\""), "control character 0x09");
  file.Good(With("body", R"("\ud800")"));
  file.Bad(With("body", R"("\x")"), "backslash");
  file.Bad(std::string(10, '\0'), "not valid JSON");
  file.Bad("\xff\xfe\xfd", "not valid JSON");
  return file.Good(kGood).Done();
}

BadFile BrokenJson() {
  LineFile file("broken_json.jsonl");
  file.Good(kGood);
  for (std::size_t size = 1; size < kGood.size(); size += 2)
    if (kGood.substr(0, size) != "{") file.Bad(kGood.substr(0, size), "truncated");
  for (const char* line : {"x", "<html>", "id,headline,body", "'{}'", "{]", "{\"a\"}", "{\"a\":}",
                           "{\"a\":1,}", "{a:1}", "{\"a\":01}", "{\"a\":NaN}", "{} {}", "//x", "}"})
    file.Bad(line, "not valid JSON: byte ");
  for (const char* line : {"7", "\"text\"", "null", "true", "1e5"})
    file.Bad(line, "the line is not a JSON object; write one article per line");
  file.Bad("[]", "JSON list").Bad("[{}]", "JSON list");
  for (const std::size_t depth : {40U, 100U, 5000U, 100000U}) {
    file.Bad(With("deep", Repeat("[", depth) + Repeat("]", depth)), "at most 32 are allowed");
    file.Bad(With("deep", Repeat("{\"a\":", depth) + "1" + Repeat("}", depth)), "at most 32");
    file.Bad(Repeat("[", depth), "at most 32");
  }
  file.Good(With("deep", Repeat("[", 20) + Repeat("]", 20)));
  return file.Good(kGood).Done();
}

std::string Gzip(const std::string& bytes) {
  z_stream z{};
  deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, bytes.size()), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

std::string Zstd(const std::string& bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  // With a checksum, as the zstd tool writes: else a flipped bit may pass.
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  out.resize(ZSTD_compress2(context, out.data(), out.size(), bytes.data(), bytes.size()));
  ZSTD_freeCCtx(context);
  return out;
}

void AddCompressed(std::vector<BadFile>& files) {
  const std::string plain = Repeat(kGood + "\n", 3);
  const std::string bomb(200U << 20U, ' ');
  for (const bool gzip : {true, false}) {
    const std::string end = gzip ? ".jsonl.gz" : ".jsonl.zst";
    const auto pack = [gzip](const std::string& bytes) { return gzip ? Gzip(bytes) : Zstd(bytes); };
    const std::string packed = pack(plain);
    files.push_back({"whole" + end, packed, 3, {}});
    files.push_back({"two_streams" + end, packed + packed, 6, {}});
    files.push_back({"empty_inside" + end, pack(""), 0, {}});
    files.push_back({"twice" + end, pack(packed), 0, {{0, "compressed twice"}}});
    files.push_back({"bomb" + end, pack(bomb), 0, {{0, "at most 200 times"}}});
    files.push_back({"garbage_behind" + end, packed + "garbage", 3, {{0, "damaged"}}});
    for (std::size_t cut = 4; cut < packed.size(); cut += packed.size() / 12)
      files.push_back(
          {"cut" + std::to_string(cut) + end, packed.substr(0, cut), 0, {{0, "truncated"}}, 3});
    for (std::size_t at = 20; at < packed.size(); at += packed.size() / 6) {
      std::string flipped = packed;
      flipped[at] = static_cast<char>(flipped[at] ^ 0x55);
      files.push_back({"flip" + std::to_string(at) + end, flipped, 0, {{0, ""}}, 3});
    }
    files.push_back({std::string("page") + (gzip ? ".txt.gz" : ".txt.zst"),
                     pack("The headline of the page\n\nIts body is here.\n"),
                     1,
                     {}});
  }
}

void AddFiles(std::vector<BadFile>& files) {
  std::string all_bytes;
  for (int i = 0; i < 2560; ++i) all_bytes.push_back(static_cast<char>(i * 7));
  const std::string nul(1, '\0');
  files.push_back({"empty.jsonl", "", 0, {}});
  files.push_back({"empty.txt", "", 0, {}});
  files.push_back({"newlines.jsonl", Repeat("\n", 1000), 0, {}});
  files.push_back({"blanks.jsonl", Repeat(" \r\n\t\n", 100), 0, {}});
  files.push_back({"newlines.txt", Repeat("\n", 1000), 0, {{1, "at least two lines"}}});
  files.push_back({"no_end.jsonl", kGood, 1, {}});
  files.push_back({"mark.jsonl", "\xEF\xBB\xBF" + kGood + "\r\n\r\n" + kGood, 2, {}});
  files.push_back({"list.json", "[" + kGood + ",\n" + kGood + "]", 2, {}});
  files.push_back(
      {"list_cut.json", "[" + kGood + ",\n" + kGood.substr(0, 30), 1, {{2, "truncated"}}});
  files.push_back({"list_open.json", "[" + kGood + ",\n", 1, {{2, "no end"}}});
  files.push_back({"pretty.json", "{\n  \"id\": 1,\n  \"body\": \"B\"\n}\n", 1, {}});
  files.push_back({"pretty_cut.json", "{\n  \"id\": 1,\n  \"body\":", 0, {{1, "truncated"}}});
  files.push_back({"binary.jsonl", all_bytes, 0, {{0, "binary"}}});
  files.push_back({"binary.txt", all_bytes, 0, {{1, "binary"}}});
  files.push_back({"nuls.jsonl", std::string(100000, '\0'), 0, {{0, ""}}});
  files.push_back({"picture.jsonl", "\x89PNG\r\n" + all_bytes, 0, {{0, "picture"}}});
  files.push_back({"office.txt", "PK\x03\x04" + all_bytes, 0, {{0, "ZIP"}}});
  files.push_back({"paper.txt", "%PDF-1.4\n" + all_bytes, 0, {{0, "PDF"}}});
  files.push_back({"wide.jsonl", "\xff\xfe{" + nul + "}" + nul, 0, {{1, "neither headline"}}});
  files.push_back({"wide2.jsonl", "{" + nul + "\"" + nul, 0, {{1, "truncated"}}});
  files.push_back({"xz.jsonl.xz",
                   "\xfd"
                   "7zXZ" +
                       nul,
                   0,
                   {{0, "xz"}}});
  files.push_back({"one_line.txt", "Only a headline", 0, {{1, "at least two lines"}}});
  files.push_back({"large.txt", Repeat("A line of text.\n", 300000), 0, {{0, "over 4 MB"}}});
  files.push_back({"latin.txt", "Le caf\xe9 de la gare\n\nIl est ferm\xe9.\n", 1, {}});
  files.push_back({"broken.txt", "The headline of it all\n\nBody \xff\xc3\xa9 \xe2\x82.\n", 1, {}});
  files.push_back(
      {"huge_line.jsonl",
       kGood + "\n{\"body\":\"" + std::string(100U << 20U, 'x') + "\"}\n" + kGood + "\n",
       2,
       {{2, "over 8 MB of JSON"}}});
}

// More memory than this ends the load; sanitizers need more for themselves.
#ifdef DATELINE_SANITIZED
constexpr const char* kMemoryLimit = "";
#else
constexpr const char* kMemoryLimit = "ulimit -d 1000000 || exit 99; ";  // KB
#endif

class BadInputTest : public ::testing::Test {
 protected:
  BadInputTest() {
    std::string pattern = (fs::temp_directory_path() / "badinputXXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    fs::create_directories(folder_ / "in");
  }
  ~BadInputTest() override {
    if (fs::exists(folder_ / "in/locked"))
      fs::permissions(folder_ / "in/locked", fs::perms::owner_all);
    fs::remove_all(folder_);
  }

  // Standard output of a load of the folder.
  std::string Load() {
    const std::string command = std::string(kMemoryLimit) + DATELINE_INDEXER +
                                " load --json --index " + (folder_ / "index").string() +
                                " --rejects " + (folder_ / "rejects").string() + " " +
                                (folder_ / "in").string() + " 2>" + (folder_ / "errors").string();
    std::FILE* pipe = ::popen(command.c_str(), "r");
    std::string out;
    std::array<char, 4096> room{};
    while (const std::size_t got = std::fread(room.data(), 1, room.size(), pipe))
      out.append(room.data(), got);
    exit_code_ = WEXITSTATUS(::pclose(pipe));
    return out;
  }

  // file name -> rejects, in order of their lines
  std::map<std::string, std::vector<Reject>> ReadRejects() {
    std::map<std::string, std::vector<Reject>> rejects;
    std::ifstream file(folder_ / "rejects");
    for (std::string line; std::getline(file, line);) {
      const std::vector<std::string> parts = absl::StrSplit(line, absl::MaxSplits('\t', 2));
      std::uint64_t number = 0;
      EXPECT_EQ(parts.size(), 3U) << line;
      if (parts.size() != 3 || !absl::SimpleAtoi(parts[1], &number)) continue;
      rejects[fs::path(parts[0]).filename()].push_back({number, parts[2]});
    }
    for (auto& [name, list] : rejects) {
      std::sort(list.begin(), list.end(),
                [](const Reject& a, const Reject& b) { return a.line < b.line; });
    }
    return rejects;
  }

  fs::path folder_;
  int exit_code_ = -1;
};

std::uint64_t Number(const std::string& json, const std::string& key) {
  const auto at = json.find("\"" + key + "\":");
  return at == std::string::npos ? 0
                                 : std::strtoull(json.c_str() + at + key.size() + 3, nullptr, 10);
}

TEST_F(BadInputTest, EachIsRefusedWithItsPlaceAndReasonAndTheRestGoesOn) {
  std::vector<BadFile> files = {WrongTypes(), Dates(), Sizes(), BrokenText(), BrokenJson()};
  AddCompressed(files);
  AddFiles(files);
  int accepted = 0;
  int maybe = 0;
  std::size_t cases = 0;
  for (const BadFile& file : files) {
    std::ofstream(folder_ / "in" / file.name, std::ios::binary) << file.bytes;
    accepted += file.accepted;
    maybe += file.maybe;
    cases += std::max<std::size_t>(1, file.rejects.size());
  }
  EXPECT_GE(cases, 150U);
  fs::create_symlink("nothing", folder_ / "in/dangling");
  fs::create_directory(folder_ / "in/locked");
  fs::permissions(folder_ / "in/locked", fs::perms::none);

  const std::string out = Load();
  EXPECT_EQ(exit_code_, 1) << out;  // some could not be read to their end
  EXPECT_GE(Number(out, "accepted"), static_cast<std::uint64_t>(accepted));
  EXPECT_LE(Number(out, "accepted"), static_cast<std::uint64_t>(accepted + maybe));
  const auto rejects = ReadRejects();
  for (const BadFile& file : files) {
    const auto found = rejects.find(file.name);
    const std::vector<Reject> got = found == rejects.end() ? std::vector<Reject>() : found->second;
    ASSERT_EQ(got.size(), file.rejects.size())
        << file.name
        << (got.empty() ? "" : ": " + std::to_string(got[0].line) + " " + got[0].reason);
    for (std::size_t i = 0; i < got.size(); ++i) {
      EXPECT_EQ(got[i].line, file.rejects[i].line) << file.name << ": " << got[i].reason;
      EXPECT_THAT(got[i].reason, HasSubstr(file.rejects[i].reason))
          << file.name << ":" << got[i].line;
      EXPECT_LT(got[i].reason.size(), 600U) << file.name;
    }
  }
  ASSERT_EQ(rejects.count(""), 1U);  // found while the folder was walked
  EXPECT_EQ(rejects.at("").size(), ::geteuid() == 0 ? 1U : 2U);
}

TEST_F(BadInputTest, NothingAcceptedAndSomethingRejectedIsAFailure) {
  std::ofstream(folder_ / "in/a.jsonl") << "x\n";
  const std::string out = Load();
  EXPECT_EQ(exit_code_, 1);
  EXPECT_EQ(Number(out, "rejected"), 1U);
}

TEST_F(BadInputTest, AnEmptyFolderIsAFailure) {
  Load();
  EXPECT_EQ(exit_code_, 1);
  EXPECT_THAT(ReadRejects()[""].at(0).reason, HasSubstr("holds no files"));
}

}  // namespace
}  // namespace dateline::readers
