// SPDX-License-Identifier: Apache-2.0
// One unary call with a deadline and retries; private to this folder.
#ifndef DATELINE_CLIENT_CALL_H_
#define DATELINE_CLIENT_CALL_H_

#include <absl/status/statusor.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "dateline/retry.h"
#include "dateline/status.h"

namespace dateline::client {

// A full page of whole articles is larger than gRPC's default of 4 MiB.
inline constexpr int kMaxResponseBytes = 256 << 20;

inline std::shared_ptr<grpc::Channel> OpenChannel(const std::string& server) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxResponseBytes);
  // A cut network is noticed within 2 s of a request (the timeout is also that of TCP for what it
  // has sent), and within 11 s if nothing is sent; two pings without data and then none would be
  // gRPC's default.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 10'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 1'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // Without a retry policy for gRPC: ours (NextWait) knows RetryInfo, and both would multiply.
  // gRPC's own wait for a new connection must not be longer than ours.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  return grpc::CreateCustomChannel(server, grpc::InsecureChannelCredentials(), arguments);
}

// What became of a call that has ended: FromGrpcStatus, and of one that failed, its trailer
// "grpc-retry-pushback-ms" as RetryInfo, in place of another one. It is the wait; if it is not a
// number of milliseconds, "never" (gRPC A6).
absl::Status StatusOf(const grpc::ClientContext& context, const grpc::Status& ended);

// Runs `call(ClientContext&, Response&)` until it succeeds, fails for good, or `timeout` is over.
template <typename Response, typename Call>
absl::StatusOr<Response> CallWithRetry(const RetryOptions& retry, absl::Duration timeout,
                                       const Call& call) {
  const absl::Time deadline = absl::Now() + timeout;
  for (int attempt = 1;; ++attempt) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(deadline));
    Response response;
    const absl::Status status = StatusOf(context, call(context, response));
    if (status.ok()) return response;
    const auto wait = NextWait(retry, attempt, status);
    if (!wait || absl::Now() + *wait >= deadline) return status;
    absl::SleepFor(*wait);
  }
}

}  // namespace dateline::client

#endif  // DATELINE_CLIENT_CALL_H_
