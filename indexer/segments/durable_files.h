// SPDX-License-Identifier: GPL-3.0-or-later
// Durable files: every write, sync, rename and removal of the index goes through here.
#ifndef DATELINE_INDEXER_SEGMENTS_DURABLE_FILES_H_
#define DATELINE_INDEXER_SEGMENTS_DURABLE_FILES_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/index/manifest.h"

namespace dateline::segments {

// Called before each step ("write", "sync", "rename", "sync folder", "remove", "scratch add",
// "scratch finish") with the path, or the article's id; a status that is not OK takes the place of
// the step. For fault injection in tests; empty in production. Set before any thread runs.
using FileFault = std::function<absl::Status(std::string_view step, const std::string& path)>;
void SetFileFault(FileFault fault);
absl::Status FileFaultBefore(std::string_view step, const std::string& path);

// Whether a sync failed otherwise than for want of space. The kernel reports that once and forgets
// it: nothing may be built on what was written since the last good sync.
bool IsSyncFailure(const absl::Status& status);

// Writes a file under its final name: temporary name, write, sync, rename. The folder is not
// synced. On failure the temporary file is removed.
absl::Status WriteFile(const std::string& path, std::string_view bytes, bool sync);
// A file that is written piece by piece, by the same steps as WriteFile. Not thread-safe.
class FileWriter {
 public:
  static absl::StatusOr<std::unique_ptr<FileWriter>> Create(const std::string& path);
  ~FileWriter();  // removes what was not finished
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;
  absl::Status Append(std::string_view bytes);
  // Sync and rename. The entry's name is the path's last part.
  absl::StatusOr<index::FileEntry> Finish();
  std::uint64_t bytes() const;  // appended so far

 private:
  struct Impl;
  explicit FileWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

absl::Status SyncFile(const std::string& path);
absl::Status SyncFolder(const std::string& path);
absl::Status RenameFile(const std::string& from, const std::string& to);
absl::Status RemoveFile(const std::string& path);  // a missing file is fine

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_DURABLE_FILES_H_
