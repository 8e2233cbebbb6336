// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/intake/reject_log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <system_error>

#include "core/errors/errors.h"
#include "core/intake/shown.h"

namespace dateline::intake {
namespace {

constexpr std::uint64_t kMaxPrinted = 10;
constexpr std::uint64_t kMaxSortedBytes = 256U << 20U;

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
  const std::string line =
      fmt::format("{}\t{}\t{}\n", Shown(place.file), place.line, Shown(errors::MessageOf(status)));
  const auto number = numbers_.find(place.file);
  lines_.push_back({number == numbers_.end() ? 0 : number->second, place.line, bytes_});
  bytes_ += line.size();
  file_ << line << std::flush;
}

void RejectLog::SetOrder(const std::vector<readers::InputFile>& files) {
  const absl::MutexLock lock(&mutex_);
  for (const readers::InputFile& file : files) numbers_.emplace(file.path, numbers_.size() + 1);
}

// False: the file stays as it is. Only a file of its own can be replaced, and it must fit into
// memory.
bool RejectLog::Sort() {
  if (std::is_sorted(lines_.begin(), lines_.end())) return true;
  std::error_code error;
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(path_, error)) ||
      bytes_ > kMaxSortedBytes) {
    return false;
  }
  std::ifstream in(path_, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (text.size() != bytes_) return false;
  std::sort(lines_.begin(), lines_.end());
  const std::string sorted = path_ + ".sorted";
  {
    std::ofstream out(sorted, std::ios::binary);
    for (const Line& line : lines_) {
      out.write(text.data() + line.begin,
                static_cast<std::streamsize>(text.find('\n', line.begin) + 1 - line.begin));
    }
    if (!out.flush()) return false;
  }
  std::filesystem::rename(sorted, path_, error);
  return !error;
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
    if (file_ && !Sort())
      fmt::print(stderr, "'{}' is in the order in which rejects were found\n", Shown(path_));
    if (!file_)
      fmt::print(stderr, "{}: '{}' could not be written to the end\n", program_, Shown(path_));
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

}  // namespace dateline::intake
