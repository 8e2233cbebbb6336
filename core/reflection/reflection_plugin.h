// SPDX-License-Identifier: GPL-3.0-or-later
// Server reflection, grpc.reflection.v1 and v1alpha, on every gRPC server of the program.
#ifndef DATELINE_CORE_REFLECTION_REFLECTION_PLUGIN_H_
#define DATELINE_CORE_REFLECTION_REFLECTION_PLUGIN_H_

#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <functional>
#include <memory>

namespace dateline::reflection {

// Whether a call may ask: not OK refuses it with that status. Called from gRPC's threads, at the
// start of each call; must not block.
using AdmitCall = std::function<grpc::Status(grpc::CallbackServerContext& context)>;

// For ServerBuilder::SetOption: the server answers both versions, and tells its services,
// grpc.health.v1.Health among them, and the definitions of KnownFiles(). `admit` empty: everybody
// may ask.
std::unique_ptr<grpc::ServerBuilderOption> MakeReflection(AdmitCall admit = {});

}  // namespace dateline::reflection

#endif  // DATELINE_CORE_REFLECTION_REFLECTION_PLUGIN_H_
