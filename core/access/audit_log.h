// SPDX-License-Identifier: GPL-3.0-or-later
// One line for each call that changes or checks an index by hand: who asked for what, and what came
// of it.
#ifndef DATELINE_CORE_ACCESS_AUDIT_LOG_H_
#define DATELINE_CORE_ACCESS_AUDIT_LOG_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/limits.h"
#include "core/queue/line_rate.h"

namespace dateline::access {

struct AuditEntry {
  std::string_view call;  // "DeleteArticles"
  std::string_view key;   // its name; empty: no keys are asked for, or none was good
  std::string_view peer;
  std::vector<std::string_view> ids{};  // that were named
  std::uint64_t count = 0;              // of what was done: articles deleted, damaged segments
  absl::Status outcome{};
};

// Whether the call was refused before anything was done: by its key, a limit or a rule.
bool WasRefused(const AuditEntry& entry);

// The line without its end: a JSON object. What peers sent is escaped. Of a call that was refused
// it has the first limits::kMaxRefusedAuditIds ids, cut, and the number of all; else all of them.
// `left_out` is the number of lines that were not written before this one.
std::string FormatAuditLine(absl::Time time, const AuditEntry& entry, std::size_t left_out = 0);

struct AuditLogOptions {
  std::string file{};                                 // empty: lines go to `sink`
  std::function<void(std::string_view line)> sink{};  // must be thread-safe
  std::function<std::chrono::steady_clock::time_point()> steady_now =
      std::chrono::steady_clock::now;  // injected, for lines per second
};

// Thread-safe.
class AuditLog {
 public:
  // Appends to the file, which is made with mode 0600 if it is not there. Errors of the system;
  // FAILED_PRECONDITION: it is not a regular file.
  static absl::StatusOr<std::unique_ptr<AuditLog>> Open(AuditLogOptions options);
  ~AuditLog();
  AuditLog(const AuditLog&) = delete;
  AuditLog& operator=(const AuditLog&) = delete;

  // Of calls that were refused at most limits::kMaxRefusedAuditLines per second get a line; the
  // next line of any call says how many were left out. An error means that the line is lost, or a
  // part of it; the next one begins on a line of its own.
  absl::Status Write(const AuditEntry& entry);
  // Opens the file again, after it was moved away. An error leaves the old one open.
  absl::Status Reopen();

 private:
  explicit AuditLog(AuditLogOptions options) : options_(std::move(options)) {}
  absl::Status Append(std::string_view line) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const AuditLogOptions options_;
  absl::Mutex mutex_;
  int handle_ ABSL_GUARDED_BY(mutex_) = -1;
  bool half_line_ ABSL_GUARDED_BY(mutex_) = false;  // the file does not end with a line's end
  queue::LineRate refused_ ABSL_GUARDED_BY(mutex_){limits::kMaxRefusedAuditLines};
};

}  // namespace dateline::access

#endif  // DATELINE_CORE_ACCESS_AUDIT_LOG_H_
