// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/audit_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <string>
#include <vector>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "tests/unit/access/temporary_folder.h"

namespace dateline::access {
namespace {

AuditEntry Entry() {
  AuditEntry entry{"DeleteArticles", "loader", "ipv4:127.0.0.1:4711"};
  entry.ids = {"a", "b"};
  entry.count = 1;
  return entry;
}

TEST(AuditLogTest, ALineSaysWhoDidWhatAndWhatCameOfIt) {
  const absl::Time time = absl::FromUnixSeconds(1'700'000'000);
  EXPECT_EQ(FormatAuditLine(time, Entry()),
            R"({"time":"2023-11-14T22:13:20.000Z","call":"DeleteArticles","key":"loader",)"
            R"("peer":"ipv4:127.0.0.1:4711","ids":["a","b"],"count":1,"outcome":"OK"})");
  AuditEntry refused = Entry();
  refused.outcome =
      errors::MakeError(absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_ROLE_REQUIRED, "no");
  EXPECT_NE(FormatAuditLine(time, refused)
                .find(R"("outcome":"PERMISSION_DENIED","reason":"ROLE_REQUIRED"})"),
            std::string::npos);
}

TEST(AuditLogTest, WhatAPeerSendsStaysInItsString) {
  AuditEntry entry = Entry();
  const std::string hostile = "x\"],\"count\":9}\n{\"call\":\"\x1b[2J\xff\\";
  entry.ids = {hostile, std::string_view("\0nul", 4)};
  const std::string line = FormatAuditLine(absl::UnixEpoch(), entry);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  simdjson::dom::parser parser;
  const auto json = parser.parse(line);
  ASSERT_EQ(json.error(), simdjson::SUCCESS) << line;
  EXPECT_EQ(std::uint64_t(json["count"]), 1U);
  EXPECT_EQ(json["ids"].get_array().size(), 2U);
}

TEST(AuditLogTest, ARefusedCallWritesLittleWhateverItSent) {
  AuditEntry entry = Entry();
  const std::string large(1 << 20, 'x');
  entry.ids.assign(500, large);
  entry.count = 0;
  entry.outcome =
      errors::MakeError(absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_ROLE_REQUIRED, "no");
  const std::string line = FormatAuditLine(absl::UnixEpoch(), entry);
  EXPECT_LT(line.size(), 2 * limits::kMaxRefusedAuditIds * limits::kMaxRefusedAuditIdBytes);
  simdjson::dom::parser parser;
  auto json = parser.parse(line);
  ASSERT_EQ(json.error(), simdjson::SUCCESS) << line;
  EXPECT_EQ(json["ids"].get_array().size(), limits::kMaxRefusedAuditIds);
  EXPECT_EQ(std::uint64_t(json["ids_sent"]), 500U);
  entry.outcome = absl::OkStatus();  // what was deleted is told in full
  EXPECT_GT(FormatAuditLine(absl::UnixEpoch(), entry).size(), 500 * large.size());
}

TEST(AuditLogTest, RefusedCallsGetFewLinesPerSecondAndTheRestIsCounted) {
  std::vector<std::string> lines;
  std::chrono::steady_clock::time_point now{std::chrono::hours(1)};
  auto log = AuditLog::Open({.sink = [&](std::string_view line) { lines.emplace_back(line); },
                             .steady_now = [&now] { return now; }});
  ASSERT_TRUE(log.ok());
  AuditEntry refused = Entry();
  refused.count = 0;
  refused.outcome = absl::PermissionDeniedError("no");
  for (std::size_t i = 0; i < limits::kMaxRefusedAuditLines + 7; ++i) {
    EXPECT_TRUE((*log)->Write(refused).ok());
  }
  EXPECT_EQ(lines.size(), limits::kMaxRefusedAuditLines);
  EXPECT_TRUE((*log)->Write(Entry()).ok());  // always has a line
  ASSERT_EQ(lines.size(), limits::kMaxRefusedAuditLines + 1);
  EXPECT_NE(lines.back().find(R"("lines_left_out":7})"), std::string::npos) << lines.back();
  EXPECT_TRUE((*log)->Write(refused).ok());
  now += std::chrono::seconds(1);
  EXPECT_TRUE((*log)->Write(refused).ok());
  EXPECT_NE(lines.back().find(R"("lines_left_out":1})"), std::string::npos) << lines.back();
  EXPECT_TRUE((*log)->Write(refused).ok());
  EXPECT_EQ(lines.back().find("lines_left_out"), std::string::npos);
}

TEST(AuditLogTest, LinesAreAppendedAndTheFileIsForItsOwner) {
  const TemporaryFolder folder;
  const std::string path = folder.File("audit.jsonl");
  for (int i = 0; i < 2; ++i) {
    auto log = AuditLog::Open({.file = path});
    ASSERT_TRUE(log.ok()) << log.status();
    EXPECT_TRUE((*log)->Write(Entry()).ok());
  }
  const std::string text = ReadFile(path);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  struct stat file {};
  ASSERT_EQ(::stat(path.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0077, 0U);
}

TEST(AuditLogTest, ReopenedAfterAMoveItWritesToANewFile) {
  const TemporaryFolder folder;
  const std::string path = folder.File("audit.jsonl");
  auto log = AuditLog::Open({.file = path});
  ASSERT_TRUE(log.ok());
  EXPECT_TRUE((*log)->Write(Entry()).ok());
  std::filesystem::rename(path, path + ".1");
  EXPECT_TRUE((*log)->Write(Entry()).ok());
  EXPECT_TRUE((*log)->Reopen().ok());
  EXPECT_TRUE((*log)->Write(Entry()).ok());
  const std::string old = ReadFile(path + ".1");
  EXPECT_EQ(std::count(old.begin(), old.end(), '\n'), 2);
  EXPECT_NE(ReadFile(path), "");
}

TEST(AuditLogTest, WithoutAFileLinesGoToTheSink) {
  std::string got;
  auto log = AuditLog::Open({.sink = [&got](std::string_view line) { got = line; }});
  ASSERT_TRUE(log.ok());
  EXPECT_TRUE((*log)->Write(Entry()).ok());
  EXPECT_NE(got.find("DeleteArticles"), std::string::npos);
}

TEST(AuditLogTest, AFileThatCannotBeOpenedIsAnError) {
  const TemporaryFolder folder;
  EXPECT_FALSE(AuditLog::Open({.file = folder.File("no/such/folder")}).ok());
}

TEST(AuditLogTest, WhatIsNotAFileIsRefusedAndStopsNobody) {
  const TemporaryFolder folder;
  const std::string pipe = folder.File("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(errors::MessageOf(AuditLog::Open({.file = pipe}).status()),
              testing::HasSubstr("not a regular file"));
  EXPECT_THAT(errors::MessageOf(AuditLog::Open({.file = "/dev/null"}).status()),
              testing::HasSubstr("not a regular file"));
  EXPECT_FALSE(AuditLog::Open({.file = folder.File(".")}).ok());
}

// The limit of the size of files stands for a disk that is full.
TEST(AuditLogTest, AfterALineThatWasCutTheNextOneStandsAlone) {
  const TemporaryFolder folder;
  const std::string path = folder.File("audit.jsonl");
  auto log = AuditLog::Open({.file = path});
  ASSERT_TRUE(log.ok());
  ASSERT_TRUE((*log)->Write(Entry()).ok());
  const std::string whole = ReadFile(path);
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit full { whole.size() + 10, before.rlim_max };
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
  EXPECT_FALSE((*log)->Write(Entry()).ok());
  EXPECT_FALSE((*log)->Write(Entry()).ok());
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, ignored);
  const std::string half = ReadFile(path);
  EXPECT_EQ(half, whole + whole.substr(0, 10));
  ASSERT_TRUE((*log)->Write(Entry()).ok());
  EXPECT_EQ(ReadFile(path).find(half + "\n{\"time\""), 0U) << ReadFile(path);
  // So does the first line after a start.
  std::ofstream(path) << "{\"half";
  log = AuditLog::Open({.file = path});
  ASSERT_TRUE(log.ok());
  ASSERT_TRUE((*log)->Write(Entry()).ok());
  EXPECT_EQ(ReadFile(path).find("{\"half\n{\"time\""), 0U) << ReadFile(path);
}

}  // namespace
}  // namespace dateline::access
