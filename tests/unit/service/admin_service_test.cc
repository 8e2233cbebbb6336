// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/admin_service.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

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

  absl::Status Scrub(AdminServiceImpl::ScrubIndexCall call, std::chrono::milliseconds patience,
                     v1::ScrubIndexResponse& response) {
    service_ = std::make_unique<AdminServiceImpl>(std::move(call), pool_);
    server_ = *RpcServer::Start(
        {.listen = "127.0.0.1:0", .max_message_bytes = 1 << 16, .services = {service_.get()}});
    const auto stub = v1::AdminService::NewStub(
        grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + patience);
    v1::ScrubIndexRequest request;
    request.set_max_bytes_per_second(77);
    return client::FromGrpcStatus(stub->ScrubIndex(&context, request, &response));
  }

  BoundedPool pool_{{.threads = 1, .max_jobs = 2}};
  std::unique_ptr<AdminServiceImpl> service_;
  std::unique_ptr<RpcServer> server_;
};

TEST_F(AdminServiceTest, AScrubIsAskedForAndItsResultComesBack) {
  v1::ScrubIndexResponse response;
  const absl::Status status = Scrub(
      [](const v1::ScrubIndexRequest& request, const CallLimits&) {
        v1::ScrubIndexResponse answer;
        answer.mutable_scrub()->set_checked_bytes(request.max_bytes_per_second());
        return answer;
      },
      std::chrono::seconds(60), response);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(response.scrub().checked_bytes(), 77U);
}

TEST_F(AdminServiceTest, TheCallerIsToldOfFailures) {
  v1::ScrubIndexResponse response;
  const absl::Status status = Scrub(
      [](const v1::ScrubIndexRequest&,
         const CallLimits&) -> absl::StatusOr<v1::ScrubIndexResponse> {
        return absl::UnavailableError("not open yet");
      },
      std::chrono::seconds(60), response);
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
}

TEST_F(AdminServiceTest, TheScrubKnowsWhenItsCallerWaitsNoLonger) {
  v1::ScrubIndexResponse response;
  std::atomic<bool> passed{false};
  const absl::Status status = Scrub(
      [&passed](const v1::ScrubIndexRequest&,
                const CallLimits& limits) -> absl::StatusOr<v1::ScrubIndexResponse> {
        while (absl::Now() < limits.deadline && !limits.cancelled->load()) continue;
        passed = true;
        return absl::DeadlineExceededError("it goes on");
      },
      std::chrono::milliseconds(20), response);
  EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
  pool_.Join();
  EXPECT_TRUE(passed);
}

}  // namespace
}  // namespace dateline::rpc
