// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/admin_service.h"

#include <absl/time/clock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "client/call.h"
#include "core/rpc/rpc_server.h"

namespace dateline::rpc {
namespace {

class AdminServiceTest : public testing::Test {
 protected:
  ~AdminServiceTest() override {
    if (server_ != nullptr) server_->Shutdown(std::chrono::seconds(10));
    pool_.Join();
  }

  void Start(AdminServiceImpl::ScrubIndexCall call) {
    service_ = std::make_unique<AdminServiceImpl>(std::move(call), pool_);
    server_ = *RpcServer::Start(
        {.listen = "127.0.0.1:0", .max_message_bytes = 1 << 16, .services = {service_.get()}});
  }

  absl::Status Scrub(grpc::ClientContext& context, v1::ScrubIndexResponse& response) {
    const auto stub = v1::AdminService::NewStub(
        grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials()));
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    v1::ScrubIndexRequest request;
    request.set_max_bytes_per_second(77);
    return client::FromGrpcStatus(stub->ScrubIndex(&context, request, &response));
  }

  BoundedPool pool_{{.threads = 1, .max_jobs = 2}};
  std::unique_ptr<AdminServiceImpl> service_;
  std::unique_ptr<RpcServer> server_;
};

TEST_F(AdminServiceTest, AScrubIsAskedForAndItsResultComesBack) {
  Start([](const v1::ScrubIndexRequest& request, const CallLimits&) {
    v1::ScrubIndexResponse answer;
    answer.mutable_scrub()->set_checked_bytes(request.max_bytes_per_second());
    return answer;
  });
  grpc::ClientContext context;
  v1::ScrubIndexResponse response;
  const absl::Status status = Scrub(context, response);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(response.scrub().checked_bytes(), 77U);
}

TEST_F(AdminServiceTest, TheCallerIsToldOfFailures) {
  Start([](const v1::ScrubIndexRequest&,
           const CallLimits&) -> absl::StatusOr<v1::ScrubIndexResponse> {
    return absl::UnavailableError("not open yet");
  });
  grpc::ClientContext context;
  v1::ScrubIndexResponse response;
  EXPECT_TRUE(absl::IsUnavailable(Scrub(context, response)));
}

TEST_F(AdminServiceTest, TheScrubKnowsWhenItsCallerWaitsNoLonger) {
  std::promise<void> entered;
  std::atomic<bool> noticed{false};
  Start([&](const v1::ScrubIndexRequest&,
            const CallLimits& limits) -> absl::StatusOr<v1::ScrubIndexResponse> {
    entered.set_value();
    while (absl::Now() < limits.deadline && !limits.cancelled->load()) std::this_thread::yield();
    noticed = limits.cancelled->load();
    return absl::CancelledError("it goes on");
  });
  grpc::ClientContext context;
  std::future<absl::Status> status = std::async(std::launch::async, [&] {
    v1::ScrubIndexResponse response;
    return Scrub(context, response);
  });
  entered.get_future().wait();
  context.TryCancel();
  EXPECT_TRUE(absl::IsCancelled(status.get()));
  pool_.Join();
  EXPECT_TRUE(noticed);
}

}  // namespace
}  // namespace dateline::rpc
