// SPDX-License-Identifier: Apache-2.0
#include "client/shared_stub.h"

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <utility>
#include <vector>

namespace dateline::client {
namespace {

using Stub = v1::SearchService::Stub;

thread_local int callback_depth = 0;

// Stubs whose last owner was a callback.
class LeftStubs {
 public:
  void Add(std::unique_ptr<Stub> stub) {
    absl::MutexLock lock(&mutex_);
    stubs_.push_back(std::move(stub));
  }

  void Destroy() {
    std::vector<std::unique_ptr<Stub>> stubs;
    absl::MutexLock lock(&mutex_);
    stubs.swap(stubs_);
    // `stubs` is destroyed after the lock is given back: declared before it.
  }

 private:
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<Stub>> stubs_ ABSL_GUARDED_BY(mutex_);
};

LeftStubs& Left() {
  static LeftStubs left;
  return left;
}

void DestroyStub(Stub* stub) {
  std::unique_ptr<Stub> owned(stub);
  if (callback_depth > 0) {
    Left().Add(std::move(owned));
  } else {
    owned.reset();
    Left().Destroy();
  }
}

}  // namespace

CallbackScope::CallbackScope() { ++callback_depth; }
CallbackScope::~CallbackScope() { --callback_depth; }

std::shared_ptr<Stub> ShareStub(std::unique_ptr<Stub> stub) {
  if (callback_depth == 0) Left().Destroy();
  return {stub.release(), &DestroyStub};
}

}  // namespace dateline::client
