// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/listen_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dateline::rpc {
namespace {

TEST(ListenAddressTest, AnAddressIsAHostAndAPortUpTo65535) {
  for (const char* good : {"127.0.0.1:0", "localhost:7710", "[::1]:65535", "0.0.0.0:07711"})
    EXPECT_EQ(ListenAddressProblem(good), "") << good;
  for (const char* bad :
       {"", ":", ":80", "host", "host:", "host:x", "host:-1", "host: 1", "::1:80"})
    EXPECT_THAT(ListenAddressProblem(bad), testing::HasSubstr("HOST:PORT")) << bad;
  for (const char* high : {"h:65536", "h:99999", "h:100000", "h:99999999999999999999"})
    EXPECT_THAT(ListenAddressProblem(high), testing::HasSubstr("65535")) << high;
}

TEST(ListenAddressTest, LoopbackIsWhatOtherHostsCannotReach) {
  for (const char* inside :
       {"127.0.0.1:0", "127.9.8.7:80", "localhost:7710", "[::1]:7710", "unix:/run/dateline.sock"})
    EXPECT_TRUE(IsLoopback(inside)) << inside;
  for (const char* outside :
       {"0.0.0.0:0", "[::]:0", "192.0.2.1:80", "example.org:80", "localhost.example.org:80",
        "128.0.0.1:80", "127.0.0.1.example.org:80", "127.1:80", "[::ffff:192.0.2.1]:80",
        "[2001:db8::1]:80"})
    EXPECT_FALSE(IsLoopback(outside)) << outside;
}

}  // namespace
}  // namespace dateline::rpc
