// SPDX-License-Identifier: GPL-3.0-or-later
// AdminService over gRPC's callback API. Both programs offer it, each with its own index.
#ifndef DATELINE_CORE_RPC_ADMIN_SERVICE_H_
#define DATELINE_CORE_RPC_ADMIN_SERVICE_H_

#include <absl/status/statusor.h>

#include <functional>
#include <utility>

#include "core/limits.h"
#include "core/rpc/bounded_pool.h"
#include "core/rpc/pooled_call.h"
#include "dateline/v1/admin_service.grpc.pb.h"

namespace dateline::rpc {

// Thread-safe. Calls wait for what they ask for on threads of `pool`: it should be one of their
// own, so that they do not keep others from running.
class AdminServiceImpl final : public v1::AdminService::CallbackService {
 public:
  // Scrubs the index and returns when that is done, or when `limits` say so.
  using ScrubIndexCall = std::function<absl::StatusOr<v1::ScrubIndexResponse>(
      const v1::ScrubIndexRequest& request, const CallLimits& limits)>;

  // `pool` must outlive the service, and is joined before the service is destroyed.
  AdminServiceImpl(ScrubIndexCall scrub, BoundedPool& pool)
      : scrub_(std::move(scrub)), pool_(pool) {}

  grpc::ServerUnaryReactor* ScrubIndex(grpc::CallbackServerContext* context,
                                       const v1::ScrubIndexRequest* request,
                                       v1::ScrubIndexResponse* response) override {
    // gRPC owns request and response until the call has finished.
    return PooledCall::Start(
        *context, pool_,
        {.caller = CallerByAddress(context->peer()), .longest = limits::kMaxAdminDeadline},
        [this, request, response](const CallLimits& limits) -> absl::Status {
          absl::StatusOr<v1::ScrubIndexResponse> answer = scrub_(*request, limits);
          if (!answer.ok()) return answer.status();
          *response = *std::move(answer);
          return absl::OkStatus();
        });
  }

 private:
  const ScrubIndexCall scrub_;
  BoundedPool& pool_;
};

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_ADMIN_SERVICE_H_
