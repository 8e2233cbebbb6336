// SPDX-License-Identifier: GPL-3.0-or-later
// A file of an index that is written piece by piece.
#ifndef DATELINE_INDEXER_SEGMENTS_FILE_WRITER_H_
#define DATELINE_INDEXER_SEGMENTS_FILE_WRITER_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/index/manifest.h"
#include "indexer/segments/index_files.h"

namespace dateline::segments {

// By the same steps as IndexFiles::WriteFile, always synced. Not thread-safe.
class FileWriter {
 public:
  // `files` outlives the writer.
  static absl::StatusOr<std::unique_ptr<FileWriter>> Create(const IndexFiles& files,
                                                            const std::string& name);
  ~FileWriter();  // removes what was not finished
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;
  absl::Status Append(std::string_view bytes);
  // Sync and rename.
  absl::StatusOr<index::FileEntry> Finish();
  std::uint64_t bytes() const;  // appended so far

 private:
  struct Impl;
  explicit FileWriter(std::unique_ptr<Impl> impl);
  absl::Status Drain();
  std::unique_ptr<Impl> impl_;
};

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_FILE_WRITER_H_
