// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/index/files.h"

namespace dateline::index {

absl::StatusOr<std::shared_ptr<const MappedFile>> MappedFile::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return ErrnoStatus(errno, "open", path);
  struct stat about {};
  const bool stated = fstat(fd, &about) == 0;
  const auto size = stated ? static_cast<std::size_t>(about.st_size) : 0;
  void* map = size > 0 ? mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0) : nullptr;
  const int error = errno;
  close(fd);
  if (!stated || map == MAP_FAILED) return ErrnoStatus(error, "map", path);
  return std::shared_ptr<const MappedFile>(new MappedFile(map, size));
}

MappedFile::MappedFile(void* map, std::size_t size) : map_(map), size_(size) {
  if (map != nullptr) guard_.emplace(map, size);
}

MappedFile::~MappedFile() {
  guard_.reset();
  if (map_ != nullptr) munmap(map_, size_);
}

}  // namespace dateline::index
