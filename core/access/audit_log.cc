// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/audit_log.h"

#include <absl/time/clock.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/text/escape_json.h"
#include "core/text/utf8.h"

namespace dateline::access {
namespace {

std::string Quoted(std::string_view text) {
  return '"' + text::EscapeJson(text::CleanUtf8(text)) + '"';
}

absl::Status FileError(std::string_view step, const std::string& file) {
  return absl::InternalError(fmt::format("cannot {} the audit log '{}': {}", step, file,
                                         std::generic_category().message(errno)));
}

std::string PrintIds(const AuditEntry& entry) {
  const bool refused = WasRefused(entry);
  const std::size_t shown =
      refused ? std::min(entry.ids.size(), limits::kMaxRefusedAuditIds) : entry.ids.size();
  std::string list;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) list += ',';
    list += Quoted(refused ? text::CutUtf8(entry.ids[i], limits::kMaxRefusedAuditIdBytes)
                           : entry.ids[i]);
  }
  std::string members = fmt::format(R"(,"ids":[{}])", list);
  if (shown < entry.ids.size()) members += fmt::format(R"(,"ids_sent":{})", entry.ids.size());
  return members;
}

// Whether something was written to the file that does not end with the end of a line.
bool EndsInMidLine(int handle, off_t size) {
  char last = '\n';
  return size > 0 && ::pread(handle, &last, 1, size - 1) == 1 && last != '\n';
}

}  // namespace

bool WasRefused(const AuditEntry& entry) {
  switch (entry.outcome.code()) {
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kResourceExhausted:
      return entry.count == 0;
    default:
      return false;
  }
}

std::string FormatAuditLine(absl::Time time, const AuditEntry& entry, std::size_t left_out) {
  std::string line =
      fmt::format(R"({{"time":"{}","call":{},"key":{},"peer":{})",
                  absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone()),
                  Quoted(entry.call), Quoted(entry.key), Quoted(entry.peer));
  if (!entry.ids.empty()) line += PrintIds(entry);
  line += fmt::format(R"(,"count":{},"outcome":"{}")", entry.count,
                      absl::StatusCodeToString(entry.outcome.code()));
  const v1::ErrorReason reason = errors::ReasonOf(entry.outcome);
  if (reason != v1::ERROR_REASON_UNSPECIFIED) {
    line += fmt::format(R"(,"reason":"{}")", errors::ReasonName(reason));
  }
  if (left_out > 0) line += fmt::format(R"(,"lines_left_out":{})", left_out);
  return line + '}';
}

absl::StatusOr<std::unique_ptr<AuditLog>> AuditLog::Open(AuditLogOptions options) {
  auto log = std::unique_ptr<AuditLog>(new AuditLog(std::move(options)));
  if (absl::Status status = log->Reopen(); !status.ok()) return status;
  return log;
}

AuditLog::~AuditLog() {
  const absl::MutexLock lock(&mutex_);
  if (handle_ >= 0) ::close(handle_);
}

absl::Status AuditLog::Reopen() {
  const std::string& file = options_.file;
  if (file.empty()) return absl::OkStatus();
  // O_NONBLOCK: a pipe must not stop the program. Read for its last character alone.
  const int handle =
      ::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
  if (handle < 0) return FileError("open", file);
  struct stat info {};
  absl::Status status;
  if (::fstat(handle, &info) != 0) {
    status = FileError("look at", file);
  } else if (!S_ISREG(info.st_mode)) {
    status = absl::FailedPreconditionError(fmt::format(
        "the audit log '{}' is not a regular file; name one, or leave --audit-log out", file));
  }
  if (!status.ok()) {
    ::close(handle);
    return status;
  }
  const absl::MutexLock lock(&mutex_);
  if (handle_ >= 0) ::close(handle_);
  handle_ = handle;
  half_line_ = EndsInMidLine(handle, info.st_size);
  return absl::OkStatus();
}

absl::Status AuditLog::Write(const AuditEntry& entry) {
  std::size_t left_out = 0;
  {
    const absl::MutexLock lock(&mutex_);
    const auto admitted = WasRefused(entry) ? refused_.Admit(options_.steady_now())
                                            : std::optional(refused_.TakeRefused());
    if (!admitted) return absl::OkStatus();
    left_out = *admitted;
  }
  const std::string line = FormatAuditLine(absl::Now(), entry, left_out);
  if (options_.file.empty()) {
    options_.sink(line);
    return absl::OkStatus();
  }
  const absl::MutexLock lock(&mutex_);  // lines of several threads do not mix
  return Append(line);
}

absl::Status AuditLog::Append(std::string_view line) {
  std::string bytes = half_line_ ? "\n" : "";
  bytes += line;
  bytes += '\n';
  for (std::string_view rest = bytes; !rest.empty();) {
    const ssize_t wrote = ::write(handle_, rest.data(), rest.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return FileError("write to", options_.file);
    half_line_ = wrote > 0 ? rest[static_cast<std::size_t>(wrote) - 1] != '\n' : half_line_;
    rest.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return absl::OkStatus();
}

}  // namespace dateline::access
