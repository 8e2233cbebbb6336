// SPDX-License-Identifier: GPL-3.0-or-later
// Names the rejected articles of a load in a file and on stderr.
#ifndef DATELINE_INDEXER_CLI_REJECT_LOG_H_
#define DATELINE_INDEXER_CLI_REJECT_LOG_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

#include <cstdint>
#include <fstream>
#include <string>

#include "indexer/readers/article_sink.h"

namespace dateline::commands {

// Thread-safe.
class RejectLog {
 public:
  // `path` of the file: tab-separated file, line, reason; "" = none.
  explicit RejectLog(std::string path) : path_(std::move(path)) {}

  // PERMISSION_DENIED: the file cannot be written.
  absl::Status Open();
  // Writes a line of the file at once, so that a kill leaves all that were known, and prints the
  // first few.
  void Add(const readers::InputPlace& place, const absl::Status& status);
  // In the file only.
  void AddUnprinted(const readers::InputPlace& place, const absl::Status& status);
  // Closes the file and prints how to find the rejects that were not printed.
  void Close();

 private:
  void Write(const readers::InputPlace& place, const absl::Status& status)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string path_;
  absl::Mutex mutex_;
  std::ofstream file_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t added_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace dateline::commands

#endif  // DATELINE_INDEXER_CLI_REJECT_LOG_H_
