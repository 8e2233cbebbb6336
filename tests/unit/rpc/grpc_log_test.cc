// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/grpc_log.h"

#include <grpc/support/log.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "core/limits.h"

namespace dateline::rpc {
namespace {

TEST(GrpcLogTest, WhatAPeerSentStaysOneShortLineAndAFloodIsCut) {
  RouteGrpcLog();
  testing::internal::CaptureStderr();
  const std::string header = "a\n{\"level\":\"error\",\"message\":\"forged\"}\x1b[31m\u009b\xff";
  gpr_log(GPR_ERROR, "Invalid compression algorithm: '%s'", header.c_str());
  gpr_log(GPR_ERROR, "%s", std::string(7000, 'x').c_str());
  gpr_log(GPR_INFO, "not an error");
  for (std::size_t i = 0; i < 20 * limits::kMaxGrpcLogLines; ++i) gpr_log(GPR_ERROR, "flood");
  const std::string log = testing::internal::GetCapturedStderr();
  for (const char c : log) {
    EXPECT_TRUE(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != '\x7f')) << log;
  }
  EXPECT_EQ(log.find("\n{"), std::string::npos);
  EXPECT_EQ(log.find("\u009b"), std::string::npos);
  EXPECT_NE(log.find("forged"), std::string::npos);
  EXPECT_EQ(log.find("not an error"), std::string::npos);
  const auto lines = static_cast<std::size_t>(std::count(log.begin(), log.end(), '\n'));
  EXPECT_LE(lines, 3 * limits::kMaxGrpcLogLines);  // the loop may cross into another second
  EXPECT_LT(log.substr(0, log.find("flood")).size(), 2 * limits::kMaxGrpcLogLineBytes);
}

}  // namespace
}  // namespace dateline::rpc
