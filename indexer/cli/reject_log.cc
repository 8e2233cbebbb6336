// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/cli/reject_log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "core/errors/errors.h"
#include "indexer/cli/output.h"

namespace dateline::commands {
namespace {

constexpr std::uint64_t kMaxPrinted = 10;

}  // namespace

absl::Status RejectLog::Open() {
  if (path_.empty()) return absl::OkStatus();
  const absl::MutexLock lock(&mutex_);
  file_.open(path_);
  if (file_) return absl::OkStatus();
  return absl::PermissionDeniedError(fmt::format(
      "the rejects file '{}' cannot be written; give a path in a folder that exists", path_));
}

void RejectLog::Write(const readers::InputPlace& place, const absl::Status& status) {
  if (!file_.is_open()) return;
  file_ << Shown(place.file) << '\t' << place.line << '\t' << Shown(errors::MessageOf(status))
        << std::endl;
}

void RejectLog::Add(const readers::InputPlace& place, const absl::Status& status) {
  const absl::MutexLock lock(&mutex_);
  Write(place, status);
  if (++added_ > kMaxPrinted) return;
  const std::string prefix =
      place.line == 0 ? "" : fmt::format("{}:{}: ", Shown(place.file), place.line);
  fmt::print(stderr, "{}rejected: {}{}\n", isatty(STDERR_FILENO) != 0 ? "\r\x1b[K" : "", prefix,
             Shown(errors::MessageOf(status)));
}

void RejectLog::AddUnprinted(const readers::InputPlace& place, const absl::Status& status) {
  const absl::MutexLock lock(&mutex_);
  Write(place, status);
}

void RejectLog::Close() {
  const absl::MutexLock lock(&mutex_);
  const bool listed = file_.is_open();
  if (listed) {
    file_.close();
    if (!file_)
      fmt::print(stderr, "dateline-indexer: '{}' could not be written to the end\n", Shown(path_));
  }
  if (added_ == 0 || (!listed && added_ <= kMaxPrinted)) return;
  if (added_ > kMaxPrinted)
    fmt::print(stderr, "only the first {} of {} rejects were printed; ", kMaxPrinted, added_);
  if (listed) {
    fmt::print(stderr, "all rejects with file, line and reason: {}\n", Shown(path_));
  } else {
    fmt::print(stderr, "--rejects FILE writes all of them with file, line and reason\n");
  }
}

}  // namespace dateline::commands
