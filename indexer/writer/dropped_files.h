// SPDX-License-Identifier: GPL-3.0-or-later
// Files that the writer of an index has replaced by others, and when they go.
#ifndef DATELINE_INDEXER_WRITER_DROPPED_FILES_H_
#define DATELINE_INDEXER_WRITER_DROPPED_FILES_H_

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/index/manifest.h"
#include "indexer/segments/index_files.h"
#include "indexer/segments/segment_writer.h"

namespace dateline::writer {

// Files in the folder with names of an index that `manifest` does not name, relative to it.
std::set<std::string> UnnamedFiles(const segments::IndexFiles& files,
                                   const index::Manifest& manifest);

// Removes files that are not named any more, a grace period after that was first seen: a slow
// opener or a copier may still want them. What this writer neither made nor found named when it
// came is of somebody else, and stays. Not thread-safe.
class DroppedFiles {
 public:
  using Clock = std::chrono::steady_clock;
  // `files` outlives it. `epoch` is that of the writer.
  DroppedFiles(const segments::IndexFiles& files, std::string epoch, Clock::duration grace)
      : files_(files), epoch_(std::move(epoch)), grace_(grace) {}

  // The manifest that the writer found: what it names is the writer's to remove later.
  void Found(const index::Manifest& manifest);
  // Call only while no file is being made, except those of `in_making`. What cannot be removed is
  // tried again. With `at_once` nothing is kept for the grace period.
  struct When {
    Clock::time_point now;
    bool at_once = false;
    std::optional<segments::NewSegment> in_making{};
  };
  void Sweep(const index::Manifest& manifest, const When& when);
  // When the next file is due; Clock::time_point::max(): none is known of.
  Clock::time_point due() const;

 private:
  bool IsOurs(const std::string& name) const;

  const segments::IndexFiles& files_;
  const std::string epoch_;
  const Clock::duration grace_;
  std::set<std::string> named_;  // by a manifest of this writer, or by the one that it found
  std::map<std::string, Clock::time_point> since_;
};

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_DROPPED_FILES_H_
