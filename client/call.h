// SPDX-License-Identifier: Apache-2.0
// One unary call with a deadline and retries; private to this folder.
#ifndef DATELINE_CLIENT_CALL_H_
#define DATELINE_CLIENT_CALL_H_

#include <absl/cleanup/cleanup.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <memory>
#include <string>

#include "dateline/call_options.h"
#include "dateline/retry.h"
#include "dateline/status.h"

namespace dateline::client {

// The channel of `connection`, or a new one to `server`.
std::shared_ptr<grpc::Channel> OpenChannel(const std::string& server,
                                           const ConnectionOptions& connection);

// INVALID_ARGUMENT: options that contradict each other, or that gRPC would end the process for.
absl::Status CheckOptions(const ConnectionOptions& connection, const CallOptions& options);

// Adds what the connection sends with every call, and what the call has of its own, which goes
// before metadata of the same name of the connection.
void PrepareContext(const ConnectionOptions& connection, const CallOptions& options,
                    grpc::ClientContext& context);

// What became of a call that has ended: FromGrpcStatus, and of one that failed, its trailer
// "grpc-retry-pushback-ms" as RetryInfo, in place of another one. It is the wait; if it is not a
// number of milliseconds, "never" (gRPC A6).
absl::Status StatusOf(const grpc::ClientContext& context, const grpc::Status& ended);

// What a client's options say of its calls. Refers to them.
struct CallSettings {
  const RetryOptions& retry;
  absl::Duration timeout;
  const ConnectionOptions& connection;
};

// Runs `call(ClientContext&, Response&)` until it succeeds, fails for good, is cancelled, or its
// time is over.
template <typename Response, typename Call>
absl::StatusOr<Response> CallWithRetry(const CallSettings& settings, const CallOptions& options,
                                       const Call& call) {
  if (absl::Status status = CheckOptions(settings.connection, options); !status.ok()) return status;
  const absl::Time deadline = std::min(absl::Now() + settings.timeout, options.deadline);
  Cancellation never;
  Cancellation& cancellation = options.cancellation == nullptr ? never : *options.cancellation;
  for (int attempt = 1;; ++attempt) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(deadline));
    PrepareContext(settings.connection, options, context);
    cancellation.Add(context);
    const absl::Cleanup remove = [&] { cancellation.Remove(context); };
    Response response;
    absl::Status status = StatusOf(context, call(context, response));
    if (status.ok()) return response;
    const auto wait = NextWait(settings.retry, attempt, status);
    if (!wait || absl::Now() + *wait >= deadline) return status;
    if (cancellation.WaitFor(*wait)) return absl::CancelledError("the call was cancelled");
  }
}

}  // namespace dateline::client

#endif  // DATELINE_CLIENT_CALL_H_
