// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/intake/intake_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "core/errors/errors.h"
#include "core/intake/shown.h"

namespace dateline::intake {
namespace {

constexpr std::size_t kMaxUnknownNames = 50;
constexpr std::size_t kMaxWarningKinds = 50;
constexpr std::size_t kMaxNamedFiles = 5;

// "date could not be read" of several: "dates could not be read".
std::string Counted(std::uint64_t count, const std::string& kind) {
  if (count == 1) return fmt::format("1 {}", kind);
  const auto end = std::min(kind.find(' '), kind.size());
  return fmt::format("{} {}s{}", count, kind.substr(0, end), kind.substr(end));
}

}  // namespace

void IntakeReport::Count(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAdded:
      ++added_;
      return;
    case Outcome::kUpdated:
      ++updated_;
      return;
    case Outcome::kUnchanged:
      ++unchanged_;
      return;
    case Outcome::kRejected:
      ++rejected_;
  }
}

void IntakeReport::AddUnknownNames(const std::vector<std::string>& names) {
  if (names.empty()) return;
  const absl::MutexLock lock(&mutex_);
  if (unknown_.size() < kMaxUnknownNames) unknown_.insert(names.begin(), names.end());
}

void IntakeReport::AddWarning(const readers::InputPlace& place, const std::string& warning) {
  ++warnings_;
  const auto end = std::min(warning.find(": "), warning.size());
  const std::string kind = warning.substr(0, end);
  const absl::MutexLock lock(&mutex_);
  if (kinds_.size() >= kMaxWarningKinds && kinds_.count(kind) == 0) return;
  Warnings& all = kinds_[kind];
  // Articles are parsed by several threads: the first is that of the file, not of the clock.
  const bool earlier =
      all.count == 0 || (place.file == all.first.file && place.line < all.first.line);
  ++all.count;
  if (!earlier) return;
  all.first = place;
  all.detail = end < warning.size() ? warning.substr(end + 2) : "";
}

void IntakeReport::AddSkipped(const absl::Status& status) {
  ++skipped_files_;
  const absl::MutexLock lock(&mutex_);
  if (skipped_.size() < kMaxNamedFiles) skipped_.push_back(errors::MessageOf(status));
}

void IntakeReport::AddHidden(const std::vector<std::string>& paths) {
  const absl::MutexLock lock(&mutex_);
  hidden_.insert(hidden_.end(), paths.begin(), paths.end());
}

void IntakeReport::PrintWarnings() {
  for (const auto& [kind, all] : kinds_) {
    const std::string detail = all.detail.empty() ? "" : " " + Shown(all.detail);
    fmt::print(stderr, "{} (first: {}:{}{})\n", Shown(Counted(all.count, kind)),
               Shown(all.first.file), all.first.line, detail);
  }
}

void IntakeReport::PrintNotes() {
  const absl::MutexLock lock(&mutex_);
  if (!unknown_.empty()) {
    std::string names;
    for (const std::string& name : unknown_) names += (names.empty() ? "" : ", ") + Shown(name);
    fmt::print(stderr, "unknown fields (kept in extra) and types: {}\n", names);
  }
  PrintWarnings();
  for (const std::string& message : skipped_) fmt::print(stderr, "skipped: {}\n", Shown(message));
  if (skipped_files_ > skipped_.size()) {
    fmt::print(stderr, "skipped {} files in all; --rejects FILE names each\n",
               skipped_files_.load());
  }
  if (hidden_.empty()) return;
  std::string names;
  for (std::size_t i = 0; i < std::min(hidden_.size(), kMaxNamedFiles); ++i)
    names += (i == 0 ? "" : ", ") + Shown(hidden_[i]);
  if (hidden_.size() > kMaxNamedFiles)
    names += fmt::format(" and {} more", hidden_.size() - kMaxNamedFiles);
  fmt::print(stderr, "skipped because the name begins with a dot: {}\n", names);
}

void IntakeReport::PrintSummary(std::uint64_t read, const absl::Status& status) const {
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const double rate = static_cast<double>(accepted()) / std::max(seconds, 1e-6);
  if (form_ == ReportForm::kJson) {
    fmt::print(
        R"({{"articles":{0},"read":{0},"accepted":{1},"added":{2},"updated":{3},"unchanged":{4},)"
        R"("rejected":{5},"warnings":{6},"skipped_files":{7},"unread_files":{8},)"
        R"("seconds":{9:.3f},"articles_per_second":{10:.1f}{11}}})"
        "\n",
        read, accepted(), added_.load(), updated_.load(), unchanged_.load(), rejected_.load(),
        warnings_.load(), skipped_files_.load(), unread_files_.load(), seconds, rate,
        status.ok() ? "" : ",\"error\":" + ErrorJson(status));
  } else {
    fmt::print(
        "read {}, added {}, updated {}, unchanged {}, rejected {} in {:.1f} s: {:.0f} articles/s\n",
        read, added_.load(), updated_.load(), unchanged_.load(), rejected_.load(), seconds, rate);
  }
  if (!status.ok()) fmt::print(stderr, "{}: {}\n", program_, Shown(errors::MessageOf(status)));
}

int IntakeReport::ExitCode(bool strict, const absl::Status& status) const {
  if (!status.ok() || unread_files_ > 0) return 1;
  if (accepted() == 0 && rejected_ + skipped_files_ > 0) return 1;
  return strict && rejected_ > 0 ? 1 : 0;
}

}  // namespace dateline::intake
