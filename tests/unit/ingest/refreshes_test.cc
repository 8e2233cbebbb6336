// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/refreshes.h"

#include <absl/synchronization/notification.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/limits.h"
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
    const auto caller = context->client_metadata().find("caller");
    const bool named = caller != context->client_metadata().end();
    auto* reactor = refreshes_.Join(
        *context, {named ? std::string(caller->second.data(), caller->second.size()) : "one"},
        *response);
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

// Calls that go on without a thread, as many as anybody wants.
class ManyCalls {
 public:
  explicit ManyCalls(const std::string& address) : address_(address) {}
  ~ManyCalls() {
    for (auto& call : calls_) call->ended.WaitForNotification();
  }

  struct Call {
    grpc::ClientContext context;
    v1::RefreshRequest request;
    v1::RefreshResponse response;
    absl::Status status;
    absl::Notification ended;
  };

  Call& Start(const std::string& caller, std::chrono::milliseconds deadline) {
    if (calls_.size() % kPerConnection == 0) {
      grpc::ChannelArguments arguments;
      arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
      stubs_.push_back(v1::IngestService::NewStub(
          grpc::CreateCustomChannel(address_, grpc::InsecureChannelCredentials(), arguments)));
    }
    Call& call = *calls_.emplace_back(std::make_unique<Call>());
    call.context.AddMetadata("caller", caller);
    call.context.set_deadline(std::chrono::system_clock::now() + deadline);
    stubs_.back()->async()->Refresh(&call.context, &call.request, &call.response,
                                    [&call](const grpc::Status& status) {
                                      call.status = client::FromGrpcStatus(status);
                                      call.ended.Notify();
                                    });
    return call;
  }

 private:
  static constexpr std::size_t kPerConnection = 100;
  const std::string address_;
  std::vector<std::unique_ptr<v1::IngestService::Stub>> stubs_;
  std::vector<std::unique_ptr<Call>> calls_;
};

constexpr std::chrono::minutes kLong{2};

TEST_F(RefreshesTest, WhoHasFilledThePlacesMakesRoomForAnotherAndWhoLeavesForAnybody) {
  ManyCalls calls(server_->address());
  calls.Start("greedy", kLong);
  first_runs_.WaitForNotification();
  std::vector<ManyCalls::Call*> greedy;
  for (std::size_t i = 1; i < limits::kMaxWaitingRefreshes; ++i) {
    greedy.push_back(&calls.Start("greedy", kLong));
  }
  while (service_.joined < static_cast<int>(limits::kMaxWaitingRefreshes)) {
    std::this_thread::yield();
  }
  // One too many; then a newcomer takes the place of one.
  ManyCalls::Call& refused = calls.Start("greedy", kLong);
  refused.ended.WaitForNotification();
  EXPECT_EQ(client::Reason(refused.status), "QUEUE_FULL") << refused.status;
  ManyCalls::Call& polite = calls.Start("polite", kLong);
  while (service_.joined < static_cast<int>(limits::kMaxWaitingRefreshes) + 2) {
    std::this_thread::yield();
  }
  EXPECT_FALSE(polite.ended.HasBeenNotified());
  // Whoever is gone leaves at once: while the commit still runs, another is taken and waits.
  for (ManyCalls::Call* call : greedy) call->context.TryCancel();
  absl::Status status;
  do {
    ManyCalls::Call& again = calls.Start("greedy", std::chrono::seconds(1));
    again.ended.WaitForNotification();
    status = again.status;
  } while (client::Reason(status) == "QUEUE_FULL");
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded) << status;
  go_on_.Notify();
  polite.ended.WaitForNotification();
  EXPECT_TRUE(polite.status.ok()) << polite.status;
  EXPECT_EQ(polite.response.generation(), 2U);
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
