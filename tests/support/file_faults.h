// SPDX-License-Identifier: GPL-3.0-or-later
// Faults of the disk that a test turns on and off.
#ifndef DATELINE_TESTS_SUPPORT_FILE_FAULTS_H_
#define DATELINE_TESTS_SUPPORT_FILE_FAULTS_H_

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <string>
#include <string_view>
#include <utility>

#include "indexer/segments/index_files.h"

namespace dateline::test_support {

// Thread-safe.
class FileFaults {
 public:
  // What WriterOptions or IndexFiles are given; these faults outlive them.
  segments::FileFault seam() {
    return [this](std::string_view step, const std::string& path) { return Before(step, path); };
  }
  // From the next step on. `fault` is called by one thread at a time.
  void Set(segments::FileFault fault) {
    const absl::MutexLock lock(&mutex_);
    fault_ = std::move(fault);
  }
  void Clear() { Set({}); }

 private:
  absl::Status Before(std::string_view step, const std::string& path) {
    const absl::MutexLock lock(&mutex_);
    return fault_ ? fault_(step, path) : absl::OkStatus();
  }

  absl::Mutex mutex_;
  segments::FileFault fault_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::test_support

#endif  // DATELINE_TESTS_SUPPORT_FILE_FAULTS_H_
