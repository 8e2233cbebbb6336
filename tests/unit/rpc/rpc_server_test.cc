// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/rpc_server.h"

#include <gtest/gtest.h>

#include "dateline/v1/search_service.grpc.pb.h"

namespace dateline::rpc {
namespace {

TEST(RpcServerTest, AnAddressThatIsNotHostAndPortIsRefusedWithTheForm) {
  for (const char* listen :
       {"", "localhost", "127.0.0.1", ":7710", "127.0.0.1:", "127.0.0.1:http", "host:-1"}) {
    const auto server = RpcServer::Start({.listen = listen, .max_message_bytes = 1000});
    ASSERT_FALSE(server.ok()) << listen;
    EXPECT_EQ(server.status().code(), absl::StatusCode::kInvalidArgument) << listen;
    EXPECT_NE(server.status().message().find("HOST:PORT"), absl::string_view::npos);
  }
}

TEST(RpcServerTest, APortThatIsTakenIsRefused) {
  v1::SearchService::Service service;
  const auto first = RpcServer::Start(
      {.listen = "127.0.0.1:0", .max_message_bytes = 1000, .services = {&service}});
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_NE((*first)->address(), "127.0.0.1:0");
  v1::SearchService::Service other;
  const auto second = RpcServer::Start(
      {.listen = (*first)->address(), .max_message_bytes = 1000, .services = {&other}});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(second.status().message().find((*first)->address()), absl::string_view::npos);
}

TEST(RpcServerTest, AnAddressOfAnotherHostIsRefused) {
  v1::SearchService::Service service;
  const auto server = RpcServer::Start(
      {.listen = "203.0.113.7:7710", .max_message_bytes = 1000, .services = {&service}});
  ASSERT_FALSE(server.ok());
  EXPECT_EQ(server.status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace dateline::rpc
