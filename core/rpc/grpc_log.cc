// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/grpc_log.h"

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <fmt/format.h>
#include <grpc/support/log.h>

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "core/limits.h"
#include "core/queue/line_rate.h"
#include "core/rpc/log.h"
#include "core/text/utf8.h"

namespace dateline::rpc {
namespace {

LogLevel LevelOf(gpr_log_severity severity) {
  switch (severity) {
    case GPR_LOG_SEVERITY_DEBUG:
      break;
    case GPR_LOG_SEVERITY_INFO:
      break;
    case GPR_LOG_SEVERITY_ERROR:
      return LogLevel::kError;
  }
  return LogLevel::kInfo;
}

struct Gate {
  absl::Mutex mutex;
  queue::LineRate rate ABSL_GUARDED_BY(mutex){limits::kMaxGrpcLogLines};
};

Gate& GateOfProcess() {
  static Gate& gate = *new Gate;  // never destroyed: gRPC's threads may log until the very end
  return gate;
}

void WriteLine(gpr_log_func_args* args) {
  std::optional<std::size_t> left_out;
  {
    Gate& gate = GateOfProcess();
    const absl::MutexLock lock(&gate.mutex);
    left_out = gate.rate.Admit(std::chrono::steady_clock::now());
  }
  if (!left_out) return;
  if (*left_out > 0) {
    LogLine(LogLevel::kWarning, fmt::format("grpc: {} lines were left out: more than {} a second",
                                            *left_out, limits::kMaxGrpcLogLines));
  }
  const std::string_view message = args->message;
  const std::string_view cut = text::CutUtf8(message, limits::kMaxGrpcLogLineBytes);
  LogLine(LevelOf(args->severity),
          fmt::format("grpc: {}{}", cut, cut.size() < message.size() ? " ..." : ""));
}

}  // namespace

void RouteGrpcLog() {
  (void)GateOfProcess();
  if (std::getenv("GRPC_VERBOSITY") == nullptr) gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
  gpr_set_log_function(&WriteLine);
}

}  // namespace dateline::rpc
