// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/rpc/request_log.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/limits.h"

namespace dateline::service {
namespace {

using std::chrono::milliseconds;
using Queries = RequestLogOptions::Queries;

const absl::Status kOk;
const rpc::Caller kCaller{"address 192.0.2.7"};
const rpc::CallEnd kEnd{kOk, kCaller, milliseconds(812), milliseconds(3)};

TEST(RequestLogTest, ALineHasMethodTimesStagesHitsCallerAndId) {
  v1::SearchRequest request;
  request.set_query("oil");
  v1::SearchResponse response;
  response.add_hits();
  LoggedRequest logged = Describe(request, response);
  logged.stages = FormatStages(std::vector<search::StageTime>{{"parse", absl::Microseconds(120)},
                                                              {"match", absl::Microseconds(2345)}});
  logged.id = "abc/1";
  EXPECT_EQ(FormatRequest(logged, kEnd, Queries::kLeftOut),
            "slow request: method=Search code=OK ms=812.0 waited_ms=3.0 parse=0.1 match=2.3 hits=1 "
            "caller=[address 192.0.2.7] request_id=abc/1");
  EXPECT_TRUE(
      FormatRequest(logged, kEnd, Queries::kShown).ends_with(" request_id=abc/1 query=oil"));
}

TEST(RequestLogTest, WhatPeersSendCannotLookLikeAnotherPairOfTheLineAndIsCut) {
  v1::GetArticleRequest request;
  request.set_id(std::string(10'000, 'i'));
  LoggedRequest logged = Describe(request, v1::GetArticleResponse());
  const std::string forged = "a caller=[key root]\n\x1b[31m" + std::string(10'000, 'x');
  logged.id = forged;
  const std::string line = FormatRequest(logged, kEnd, Queries::kShown);
  EXPECT_EQ(line.find("[key root]"), std::string::npos);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_LE(line.size(), 300 + limits::kMaxLoggedHeaderBytes + limits::kMaxLoggedQueryBytes);
}

TEST(RequestLogTest, OnlyWhatIsSlowerThanTheBoundIsSlowAndZeroTurnsItOff) {
  EXPECT_TRUE(RequestLog({.slow = milliseconds(500)}).IsSlow(kEnd));
  EXPECT_FALSE(RequestLog({.slow = milliseconds(812)}).IsSlow(kEnd));
  EXPECT_FALSE(RequestLog({.slow = milliseconds(0)}).IsSlow(kEnd));
  EXPECT_FALSE(RequestLog({.slow = milliseconds(0)}).is_on());
}

TEST(RequestLogTest, AnOverloadDoesNotFillTheLog) {
  std::vector<std::string> lines;
  auto now = std::chrono::steady_clock::time_point(std::chrono::hours(1));
  RequestLog log({.slow = milliseconds(1),
                  .write = [&](rpc::LogLevel, std::string_view line) { lines.emplace_back(line); },
                  .now = [&] { return now; }});
  const LoggedRequest logged{.method = "Search", .id = {}, .query = {}};
  for (int i = 0; i < 1000; ++i) log.Write(logged, kEnd);
  EXPECT_EQ(lines.size(), limits::kMaxSlowLinesPerSecond);
  now += std::chrono::seconds(1);
  lines.clear();
  log.Write(logged, kEnd);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], "950 more slow requests did not get a line");
}

}  // namespace
}  // namespace dateline::service
