// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a file is still the one that it was.
#ifndef DATELINE_CORE_INDEX_FILE_STAMP_H_
#define DATELINE_CORE_INDEX_FILE_STAMP_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/index/manifest.h"

namespace dateline::index {

// What the file system says of a file. All zeros: there is none, or it cannot be asked.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t bytes = 0;
  std::int64_t modified_nanos = 0;
  std::int64_t changed_nanos = 0;  // also if the time of modification was set back
  bool operator==(const FileStamp&) const = default;
  bool exists() const { return inode != 0; }
  // Whether both are one file, whatever was written to it in between.
  bool IsSameFile(const FileStamp& other) const {
    return device == other.device && inode == other.inode;
  }
};

FileStamp StampOf(const std::string& path);
// Of each file of a segment, in the order of FilesOf.
std::vector<FileStamp> StampsOf(const std::string& folder, const SegmentEntry& segment);

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_FILE_STAMP_H_
