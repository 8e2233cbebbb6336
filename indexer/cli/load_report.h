// SPDX-License-Identifier: GPL-3.0-or-later
// What a load counts and says at its end.
#ifndef DATELINE_INDEXER_CLI_LOAD_REPORT_H_
#define DATELINE_INDEXER_CLI_LOAD_REPORT_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "indexer/cli/output.h"
#include "indexer/writer/index_writer.h"

namespace dateline::commands {

// Thread-safe. Its time starts when it is made.
class LoadReport {
 public:
  explicit LoadReport(OutputForm form) : form_(form), start_(std::chrono::steady_clock::now()) {}

  // Of an article that was read: kRejected too.
  void Count(writer::WriteResult result);
  // Names that are not known of fields and types; the first of them are kept.
  void AddUnknownNames(const std::vector<std::string>& names);

  std::uint64_t accepted() const { return added_ + updated_ + unchanged_; }
  std::uint64_t rejected() const { return rejected_; }

  // On stderr, if there were any.
  void PrintUnknownNames();
  // The counts on stdout, and on stderr why the load failed, if it did. `read`: pieces of input.
  void PrintSummary(std::uint64_t read, const absl::Status& status) const;

 private:
  const OutputForm form_;
  const std::chrono::steady_clock::time_point start_;
  std::atomic<std::uint64_t> added_{0};
  std::atomic<std::uint64_t> updated_{0};
  std::atomic<std::uint64_t> unchanged_{0};
  std::atomic<std::uint64_t> rejected_{0};
  absl::Mutex mutex_;
  std::set<std::string> unknown_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::commands

#endif  // DATELINE_INDEXER_CLI_LOAD_REPORT_H_
