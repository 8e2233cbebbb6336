// SPDX-License-Identifier: GPL-3.0-or-later
// AdminService over gRPC's callback API. Both programs offer it, each with its own index.
#ifndef DATELINE_CORE_RPC_ADMIN_SERVICE_H_
#define DATELINE_CORE_RPC_ADMIN_SERVICE_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "core/limits.h"
#include "core/rpc/admission.h"
#include "core/rpc/bounded_pool.h"
#include "core/rpc/compressed.h"
#include "core/rpc/pooled_call.h"
#include "core/rpc/security.h"
#include "dateline/v1/admin_service.grpc.pb.h"

namespace dateline::rpc {

// Thread-safe. Calls wait for what they ask for on threads of `pool`: it should be one of their
// own, so that they do not keep others from running.
class AdminServiceImpl final : public v1::AdminService::CallbackService {
 public:
  // Scrubs the index and returns when that is done, or when `limits` say so.
  using ScrubIndexCall = std::function<absl::StatusOr<v1::ScrubIndexResponse>(
      const v1::ScrubIndexRequest& request, const CallLimits& limits)>;

  // `pool` must outlive the service, and is joined before the service is destroyed. `security` (not
  // owned) says who may call, and keeps a record of calls; null: everybody, and none is kept.
  AdminServiceImpl(ScrubIndexCall scrub, BoundedPool& pool, Security* security = nullptr)
      : scrub_(std::move(scrub)), pool_(pool), security_(security) {
    MarkMethodCallback(0, new ExpandingHandler<v1::ScrubIndexRequest, v1::ScrubIndexResponse>(
                              {.compressed = limits::kMaxPlainRequestBytes,
                               .expanded = limits::kMaxPlainRequestBytes},
                              [this](auto* context, auto* request, auto* response) {
                                return ScrubIndex(context, request, response);
                              },
                              {.bytes = limits::kMaxPlainRequestBytes}));
  }

  grpc::ServerUnaryReactor* ScrubIndex(grpc::CallbackServerContext* context,
                                       const v1::ScrubIndexRequest* request,
                                       v1::ScrubIndexResponse* response) override {
    absl::StatusOr<Caller> caller =
        Admit(security_ == nullptr ? nullptr : &security_->gate(), *context, access::Role::kAdmin);
    if (!caller.ok()) {
      Audit(*context, {}, 0, caller.status());
      return PooledCall::Refuse(*context, caller.status());
    }
    // gRPC owns context, request and response until the call has finished.
    return PooledCall::Start(
        *context, pool_,
        {.caller = *std::move(caller),
         .longest = limits::kMaxAdminDeadline,
         .ended =
             [this, context, response](const CallEnd& end) {
               Audit(*context, end.caller, response->scrub().damage_size(), end.status);
             }},
        [this, request, response](const CallLimits& limits) -> absl::Status {
          absl::StatusOr<v1::ScrubIndexResponse> answer = scrub_(*request, limits);
          if (!answer.ok()) return answer.status();
          *response = *std::move(answer);
          return absl::OkStatus();
        });
  }

 private:
  void Audit(const grpc::CallbackServerContext& context, const Caller& caller, int damaged,
             const absl::Status& outcome) {
    if (security_ == nullptr) return;
    access::AuditEntry entry;
    entry.call = "ScrubIndex";
    entry.count = static_cast<std::uint64_t>(damaged);
    entry.outcome = outcome;
    security_->Audit(std::move(entry), caller, context);
  }

  const ScrubIndexCall scrub_;
  BoundedPool& pool_;
  Security* const security_;
};

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_ADMIN_SERVICE_H_
