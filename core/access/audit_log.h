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

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::access {

struct AuditEntry {
  std::string_view call;  // "DeleteArticles"
  std::string_view key;   // its name; empty: no keys are asked for, or none was good
  std::string_view peer;
  std::vector<std::string_view> ids{};  // that were named
  std::uint64_t count = 0;              // of what was done: articles deleted, damaged segments
  absl::Status outcome{};
};

// The line without its end: a JSON object. What peers sent is escaped.
std::string FormatAuditLine(absl::Time time, const AuditEntry& entry);

// Thread-safe.
class AuditLog {
 public:
  using Sink = std::function<void(std::string_view line)>;

  // Appends to `file`, which is made with mode 0600 if it is not there; with an empty name, calls
  // `sink`. Errors of the system.
  static absl::StatusOr<std::unique_ptr<AuditLog>> Open(std::string file, Sink sink);
  ~AuditLog();
  AuditLog(const AuditLog&) = delete;
  AuditLog& operator=(const AuditLog&) = delete;

  // An error means that the line is lost, or a part of it.
  absl::Status Write(const AuditEntry& entry);
  // Opens the file again, after it was moved away. An error leaves the old one open.
  absl::Status Reopen();

 private:
  AuditLog(std::string file, Sink sink) : file_(std::move(file)), sink_(std::move(sink)) {}

  const std::string file_;
  const Sink sink_;
  absl::Mutex mutex_;
  int handle_ ABSL_GUARDED_BY(mutex_) = -1;
};

}  // namespace dateline::access

#endif  // DATELINE_CORE_ACCESS_AUDIT_LOG_H_
