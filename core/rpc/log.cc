// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/log.h"

#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <fmt/format.h>

#include <atomic>
#include <cstdio>

#include "core/text/escape_json.h"

namespace dateline::rpc {
namespace {

std::atomic<bool> json_lines{false};

std::string_view LevelName(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "unknown";
}

}  // namespace

void SetJsonLog(bool json) { json_lines.store(json); }

std::string FormatLogLine(bool json, std::string_view time, LogLevel level,
                          std::string_view message) {
  if (json) {
    return fmt::format(R"({{"time":"{}","level":"{}","message":"{}"}})", time, LevelName(level),
                       text::EscapeJson(message));
  }
  return fmt::format("{} {} {}", time, LevelName(level), text::EscapeJson(message));
}

void LogLine(LogLevel level, std::string_view message) {
  const std::string time =
      absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  // One write, so that lines of several threads do not mix.
  const std::string line = FormatLogLine(json_lines.load(), time, level, message) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace dateline::rpc
