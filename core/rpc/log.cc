// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/log.h"

#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <fmt/format.h>

#include <atomic>
#include <cstdio>

#include "core/text/escape_json.h"
#include "core/text/utf8.h"

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

// As in a JSON string, and in text lines alike: whoever reads them knows the form. Bytes that are
// not UTF-8 are escaped too.
std::string Escape(std::string_view message) {
  const std::string json = text::EscapeJson(message);
  std::string escaped;
  escaped.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    const text::DecodedChar one = text::DecodeUtf8(json, at);
    if (one.code == text::kBrokenUtf8) {
      escaped += "\\ufffd";
    } else {
      escaped.append(json, at, one.length);
    }
    at += one.length;
  }
  return escaped;
}

}  // namespace

void SetJsonLog(bool json) { json_lines.store(json); }

std::string FormatLogLine(bool json, std::string_view time, LogLevel level,
                          std::string_view message) {
  if (json) {
    return fmt::format(R"({{"time":"{}","level":"{}","message":"{}"}})", time, LevelName(level),
                       Escape(message));
  }
  return fmt::format("{} {} {}", time, LevelName(level), Escape(message));
}

void LogLine(LogLevel level, std::string_view message) {
  const std::string time =
      absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  // One write, so that lines of several threads do not mix.
  const std::string line = FormatLogLine(json_lines.load(), time, level, message) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace dateline::rpc
