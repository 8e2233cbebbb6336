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

// Bytes that are not UTF-8 are escaped.
std::string EscapeBytes(const std::string& json) {
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

// As in a JSON string, and in text lines alike: whoever reads them knows the form.
std::string Escape(std::string_view message) { return EscapeBytes(text::EscapeJson(message)); }

std::string Now() {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
}

// One write, so that lines of several threads do not mix.
void Write(const std::string& line) { std::fwrite(line.data(), 1, line.size(), stderr); }

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
  Write(FormatLogLine(json_lines.load(), Now(), level, message) + "\n");
}

std::string FormatLogRecord(bool json, std::string_view time, LogLevel level, std::string_view name,
                            std::string_view object) {
  // Its strings are escaped already; what is not in one is.
  const std::string safe = EscapeBytes(text::EscapeControls(object));
  if (json) {
    return fmt::format(R"({{"time":"{}","level":"{}","{}":{}}})", time, LevelName(level), name,
                       safe);
  }
  return fmt::format("{} {} {}: {}", time, LevelName(level), name, safe);
}

void LogRecord(LogLevel level, std::string_view name, std::string_view json) {
  Write(FormatLogRecord(json_lines.load(), Now(), level, name, json) + "\n");
}

}  // namespace dateline::rpc
