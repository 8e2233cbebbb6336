// SPDX-License-Identifier: GPL-3.0-or-later
// Names the rejected articles of a load in a file and on stderr.
#ifndef DATELINE_CORE_INTAKE_REJECT_LOG_H_
#define DATELINE_CORE_INTAKE_REJECT_LOG_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/readers/article_sink.h"
#include "core/readers/list_inputs.h"

namespace dateline::intake {

// Thread-safe.
class RejectLog {
 public:
  // `program`: in messages. `path` of the file: tab-separated file, line, reason; "" = none.
  RejectLog(std::string program, std::string path)
      : program_(std::move(program)), path_(std::move(path)) {}

  // PERMISSION_DENIED: the file cannot be written.
  absl::Status Open();
  // Writes a line of the file at once, so that a kill leaves all that were known, and prints the
  // first few.
  void Add(const readers::InputPlace& place, const absl::Status& status);
  // In the file only.
  void AddUnprinted(const readers::InputPlace& place, const absl::Status& status);
  // Files in the order in which the rejects file lists them; before it come rejects of no file.
  void SetOrder(const std::vector<readers::InputFile>& files);
  // Puts the lines of the file into the order of the input, closes it and prints how to find the
  // rejects that were not printed.
  void Close();

 private:
  void Write(const readers::InputPlace& place, const absl::Status& status)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool Sort() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // A line of the file; articles are parsed and stored by several threads.
  struct Line {
    std::size_t file;  // its number
    std::uint64_t line;
    std::uint64_t begin;  // its first byte
    auto operator<=>(const Line&) const = default;
  };

  const std::string program_;
  const std::string path_;
  absl::Mutex mutex_;
  std::ofstream file_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t added_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::string, std::size_t, std::less<>> numbers_ ABSL_GUARDED_BY(mutex_);  // of files
  std::vector<Line> lines_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;  // of the file
};

}  // namespace dateline::intake

#endif  // DATELINE_CORE_INTAKE_REJECT_LOG_H_
