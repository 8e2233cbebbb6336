// SPDX-License-Identifier: GPL-3.0-or-later
// gRPC's own log as lines of ours. What a peer sent may be in it: headers, names of methods.
#ifndef DATELINE_CORE_RPC_GRPC_LOG_H_
#define DATELINE_CORE_RPC_GRPC_LOG_H_

#include <chrono>
#include <cstddef>
#include <optional>

namespace dateline::rpc {

// How many lines may be written per second. Not thread-safe.
class LineRate {
 public:
  explicit LineRate(std::size_t lines_per_second) : most_(lines_per_second) {}

  // Whether one more line may be written at `now`, which never goes back: the number of lines that
  // were refused since the last one that was not. nullopt: refused.
  std::optional<std::size_t> Admit(std::chrono::steady_clock::time_point now);

 private:
  const std::size_t most_;
  std::chrono::steady_clock::time_point second_{};  // when the current second began
  std::size_t written_ = 0;                         // in it
  std::size_t refused_ = 0;
};

// From now on gRPC writes through LogLine: errors only (or as GRPC_VERBOSITY says), cut to
// kMaxGrpcLogLineBytes, at most kMaxGrpcLogLines per second, with a count of those left out.
// Idempotent; thread-safe.
void RouteGrpcLog();

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_GRPC_LOG_H_
