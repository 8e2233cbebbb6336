// SPDX-License-Identifier: GPL-3.0-or-later
// The file that a dump is written to.
#ifndef DATELINE_INDEXER_CLI_DUMP_FILE_H_
#define DATELINE_INDEXER_CLI_DUMP_FILE_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <memory>
#include <string>
#include <string_view>

namespace dateline::commands {

// Plain, or compressed if the name ends in .gz or .zst. Not thread-safe.
class DumpFile {
 public:
  // "-" is stdout. ALREADY_EXISTS: there is such a file.
  static absl::StatusOr<std::unique_ptr<DumpFile>> Create(const std::string& path);
  virtual ~DumpFile() = default;
  DumpFile(const DumpFile&) = delete;
  DumpFile& operator=(const DumpFile&) = delete;
  virtual absl::Status Write(std::string_view bytes) = 0;
  // Everything is in the file, and synced if it is one.
  virtual absl::Status Finish() = 0;

 protected:
  DumpFile() = default;
};

}  // namespace dateline::commands

#endif  // DATELINE_INDEXER_CLI_DUMP_FILE_H_
