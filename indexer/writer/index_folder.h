// SPDX-License-Identifier: GPL-3.0-or-later
// The folder of an index as its writer sees it: lock, leftovers, free space.
#ifndef DATELINE_INDEXER_WRITER_INDEX_FOLDER_H_
#define DATELINE_INDEXER_WRITER_INDEX_FOLDER_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "core/index/manifest.h"
#include "indexer/segments/index_files.h"

namespace dateline::writer {

// Holds LOCK as long as it lives; the kernel lets go of it when the process dies, however it dies.
class IndexLock {
 public:
  // FAILED_PRECONDITION (INDEX_LOCKED) with pid and host of the holder.
  static absl::StatusOr<std::unique_ptr<IndexLock>> Acquire(const std::string& folder);
  ~IndexLock();
  IndexLock(const IndexLock&) = delete;
  IndexLock& operator=(const IndexLock&) = delete;

 private:
  explicit IndexLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// Makes the folder and those inside it; a new folder is synced into its parent.
absl::Status CreateFolders(const segments::IndexFiles& files);

// DATA_LOSS if there are segments although no CURRENT names a manifest: they must not be taken for
// leftovers.
absl::Status CheckNoOrphans(const std::string& folder);

// Removes what `manifest` does not name, at once: scratch, unpublished segments, older manifests
// and tombstones. Readers and copiers that find a file gone look at CURRENT again.
void RemoveLeftovers(const segments::IndexFiles& files, const index::Manifest& manifest);

// Removes files that are not named any more, a grace period after that was first seen: a slow
// opener or a copier may still want them. Not thread-safe.
class DroppedFiles {
 public:
  using Clock = std::chrono::steady_clock;
  // `files` outlives it.
  explicit DroppedFiles(const segments::IndexFiles& files,
                        std::chrono::seconds grace = std::chrono::seconds(60))
      : files_(files), grace_(grace) {}
  // Call only while no file is being made. What cannot be removed is tried again.
  void Sweep(const index::Manifest& manifest, Clock::time_point now);

 private:
  const segments::IndexFiles& files_;
  std::chrono::seconds grace_;
  std::map<std::string, Clock::time_point> since_;
};

// RESOURCE_EXHAUSTED (DISK_FULL) if the file system has fewer than `least` bytes left.
absl::Status CheckFreeSpace(const std::string& folder, std::uint64_t least);

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_INDEX_FOLDER_H_
