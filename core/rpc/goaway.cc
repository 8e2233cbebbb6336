// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/goaway.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include <optional>
#include <utility>

#include "core/rpc/internal_function.h"

namespace dateline::rpc {
namespace {

// grpc_core::Server::SendGoaways(). A grpc_server is a pointer to such a server.
constexpr const char* kSymbol = "_ZN9grpc_core6Server11SendGoawaysEv";

using SendFunction = void (*)(grpc_server*);

struct Job {
  SendFunction send;
  grpc_server* server;
};

void Run(void* data) {
  const Job& job = *static_cast<Job*>(data);
  job.send(job.server);
}

}  // namespace

bool SendGoaways(grpc::Server& server) {
  const auto send = reinterpret_cast<SendFunction>(InternalFunction(kSymbol));
  if (send == nullptr) return false;
  // gRPC's core works within an execution context of the thread, which its headers do not offer
  // either. Destroying a byte buffer makes one, and there the owner of a slice gets its bytes back.
  Job job{send, server.c_server()};
  static char byte = 0;
  std::optional<grpc::Slice> slice(std::in_place, &byte, 1, &Run, &job);
  const grpc::ByteBuffer buffer(&*slice, 1);
  slice.reset();
  return true;  // the buffer is the last owner
}

}  // namespace dateline::rpc
