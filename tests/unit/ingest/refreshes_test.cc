// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/refreshes.h"

#include <absl/synchronization/notification.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "core/rpc/rpc_server.h"
#include "dateline/status.h"
#include "dateline/v1/ingest_service.grpc.pb.h"

namespace dateline::ingest {
namespace {

class Service final
    : public v1::IngestService::WithCallbackMethod_Refresh<v1::IngestService::Service> {
 public:
  explicit Service(Refreshes& refreshes) : refreshes_(refreshes) {}
  grpc::ServerUnaryReactor* Refresh(grpc::CallbackServerContext* context,
                                    const v1::RefreshRequest* /*request*/,
                                    v1::RefreshResponse* response) override {
    auto* reactor = refreshes_.Join(*context, *response);
    ++joined;
    return reactor;
  }
  std::atomic<int> joined{0};

 private:
  Refreshes& refreshes_;
};

class RefreshesTest : public testing::Test {
 protected:
  RefreshesTest() {
    auto server = rpc::RpcServer::Start(
        {.listen = "127.0.0.1:0", .max_message_bytes = 1000, .services = {&service_}});
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stub_ = v1::IngestService::NewStub(
        grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials()));
  }

  absl::StatusOr<std::uint64_t> Call() {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    v1::RefreshResponse response;
    const auto status = client::FromGrpcStatus(stub_->Refresh(&context, {}, &response));
    if (!status.ok()) return status;
    return response.generation();
  }

  // Commits are counted; the first waits until it may go on.
  absl::Notification first_runs_, go_on_;
  std::atomic<std::uint64_t> flushes_{0};
  absl::Status failure_;
  rpc::BoundedPool pool_{{.threads = 1, .max_jobs = 1}};
  Refreshes refreshes_{pool_, [this]() -> absl::StatusOr<std::uint64_t> {
                         const std::uint64_t number = ++flushes_;
                         if (number == 1) {
                           first_runs_.Notify();
                           go_on_.WaitForNotification();
                         }
                         if (!failure_.ok()) return failure_;
                         return number;
                       }};
  Service service_{refreshes_};
  std::unique_ptr<rpc::RpcServer> server_;
  std::unique_ptr<v1::IngestService::Stub> stub_;
};

TEST_F(RefreshesTest, CallsThatComeWhileOneRunsShareTheNextCommit) {
  std::vector<std::thread> callers;
  std::atomic<int> second{0};
  callers.emplace_back([this] { EXPECT_EQ(*Call(), 1U); });
  first_runs_.WaitForNotification();
  constexpr int kCallers = 80;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&] { second += *Call() == 2U ? 1 : 0; });
  }
  while (service_.joined < kCallers + 1) std::this_thread::yield();
  go_on_.Notify();
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(second, kCallers);
  EXPECT_EQ(flushes_, 2U);
  EXPECT_EQ(*Call(), 3U);
}

TEST_F(RefreshesTest, AFailedCommitIsToldToAllThatWaitForIt) {
  go_on_.Notify();
  failure_ = absl::InternalError("broken");
  EXPECT_EQ(Call().status(), failure_);
}

TEST_F(RefreshesTest, CallsAfterTheEndAreToldToGoElsewhere) {
  pool_.Drain(std::chrono::milliseconds(0));
  const absl::Status status = Call().status();
  EXPECT_EQ(client::Reason(status), "DRAINING");
  EXPECT_NE(client::RetryDelay(status), std::nullopt);
  EXPECT_EQ(Call().status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace dateline::ingest
