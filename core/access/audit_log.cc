// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/audit_log.h"

#include <absl/time/clock.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "core/errors/errors.h"
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

}  // namespace

std::string FormatAuditLine(absl::Time time, const AuditEntry& entry) {
  std::string line =
      fmt::format(R"({{"time":"{}","call":{},"key":{},"peer":{})",
                  absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone()),
                  Quoted(entry.call), Quoted(entry.key), Quoted(entry.peer));
  if (!entry.ids.empty()) {
    line += R"(,"ids":[)";
    for (std::size_t i = 0; i < entry.ids.size(); ++i) {
      if (i > 0) line += ',';
      line += Quoted(entry.ids[i]);
    }
    line += ']';
  }
  line += fmt::format(R"(,"count":{},"outcome":"{}")", entry.count,
                      absl::StatusCodeToString(entry.outcome.code()));
  const v1::ErrorReason reason = errors::ReasonOf(entry.outcome);
  if (reason != v1::ERROR_REASON_UNSPECIFIED) {
    line += fmt::format(R"(,"reason":"{}")", errors::ReasonName(reason));
  }
  return line + '}';
}

absl::StatusOr<std::unique_ptr<AuditLog>> AuditLog::Open(std::string file, Sink sink) {
  auto log = std::unique_ptr<AuditLog>(new AuditLog(std::move(file), std::move(sink)));
  if (absl::Status status = log->Reopen(); !status.ok()) return status;
  return log;
}

AuditLog::~AuditLog() {
  const absl::MutexLock lock(&mutex_);
  if (handle_ >= 0) ::close(handle_);
}

absl::Status AuditLog::Reopen() {
  if (file_.empty()) return absl::OkStatus();
  const int handle =
      ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (handle < 0) return FileError("open", file_);
  const absl::MutexLock lock(&mutex_);
  if (handle_ >= 0) ::close(handle_);
  handle_ = handle;
  return absl::OkStatus();
}

absl::Status AuditLog::Write(const AuditEntry& entry) {
  std::string line = FormatAuditLine(absl::Now(), entry);
  if (file_.empty()) {
    sink_(line);
    return absl::OkStatus();
  }
  line += '\n';
  const absl::MutexLock lock(&mutex_);  // lines of several threads do not mix
  for (std::string_view rest = line; !rest.empty();) {
    const ssize_t wrote = ::write(handle_, rest.data(), rest.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return FileError("write to", file_);
    rest.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return absl::OkStatus();
}

}  // namespace dateline::access
