// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/rpc_server.h"

#include <absl/synchronization/notification.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

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

// Answers when it is told to.
class SlowService final : public v1::SearchService::Service {
 public:
  grpc::Status GetArticle(grpc::ServerContext* /*context*/, const v1::GetArticleRequest* request,
                          v1::GetArticleResponse* response) override {
    entered.Notify();
    go_on.WaitForNotification();
    response->mutable_article()->set_id(request->id());
    return grpc::Status::OK;
  }
  absl::Notification entered, go_on;
};

TEST(RpcServerTest, ClientsAreSentAwayAtOnceAndWhatRunsIsAnswered) {
  SlowService service;
  const auto server = RpcServer::Start(
      {.listen = "127.0.0.1:0", .max_message_bytes = 1000, .services = {&service}});
  ASSERT_TRUE(server.ok()) << server.status();
  const auto channel =
      grpc::CreateChannel((*server)->address(), grpc::InsecureChannelCredentials());
  const auto stub = v1::SearchService::NewStub(channel);
  std::thread caller([&] {
    grpc::ClientContext context;
    v1::GetArticleRequest request;
    request.set_id("one");
    v1::GetArticleResponse response;
    EXPECT_TRUE(stub->GetArticle(&context, request, &response).ok());
    EXPECT_EQ(response.article().id(), "one");
  });
  service.entered.WaitForNotification();
  ASSERT_EQ(channel->GetState(false), GRPC_CHANNEL_READY);
  (*server)->SendAway();
  EXPECT_TRUE(channel->WaitForStateChange(
      GRPC_CHANNEL_READY, std::chrono::system_clock::now() + std::chrono::seconds(20)));
  service.go_on.Notify();
  caller.join();
  (*server)->WaitUntilGone(std::chrono::seconds(20));
  v1::SearchService::CallbackService other;
  const auto again = RpcServer::Start(
      {.listen = (*server)->address(), .max_message_bytes = 1000, .services = {&other}});
  EXPECT_TRUE(again.ok()) << again.status();  // it listens no more
}

TEST(RpcServerTest, AllAddressesOfANameAreListenedOn) {
  v1::SearchService::Service service;
  const auto server = RpcServer::Start(
      {.listen = "localhost:0", .max_message_bytes = 1000, .services = {&service}});
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string port = (*server)->address().substr((*server)->address().rfind(':'));
  const auto channel = grpc::CreateChannel("127.0.0.1" + port, grpc::InsecureChannelCredentials());
  EXPECT_TRUE(
      channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(20)));
}

}  // namespace
}  // namespace dateline::rpc
