// SPDX-License-Identifier: GPL-3.0-or-later
// Lets a call in, or refuses it, by what it carries.
#ifndef DATELINE_CORE_RPC_ADMISSION_H_
#define DATELINE_CORE_RPC_ADMISSION_H_

#include <absl/status/statusor.h>
#include <grpcpp/server_context.h>

#include <functional>

#include "core/access/gate.h"
#include "core/rpc/caller.h"

namespace dateline::rpc {

// The caller, if its key (metadata "authorization: Bearer KEY"), or the name in its checked
// certificate, has any of `roles`. `gate` null, or one that does not ask for keys: everybody gets
// in, known by the address. Errors are those of Gate::Admit. Fast enough for threads of gRPC.
absl::StatusOr<Caller> Admit(access::Gate* gate, const grpc::ServerContextBase& context,
                             access::Roles roles);

// What a call of reflection must pass: a key of any role. `gate` as above; must outlive the server.
std::function<grpc::Status(grpc::CallbackServerContext&)> AdmitReflection(access::Gate* gate);

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_ADMISSION_H_
