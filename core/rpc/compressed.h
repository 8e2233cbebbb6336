// SPDX-License-Identifier: GPL-3.0-or-later
// Messages that are sent compressed. gRPC 1.51 expands them without a bound before it looks at any
// limit; so the servers tell it not to, and expand them here.
#ifndef DATELINE_CORE_RPC_COMPRESSED_H_
#define DATELINE_CORE_RPC_COMPRESSED_H_

#include <absl/status/status.h>
#include <grpc/impl/codegen/grpc_types.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

#include "core/rpc/status.h"

namespace dateline::rpc {

// What a compressed message may have, in bytes.
struct CompressedLimits {
  std::size_t compressed = 0;
  std::size_t expanded = 0;
};

// Expands a message in place if it is compressed by gzip; any other stays as it is.
// INVALID_ARGUMENT (REQUEST_TOO_LARGE, or INVALID_MESSAGE: it is broken): it stays as it was, and
// no more than the limit has been expanded. A message of Protocol Buffers never begins as gzip
// does. Thread-safe.
absl::Status Expand(grpc::ByteBuffer& message, const CompressedLimits& limits);
// The same for the core's buffer, which may be replaced.
absl::Status Expand(grpc_byte_buffer*& message, const CompressedLimits& limits);

// The first bytes, at most `most`, of what a compressed message expands to, whatever its size;
// fewer if it is damaged, and those of the message itself if it is not compressed.
std::string BeginningOf(const grpc::ByteBuffer& message, std::size_t most);

// Whether the caller compresses what it sends by gzip, and so takes answers in this form. False if
// this version of gRPC does not tell.
bool Compresses(grpc_call* call);

// What the caller is told of a request that could not be read.
grpc::Status RefusalOf(const grpc::Status& status);

// Handler of a unary method whose requests may be compressed; for
// grpc::Service::MarkMethodCallback. A caller that compresses gets its answer compressed, if that
// makes it smaller. What cannot be expanded or read is answered with INVALID_ARGUMENT and its
// reason.
template <typename Request, typename Response>
class ExpandingHandler final : public grpc::internal::MethodHandler {
 public:
  using Inner = grpc::internal::CallbackUnaryHandler<Request, Response>;
  using Method = std::function<grpc::ServerUnaryReactor*(grpc::CallbackServerContext*,
                                                         const Request*, Response*)>;

  ExpandingHandler(const CompressedLimits& limits, Method method)
      : limits_(limits), inner_(std::move(method)) {}

  void* Deserialize(grpc_call* call, grpc_byte_buffer* message, grpc::Status* status,
                    void** handler_data) override {
    const absl::Status expanded = Expand(message, limits_);
    void* request = inner_.Deserialize(call, message, status, handler_data);
    if (!expanded.ok()) *status = ToGrpcStatus(expanded);
    return status->ok() ? request : nullptr;
  }

  void RunHandler(const HandlerParameter& call) override {
    if (Compresses(call.call->call())) {
      call.server_context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
    }
    if (call.status.ok()) return inner_.RunHandler(call);
    // gRPC itself would answer UNIMPLEMENTED.
    Inner refuse([&call](grpc::CallbackServerContext* context, const Request*, Response*) {
      grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
      reactor->Finish(RefusalOf(call.status));
      return reactor;
    });
    refuse.RunHandler({call.call, call.server_context, call.request, grpc::Status::OK,
                       call.internal_data, call.call_requester});
  }

 private:
  const CompressedLimits limits_;
  Inner inner_;
};

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_COMPRESSED_H_
