// SPDX-License-Identifier: GPL-3.0-or-later
// The folder of an index as its one writer sees it: lock, leftovers, free space.
#ifndef DATELINE_INDEXER_WRITER_INDEX_FOLDER_H_
#define DATELINE_INDEXER_WRITER_INDEX_FOLDER_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <memory>
#include <string>

#include "core/index/manifest.h"

namespace dateline {

// Holds LOCK as long as it lives; the kernel lets go of it when the process dies, however it dies.
class IndexLock {
 public:
  // FAILED_PRECONDITION (INDEX_LOCKED) with the pid of the holder.
  static absl::StatusOr<std::unique_ptr<IndexLock>> Take(const std::string& folder);
  ~IndexLock();
  IndexLock(const IndexLock&) = delete;
  IndexLock& operator=(const IndexLock&) = delete;

 private:
  explicit IndexLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// Makes the folder and those inside it.
absl::Status CreateFolders(const std::string& folder);

// Removes what `manifest` does not name: scratch, unpublished segments, older manifests and
// tombstones.
void RemoveLeftovers(const std::string& folder, const Manifest& manifest);

// Removes segment files and manifests that are older than the grace period and that `manifest` does
// not name.
void RemoveLeftoverSegments(const std::string& folder, const Manifest& manifest);

// RESOURCE_EXHAUSTED (DISK_FULL) where the file system has fewer than `least` bytes left.
absl::Status CheckFreeSpace(const std::string& folder, std::uint64_t least);

}  // namespace dateline

#endif  // DATELINE_INDEXER_WRITER_INDEX_FOLDER_H_
