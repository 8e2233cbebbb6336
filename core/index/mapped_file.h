// SPDX-License-Identifier: GPL-3.0-or-later
// A whole file mapped into memory.
#ifndef DATELINE_CORE_INDEX_MAPPED_FILE_H_
#define DATELINE_CORE_INDEX_MAPPED_FILE_H_

#include <absl/status/statusor.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/index/fault_guard.h"

namespace dateline::index {

// Read from any thread; stays readable after the file is removed. The bytes are those of the file:
// a disk or another program that changes it changes them too, so that what was checked once may be
// wrong later (ReadOnce). No read ever ends the program.
class MappedFile {
 public:
  // NOT_FOUND, PERMISSION_DENIED or INTERNAL, naming the file.
  static absl::StatusOr<std::shared_ptr<const MappedFile>> Open(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  std::string_view bytes() const { return {static_cast<const char*>(map_), size_}; }
  // Whether a page could not be read, because the file was shortened or its disk fails. Such a page
  // holds zeros from then on.
  bool lost() const { return guard_ && guard_->faulted(); }

 private:
  MappedFile(void* map, std::size_t size);
  void* map_;  // null for an empty file
  std::size_t size_;
  std::optional<FaultGuard> guard_;  // none for an empty file
};

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_MAPPED_FILE_H_
