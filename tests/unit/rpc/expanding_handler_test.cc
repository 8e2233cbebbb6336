// SPDX-License-Identifier: GPL-3.0-or-later
#include <google/protobuf/unknown_field_set.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "core/rpc/compressed.h"
#include "core/rpc/rpc_server.h"
#include "dateline/status.h"
#include "dateline/v1/ingest_service.grpc.pb.h"

namespace dateline::rpc {
namespace {

constexpr int kDeleteArticlesMethod = 1;
constexpr std::size_t kMostBytes = 10'000;
constexpr std::size_t kMostParts = 100;

// Answers with the number of ids, and the size of the request as it was kept.
class Service final
    : public v1::IngestService::WithCallbackMethod_DeleteArticles<v1::IngestService::Service> {
 public:
  Service() {
    MarkMethodCallback(
        kDeleteArticlesMethod,
        new ExpandingHandler<v1::DeleteArticlesRequest, v1::DeleteArticlesResponse>(
            {.compressed = kMostBytes, .expanded = kMostBytes},
            [](grpc::CallbackServerContext* context, const v1::DeleteArticlesRequest* request,
               v1::DeleteArticlesResponse* response) {
              response->set_deleted(static_cast<std::uint32_t>(request->ids_size()));
              response->set_generation(request->ByteSizeLong());
              grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
              reactor->Finish(grpc::Status::OK);
              return reactor;
            },
            {.bytes = kMostBytes, .parts = kMostParts, .too_many = v1::ERROR_REASON_TOO_MANY_IDS}));
  }
};

class ExpandingHandlerTest : public testing::Test {
 protected:
  ExpandingHandlerTest() {
    auto server = RpcServer::Start(
        {.listen = "127.0.0.1:0", .max_message_bytes = 1 << 20, .services = {&service_}});
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stub_ = v1::IngestService::NewStub(
        grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials()));
  }

  absl::StatusOr<v1::DeleteArticlesResponse> Send(const v1::DeleteArticlesRequest& request) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    v1::DeleteArticlesResponse response;
    absl::Status status =
        client::FromGrpcStatus(stub_->DeleteArticles(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

  static v1::DeleteArticlesRequest WithUnknownGroups(std::size_t groups) {
    v1::DeleteArticlesRequest request;
    request.add_ids("one");
    for (std::size_t i = 0; i < groups; ++i) {
      request.GetReflection()->MutableUnknownFields(&request)->AddGroup(127);
    }
    return request;
  }

  Service service_;
  std::unique_ptr<RpcServer> server_;
  std::unique_ptr<v1::IngestService::Stub> stub_;
};

TEST_F(ExpandingHandlerTest, FieldsThatAreNotKnownDoNotReachTheMethod) {
  const auto response = Send(WithUnknownGroups(10));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->deleted(), 1U);
  EXPECT_EQ(response->generation(), 5U);
}

TEST_F(ExpandingHandlerTest, ARequestOfTooManyPartsOrBytesIsRefusedBeforeItIsParsed) {
  EXPECT_EQ(client::Reason(Send(WithUnknownGroups(kMostParts)).status()), "TOO_MANY_IDS");
  v1::DeleteArticlesRequest many;
  for (std::size_t i = 0; i < kMostParts; ++i) many.add_ids();
  EXPECT_TRUE(Send(many).ok());
  many.add_ids();
  EXPECT_EQ(client::Reason(Send(many).status()), "TOO_MANY_IDS");
  v1::DeleteArticlesRequest large;
  large.add_ids(std::string(kMostBytes, 'x'));
  EXPECT_EQ(client::Reason(Send(large).status()), "REQUEST_TOO_LARGE");
  EXPECT_TRUE(Send(WithUnknownGroups(0)).ok());
}

}  // namespace
}  // namespace dateline::rpc
