// SPDX-License-Identifier: Apache-2.0
// Ends calls from outside.
#ifndef DATELINE_CLIENT_INCLUDE_DATELINE_CANCELLATION_H_
#define DATELINE_CLIENT_INCLUDE_DATELINE_CANCELLATION_H_

#include <absl/time/time.h>

#include <memory>

namespace grpc {
class ClientContext;
}  // namespace grpc

namespace dateline::client {

// Thread-safe.
class Cancellation {
 public:
  Cancellation();
  ~Cancellation();
  Cancellation(const Cancellation&) = delete;
  Cancellation& operator=(const Cancellation&) = delete;

  // Ends all calls that run with it and all that come later, for good: CANCELLED.
  void Cancel();
  bool cancelled() const;

  // For the client library: Add and Remove a call that runs, and wait between two attempts (true:
  // it was cancelled meanwhile).
  void Add(grpc::ClientContext& context);
  void Remove(grpc::ClientContext& context);
  bool WaitFor(absl::Duration wait);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dateline::client

#endif  // DATELINE_CLIENT_INCLUDE_DATELINE_CANCELLATION_H_
