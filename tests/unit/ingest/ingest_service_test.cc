// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/ingest_service.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/limits.h"
#include "core/rpc/rpc_server.h"
#include "dateline/status.h"
#include "tests/support/test_index.h"

namespace dateline::ingest {
namespace {

using Stream = grpc::ClientReaderWriter<v1::IngestArticlesRequest, v1::IngestArticlesResponse>;

class IngestServiceTest : public testing::Test {
 protected:
  explicit IngestServiceTest(std::chrono::milliseconds patience = limits::kMaxAnswerWait)
      : service_(index_.writer(), pools_, nullptr,
                 {.patience = patience, .max_bytes = limits::kMaxAnswerBytesInFlight}) {
    auto server = rpc::RpcServer::Start({.listen = "127.0.0.1:0",
                                         .max_message_bytes = limits::kMaxIngestMessageBytes,
                                         .services = {&service_}});
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stub_ = NewStub();
  }
  ~IngestServiceTest() override {
    server_->Shutdown(std::chrono::milliseconds(0));
    pools_.Join();
  }

  std::unique_ptr<v1::IngestService::Stub> NewStub() {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return v1::IngestService::NewStub(grpc::CreateCustomChannel(
        server_->address(), grpc::InsecureChannelCredentials(), arguments));
  }

  test_support::TestIndex index_;
  IngestPools pools_;
  IngestServiceImpl service_;
  std::unique_ptr<rpc::RpcServer> server_;
  std::unique_ptr<v1::IngestService::Stub> stub_;
};

void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
}

// A stream that is known to be open: it has got an outcome.
struct OpenStream {
  explicit OpenStream(v1::IngestService::Stub& stub) {
    SetDeadline(context);
    stream = stub.IngestArticles(&context);
    v1::IngestArticlesResponse response;
    open = stream->Write({}) && stream->Read(&response);
  }
  absl::Status End() {
    stream->WritesDone();
    return client::FromGrpcStatus(stream->Finish());
  }
  grpc::ClientContext context;
  std::unique_ptr<Stream> stream;
  bool open = false;
};

TEST_F(IngestServiceTest, ACallerHasAQuarterOfTheStreamsAndAPlaceIsFreeWhenOneEnds) {
  std::vector<std::unique_ptr<v1::IngestService::Stub>> stubs;
  std::vector<std::unique_ptr<OpenStream>> streams;
  constexpr std::size_t kPerConnection = 90;
  while (streams.size() < limits::kMaxIngestStreams / 4) {
    if (streams.size() % kPerConnection == 0) stubs.push_back(NewStub());
    streams.push_back(std::make_unique<OpenStream>(*stubs.back()));
    ASSERT_TRUE(streams.back()->open) << streams.back()->End();
  }
  OpenStream refused(*stub_);
  EXPECT_FALSE(refused.open);
  const absl::Status status = refused.End();
  EXPECT_EQ(client::Reason(status), "QUEUE_FULL") << status;
  EXPECT_NE(client::RetryDelay(status), std::nullopt);
  EXPECT_EQ(refused.context.GetServerTrailingMetadata().count("grpc-retry-pushback-ms"), 1U);
  EXPECT_TRUE(streams.back()->End().ok());
  bool open = false;
  while (!open) {  // until the server has done with the one that has ended
    OpenStream next(*stub_);
    open = next.open;
    (void)next.End();
  }
  for (std::size_t i = 0; i + 1 < streams.size(); ++i) EXPECT_TRUE(streams[i]->End().ok());
}

TEST_F(IngestServiceTest, ADeleteThatBreaksARuleIsRefusedWithoutAPlaceInTheQueue) {
  pools_.deletes.Join();  // what needs a place is told that the server is stopping
  v1::DeleteArticlesRequest none;
  v1::DeleteArticlesRequest empty;
  empty.add_ids();
  v1::DeleteArticlesRequest many;
  for (std::size_t i = 0; i <= limits::kMaxDeleteIds; ++i) many.add_ids("x");
  v1::DeleteArticlesRequest large;
  for (int i = 0; i < 1000; ++i) large.add_ids(std::string(limits::kMaxIdBytes, 'x'));
  v1::DeleteArticlesRequest good;
  good.add_ids("x");
  const struct {
    const v1::DeleteArticlesRequest& request;
    const char* reason;
  } cases[] = {{none, "MISSING_ID"},
               {empty, "MISSING_ID"},
               {many, "TOO_MANY_IDS"},
               {large, "REQUEST_TOO_LARGE"},
               {good, "DRAINING"}};
  for (const auto& one : cases) {
    grpc::ClientContext context;
    SetDeadline(context);
    v1::DeleteArticlesResponse response;
    const absl::Status status =
        client::FromGrpcStatus(stub_->DeleteArticles(&context, one.request, &response));
    EXPECT_EQ(client::Reason(status), one.reason) << status;
  }
}

TEST_F(IngestServiceTest, CallsWithoutValuesTakeNoLargeRequests) {
  v1::RefreshRequest request;
  ASSERT_TRUE(request.ParseFromString("\xfa\x07\x80\x80\x08" + std::string(1U << 17U, 'x')));
  grpc::ClientContext context;
  SetDeadline(context);
  v1::RefreshResponse response;
  const absl::Status status = client::FromGrpcStatus(stub_->Refresh(&context, request, &response));
  EXPECT_EQ(client::Reason(status), "REQUEST_TOO_LARGE") << status;
}

class ImpatientIngestTest : public IngestServiceTest {
 protected:
  ImpatientIngestTest() : IngestServiceTest(std::chrono::milliseconds(100)) {}
};

TEST_F(ImpatientIngestTest, AStreamWhoseOutcomesAreNotTakenIsCancelled) {
  grpc::ClientContext context;
  SetDeadline(context);
  const auto stream = stub_->IngestArticles(&context);
  v1::IngestArticlesRequest rejected;
  rejected.mutable_article()->set_url(std::string(20'000, 'u'));
  while (stream->Write(rejected)) {  // without a look at the outcomes
  }
  v1::IngestArticlesResponse response;
  while (stream->Read(&response)) {
  }
  const absl::Status status = client::FromGrpcStatus(stream->Finish());
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled) << status;
}

TEST_F(ImpatientIngestTest, AStreamThatReadsGoesOnForAnyTime) {
  OpenStream stream(*stub_);
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(400);
  v1::IngestArticlesResponse response;
  while (std::chrono::steady_clock::now() < end) {
    ASSERT_TRUE(stream.stream->Write({}) && stream.stream->Read(&response));
  }
  EXPECT_TRUE(stream.End().ok());
}

}  // namespace
}  // namespace dateline::ingest
