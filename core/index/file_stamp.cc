// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/file_stamp.h"

#include <sys/stat.h>

namespace dateline::index {
namespace {

std::int64_t Nanos(const timespec& time) { return time.tv_sec * 1'000'000'000 + time.tv_nsec; }

}  // namespace

FileStamp StampOf(const std::string& path) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) return {};
  return {.device = about.st_dev,
          .inode = about.st_ino,
          .bytes = static_cast<std::uint64_t>(about.st_size),
          .modified_nanos = Nanos(about.st_mtim),
          .changed_nanos = Nanos(about.st_ctim)};
}

std::vector<FileStamp> StampsOf(const std::string& folder, const SegmentEntry& segment) {
  std::vector<FileStamp> stamps;
  for (const FileEntry& file : FilesOf(segment))
    stamps.push_back(StampOf(folder + "/" + file.name));
  return stamps;
}

}  // namespace dateline::index
