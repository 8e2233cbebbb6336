// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/listen_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

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

bool IsLoopback(const std::string& listen) {
  const auto endpoints = ResolveListen(listen);
  EXPECT_TRUE(endpoints.ok()) << endpoints.status();
  return endpoints.ok() && AreLoopback(*endpoints);
}

TEST(ListenAddressTest, LoopbackIsWhatOtherHostsCannotReach) {
  for (const char* inside : {"127.0.0.1:0", "127.9.8.7:80", "127.1:80", "[::1]:7710"})
    EXPECT_TRUE(IsLoopback(inside)) << inside;
  for (const char* outside : {"0.0.0.0:0", "[::]:0", "192.0.2.1:80", "128.0.0.1:80",
                              "[::ffff:192.0.2.1]:80", "[2001:db8::1]:80"})
    EXPECT_FALSE(IsLoopback(outside)) << outside;
}

TEST(ListenAddressTest, ANameIsWhateverItStandsFor) {
  using boost::asio::ip::make_address;
  const Endpoints::value_type inside(make_address("127.0.0.1"), 80);
  const Endpoints::value_type outside(make_address("192.0.2.1"), 80);
  EXPECT_TRUE(AreLoopback({inside, {make_address("::1"), 80}}));
  EXPECT_FALSE(AreLoopback({outside}));
  EXPECT_FALSE(AreLoopback({inside, outside})) << "one that others reach is enough";
  EXPECT_TRUE(IsLoopback("localhost:7710"));
  const auto unknown = ResolveListen(std::string(300, 'x') + ":80");  // longer than any name
  EXPECT_TRUE(absl::IsUnavailable(unknown.status()));
  EXPECT_THAT(unknown.status().ToString(), testing::HasSubstr("the name is not known"));
}

TEST(ListenAddressTest, SocketsInTheFileSystemAreNotListenedOn) {
  EXPECT_THAT(ListenAddressProblem("unix:/run/dateline.sock"), testing::HasSubstr("HOST:PORT"));
}

}  // namespace
}  // namespace dateline::rpc
