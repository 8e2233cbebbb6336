// SPDX-License-Identifier: GPL-3.0-or-later
// Reading and checking files of an index, and what a failed system call means.
#ifndef DATELINE_CORE_INDEX_FILES_H_
#define DATELINE_CORE_INDEX_FILES_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <functional>
#include <string>
#include <string_view>

#include "core/index/manifest.h"

namespace dateline::index {

// RESOURCE_EXHAUSTED with reason DISK_FULL and the remedy.
absl::Status DiskFull(std::string_view message);
// RESOURCE_EXHAUSTED for a full disk, NOT_FOUND, PERMISSION_DENIED, else INTERNAL, naming the step
// and the file's name.
absl::Status ErrnoStatus(int error, std::string_view step, const std::string& path);

// DATA_LOSS: it is a pipe, a device or a folder.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path);
// Asked after each MB that was read; false: the reading ends with CANCELLED. May be null.
using GoOn = std::function<bool()>;
// Size and XXH3-128 of folder/name.
absl::StatusOr<FileEntry> DescribeFile(const std::string& folder, const std::string& name,
                                       const GoOn& go_on = {});
// DATA_LOSS, naming the file, if size or checksum are not those of `entry`; NOT_FOUND.
absl::Status CheckFile(const std::string& folder, const FileEntry& entry, const GoOn& go_on = {});

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_FILES_H_
