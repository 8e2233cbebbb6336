// SPDX-License-Identifier: GPL-3.0-or-later
// A whole file mapped into memory.
#ifndef DATELINE_CORE_INDEX_MAPPED_FILE_H_
#define DATELINE_CORE_INDEX_MAPPED_FILE_H_

#include <absl/status/statusor.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace dateline::index {

// Immutable; read from any thread; stays readable after the file is removed. The file must never
// be shortened, which no file of an index ever is.
class MappedFile {
 public:
  // NOT_FOUND, PERMISSION_DENIED or INTERNAL, naming the file.
  static absl::StatusOr<std::shared_ptr<const MappedFile>> Open(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  std::string_view bytes() const { return {static_cast<const char*>(map_), size_}; }

 private:
  MappedFile(void* map, std::size_t size) : map_(map), size_(size) {}
  void* map_;  // null for an empty file
  std::size_t size_;
};

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_MAPPED_FILE_H_
