// SPDX-License-Identifier: GPL-3.0-or-later
// Messages as they come, before they are parsed. gRPC 1.51 expands compressed ones without a bound
// before it looks at any limit; so the servers tell it not to, and expand them here. And it parses
// whatever comes, however much memory that takes; so they are measured here.
#ifndef DATELINE_CORE_RPC_COMPRESSED_H_
#define DATELINE_CORE_RPC_COMPRESSED_H_

#include <absl/status/status.h>
#include <google/protobuf/descriptor.h>
#include <grpc/impl/codegen/grpc_types.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <utility>

#include "core/limits.h"
#include "core/rpc/status.h"
#include "dateline/v1/errors.pb.h"

namespace dateline::rpc {

// What a compressed message may have, in bytes.
struct CompressedLimits {
  std::size_t compressed = 0;
  std::size_t expanded = 0;
};

// What a request may have, compressed or not.
struct RequestLimits {
  std::size_t bytes = std::numeric_limits<std::size_t>::max();    // none but the transport's
  std::size_t parts = limits::kMaxRequestParts;                   // MessageParts::count
  v1::ErrorReason too_many = v1::ERROR_REASON_REQUEST_TOO_LARGE;  // parts
};

// Expands a message in place if it is compressed by gzip; any other stays as it is.
// INVALID_ARGUMENT (REQUEST_TOO_LARGE, or INVALID_MESSAGE: it is broken): it stays as it was, and
// no more than the limit has been expanded. A message of Protocol Buffers never begins as gzip
// does. Thread-safe.
absl::Status Expand(grpc::ByteBuffer& message, const CompressedLimits& limits);
// The same for the core's buffer, which may be replaced.
absl::Status Expand(grpc_byte_buffer*& message, const CompressedLimits& limits);

// Expands a request of `type`, and measures it. Not OK (INVALID_ARGUMENT): it must not be parsed,
// and an empty one stands in its place. `unknown`: whether it has fields that `type` does not know.
absl::Status Prepare(grpc_byte_buffer*& message, const google::protobuf::Descriptor& type,
                     const CompressedLimits& compressed, const RequestLimits& limits,
                     bool& unknown);

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
// makes it smaller. What is too large, cannot be expanded or read is answered with INVALID_ARGUMENT
// and its reason. Requests hold no unknown fields: they would wait in the queue for nothing.
template <typename Request, typename Response>
class ExpandingHandler final : public grpc::internal::MethodHandler {
 public:
  using Inner = grpc::internal::CallbackUnaryHandler<Request, Response>;
  using Method = std::function<grpc::ServerUnaryReactor*(grpc::CallbackServerContext*,
                                                         const Request*, Response*)>;

  ExpandingHandler(const CompressedLimits& compressed, Method method,
                   const RequestLimits& limits = {})
      : compressed_(compressed), limits_(limits), inner_(std::move(method)) {}

  void* Deserialize(grpc_call* call, grpc_byte_buffer* message, grpc::Status* status,
                    void** handler_data) override {
    bool unknown = false;
    const absl::Status prepared =
        Prepare(message, *Request::descriptor(), compressed_, limits_, unknown);
    void* request = inner_.Deserialize(call, message, status, handler_data);
    if (!prepared.ok()) *status = ToGrpcStatus(prepared);
    if (!status->ok()) return nullptr;
    if (unknown) static_cast<Request*>(request)->DiscardUnknownFields();
    return request;
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
  const CompressedLimits compressed_;
  const RequestLimits limits_;
  Inner inner_;
};

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_COMPRESSED_H_
