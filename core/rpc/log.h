// SPDX-License-Identifier: GPL-3.0-or-later
// Log lines of the servers, on stderr.
#ifndef DATELINE_CORE_RPC_LOG_H_
#define DATELINE_CORE_RPC_LOG_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace dateline::rpc {

enum class LogLevel : std::uint8_t { kInfo, kWarning, kError };

// From now on lines are JSON objects instead of text. Thread-safe.
void SetJsonLog(bool json);

// Writes one line: time (UTC), level, message. What could end the line, steer a terminal or turn
// the direction of text is escaped, and so are bytes that are not UTF-8: a message cannot pretend
// to be several lines, or another one. Thread-safe.
void LogLine(LogLevel level, std::string_view message);

// The same for a line whose content is a JSON object, by which no peer can add members or lines: it
// stays readable. In text it comes after `name` and a colon, in JSON it is the member `name`.
void LogRecord(LogLevel level, std::string_view name, std::string_view json);

// The line without its end, as LogLine writes it at `time` (RFC 3339). For tests.
std::string FormatLogLine(bool json, std::string_view time, LogLevel level,
                          std::string_view message);
// The same of LogRecord.
std::string FormatLogRecord(bool json, std::string_view time, LogLevel level, std::string_view name,
                            std::string_view object);

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_LOG_H_
