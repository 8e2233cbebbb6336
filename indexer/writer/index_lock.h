// SPDX-License-Identifier: GPL-3.0-or-later
// The lock of an index's folder: one writer at a time.
#ifndef DATELINE_INDEXER_WRITER_INDEX_LOCK_H_
#define DATELINE_INDEXER_WRITER_INDEX_LOCK_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <functional>
#include <memory>
#include <string>

#include "core/index/descriptor.h"

namespace dateline::writer {

// Holds LOCK as long as it lives; the kernel lets go of it when the process dies, however it dies.
// Thread-safe, except that one thread at a time calls Exclusively.
class IndexLock {
 public:
  // FAILED_PRECONDITION (INDEX_LOCKED) with pid and host of the holder.
  static absl::StatusOr<std::unique_ptr<IndexLock>> Acquire(const std::string& folder);
  // INDEX_LOCKED if a writer holds the folder. Changes nothing; OK if it is not known.
  static absl::Status CheckFree(const std::string& folder);
  IndexLock(const IndexLock&) = delete;
  IndexLock& operator=(const IndexLock&) = delete;

  // INTERNAL (WRITER_BROKEN): the file LOCK of the folder is not the one that is held: it was
  // removed or replaced, or the folder was, and another writer may be at work. Other errors: it is
  // not known.
  absl::Status CheckHeld() const;

  // Calls `change`, and returns what it does; no other writer takes the lock of this folder
  // meanwhile, as far as the file system knows locks of folders.
  absl::Status Exclusively(const std::function<absl::Status()>& change) const;

 private:
  IndexLock(std::string path, int folder, int file)
      : path_(std::move(path)), folder_(folder), file_(file) {}

  const std::string path_;  // of LOCK
  const index::Descriptor folder_;
  const index::Descriptor file_;
};

// INTERNAL (WRITER_BROKEN), for a writer that is no longer alone with its index: nothing that it
// acknowledged is lost, and it stops.
absl::Status NotAlone(const std::string& what);

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_INDEX_LOCK_H_
