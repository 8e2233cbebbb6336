// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/audit_log.h"

#include <gtest/gtest.h>
#include <simdjson.h>
#include <sys/stat.h>

#include <algorithm>
#include <string>

#include "core/errors/errors.h"
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

TEST(AuditLogTest, LinesAreAppendedAndTheFileIsForItsOwner) {
  const TemporaryFolder folder;
  const std::string path = folder.File("audit.jsonl");
  for (int i = 0; i < 2; ++i) {
    auto log = AuditLog::Open(path, {});
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
  auto log = AuditLog::Open(path, {});
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
  auto log = AuditLog::Open("", [&got](std::string_view line) { got = line; });
  ASSERT_TRUE(log.ok());
  EXPECT_TRUE((*log)->Write(Entry()).ok());
  EXPECT_NE(got.find("DeleteArticles"), std::string::npos);
}

TEST(AuditLogTest, AFileThatCannotBeOpenedIsAnError) {
  const TemporaryFolder folder;
  EXPECT_FALSE(AuditLog::Open(folder.File("no/such/folder"), {}).ok());
}

}  // namespace
}  // namespace dateline::access
