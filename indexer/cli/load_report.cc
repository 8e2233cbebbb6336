// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/cli/load_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "core/errors/errors.h"

namespace dateline::commands {
namespace {

constexpr std::size_t kMaxUnknownNames = 50;

}  // namespace

void LoadReport::Count(writer::WriteResult result) {
  switch (result) {
    case writer::WriteResult::kAdded:
      ++added_;
      return;
    case writer::WriteResult::kUpdated:
      ++updated_;
      return;
    case writer::WriteResult::kUnchanged:
      ++unchanged_;
      return;
    case writer::WriteResult::kRejected:
      ++rejected_;
  }
}

void LoadReport::AddUnknownNames(const std::vector<std::string>& names) {
  const absl::MutexLock lock(&mutex_);
  if (unknown_.size() < kMaxUnknownNames) unknown_.insert(names.begin(), names.end());
}

void LoadReport::PrintUnknownNames() {
  const absl::MutexLock lock(&mutex_);
  if (unknown_.empty()) return;
  std::string names;
  for (const std::string& name : unknown_) names += (names.empty() ? "" : ", ") + Shown(name);
  fmt::print(stderr, "ignored unknown fields and types: {}\n", names);
}

void LoadReport::PrintSummary(std::uint64_t read, const absl::Status& status) const {
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const double rate = static_cast<double>(accepted()) / std::max(seconds, 1e-6);
  if (form_ == OutputForm::kJson) {
    fmt::print(
        R"({{"articles":{0},"read":{0},"accepted":{1},"added":{2},"updated":{3},"unchanged":{4},)"
        R"("rejected":{5},"seconds":{6:.3f},"articles_per_second":{7:.1f}{8}}})"
        "\n",
        read, accepted(), added_.load(), updated_.load(), unchanged_.load(), rejected_.load(),
        seconds, rate, status.ok() ? "" : ",\"error\":" + ErrorJson(status));
  } else {
    fmt::print(
        "read {}, added {}, updated {}, unchanged {}, rejected {} in {:.1f} s: {:.0f} articles/s\n",
        read, added_.load(), updated_.load(), unchanged_.load(), rejected_.load(), seconds, rate);
  }
  if (!status.ok()) fmt::print(stderr, "dateline-indexer: {}\n", Shown(errors::MessageOf(status)));
}

}  // namespace dateline::commands
