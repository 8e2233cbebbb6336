// SPDX-License-Identifier: GPL-3.0-or-later
// Copying an index, with or without a writer at work.
#ifndef DATELINE_INDEXER_SEGMENTS_BACKUP_H_
#define DATELINE_INDEXER_SEGMENTS_BACKUP_H_

#include <absl/status/status.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace dateline::segments {

// What a backup did.
struct BackupReport {
  std::size_t files = 0;    // of the generation
  std::size_t copied = 0;   // of them: linked or copied now; the others were there
  std::uint64_t bytes = 0;  // of those
};

struct BackupOptions {
  bool copy = false;               // no hard links: the copy outlives damage to the files
  BackupReport* report = nullptr;  // filled on success
};

// Copies the current generation into the folder `target`: data, manifest, and CURRENT last. The
// target is new, empty, an earlier backup of the same index, or an interrupted one: then only what
// is new or damaged in it is copied, and nothing is removed from it. Every file of the copy is
// checked against the manifest. If the writer drops a file meanwhile, the newer generation is
// copied. ALREADY_EXISTS: `target` holds something else; INVALID_ARGUMENT: it lies in the index;
// DATA_LOSS names the damaged file. On failure a new or empty target is as it was before, and an
// earlier backup is the one that it was.
absl::Status BackupIndex(const std::string& folder, const std::string& target,
                         const BackupOptions& options = {});

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_BACKUP_H_
