// SPDX-License-Identifier: Apache-2.0
// A stub that searches under way keep alive, destroyed on a thread that may destroy it; private to
// this folder.
//
// The last owner of a channel waits for the threads that run its callbacks (gRPC 1.51:
// CallbackAlternativeCQ::Unref). If a callback is the last owner, its thread would wait for itself,
// and the queue of the callbacks would be freed twice.
#ifndef DATELINE_CLIENT_SHARED_STUB_H_
#define DATELINE_CLIENT_SHARED_STUB_H_

#include <memory>

#include "dateline/v1/search_service.grpc.pb.h"

namespace dateline::client {

// While one exists, its thread runs a callback of gRPC.
class CallbackScope {
 public:
  CallbackScope();
  ~CallbackScope();
  CallbackScope(const CallbackScope&) = delete;
  CallbackScope& operator=(const CallbackScope&) = delete;
};

// If the last owner is in a CallbackScope, the stub stays until another stub is shared or destroyed
// outside of one, at the latest until the process ends. Thread-safe.
std::shared_ptr<v1::SearchService::Stub> ShareStub(std::unique_ptr<v1::SearchService::Stub> stub);

}  // namespace dateline::client

#endif  // DATELINE_CLIENT_SHARED_STUB_H_
