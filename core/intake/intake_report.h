// SPDX-License-Identifier: GPL-3.0-or-later
// What a run over files counts and says at its end.
#ifndef DATELINE_CORE_INTAKE_INTAKE_REPORT_H_
#define DATELINE_CORE_INTAKE_INTAKE_REPORT_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/readers/article_sink.h"

namespace dateline::intake {

// What became of an article that was read.
enum class Outcome : std::uint8_t { kAdded, kUpdated, kUnchanged, kRejected };

enum class ReportForm : std::uint8_t { kText, kJson };

// Thread-safe. Its time starts when it is made.
class IntakeReport {
 public:
  IntakeReport(std::string program, ReportForm form)
      : program_(std::move(program)), form_(form), start_(std::chrono::steady_clock::now()) {}

  // Of an article that was read: kRejected too.
  void Count(Outcome outcome);
  // A file could not be read to its end.
  void CountUnread() { ++unread_files_; }
  // Names that are not known of fields and types; the first of them are kept.
  void AddUnknownNames(const std::vector<std::string>& names);
  // Of an article (ParsedArticle::warnings). Those of one kind are counted, and the first is kept.
  void AddWarning(const readers::InputPlace& place, const std::string& warning);
  // A file of a folder was passed over; `status` starts with its path. The first are kept.
  void AddSkipped(const absl::Status& status);
  // Files and folders that were passed over because they are hidden.
  void AddHidden(const std::vector<std::string>& paths);

  std::uint64_t accepted() const { return added_ + updated_ + unchanged_; }
  std::uint64_t rejected() const { return rejected_; }

  // On stderr: unknown names, warnings, what was passed over.
  void PrintNotes();
  // The counts on stdout, and on stderr why the run failed, if it did. `read`: pieces of input.
  void PrintSummary(std::uint64_t read, const absl::Status& status) const;
  // 1 if the run failed, a file could not be read to its end, nothing was accepted although there
  // was something to read, or, if it was `strict`, something was rejected. Else 0.
  int ExitCode(bool strict, const absl::Status& status) const;

 private:
  struct Warnings {
    std::uint64_t count = 0;
    readers::InputPlace first;
    std::string detail;
  };

  void PrintWarnings() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string program_;
  const ReportForm form_;
  const std::chrono::steady_clock::time_point start_;
  std::atomic<std::uint64_t> added_{0};
  std::atomic<std::uint64_t> updated_{0};
  std::atomic<std::uint64_t> unchanged_{0};
  std::atomic<std::uint64_t> rejected_{0};
  std::atomic<std::uint64_t> unread_files_{0};
  std::atomic<std::uint64_t> skipped_files_{0};
  std::atomic<std::uint64_t> warnings_{0};
  absl::Mutex mutex_;
  std::set<std::string> unknown_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Warnings> kinds_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> skipped_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> hidden_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::intake

#endif  // DATELINE_CORE_INTAKE_INTAKE_REPORT_H_
