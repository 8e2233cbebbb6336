// SPDX-License-Identifier: GPL-3.0-or-later
// The manifest: which files make up one generation of an index.
#ifndef DATELINE_CORE_INDEX_MANIFEST_H_
#define DATELINE_CORE_INDEX_MANIFEST_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/index/scoring_profile.h"

namespace dateline::index {

// A file that a manifest names, relative to the index folder.
struct FileEntry {
  std::string name;
  std::uint64_t bytes = 0;
  std::string checksum;  // XXH3-128, 32 hex digits
  bool operator==(const FileEntry&) const = default;
};

struct SegmentEntry {
  std::uint32_t number = 0;         // never used again in this index
  std::uint32_t rows = 0;           // document ids 1 to rows
  std::uint32_t dead = 0;           // articles that were replaced or deleted
  std::int64_t oldest_seconds = 0;  // publish times of dated articles; oldest > newest: none dated
  std::int64_t newest_seconds = -1;
  FileEntry database;    // segments/00000017-EPOCH.glass
  FileEntry columns;     // segments/00000017-EPOCH.columns
  FileEntry articles;    // segments/00000017-EPOCH.articles
  FileEntry words;       // segments/00000017-EPOCH.words
  FileEntry tombstones;  // segments/00000017-EPOCH.40-EPOCH.dead; empty name = none dead
  bool operator==(const SegmentEntry&) const = default;
};

// Whether both are one segment of one index: all but the tombstones is equal.
bool IsSameSegment(const SegmentEntry& a, const SegmentEntry& b);
// The files of a segment that exist.
std::vector<FileEntry> FilesOf(const SegmentEntry& segment);
std::uint64_t TotalBytes(const SegmentEntry& segment);
// Articles of it that are not dead.
std::uint32_t LiveArticles(const SegmentEntry& segment);

struct Manifest {
  static constexpr std::uint32_t kFormatVersion = 5;
  // Random, of the index for good: 32 hex digits. Another index in the same folder has another one.
  std::string index_id;
  // Random, of the writer that made this generation: 16 hex digits. It is in the names of the files
  // that the writer makes, so that two writers that start from one state never share a name.
  std::string epoch;
  std::uint64_t generation = 0;
  std::uint32_t next_segment = 1;
  ScoringProfile profile;
  std::vector<SegmentEntry> segments;
  bool operator==(const Manifest&) const = default;
};

// `json` with the last line that holds its checksum.
std::string SealManifest(std::string_view json);
// The content of CURRENT that names the manifest `name`.
std::string SealCurrent(std::string_view name);
// The manifest that the content of CURRENT names; nullopt if its checksum does not fit.
std::optional<std::string> ManifestNamedBy(std::string_view current);
// DATA_LOSS: damaged. FAILED_PRECONDITION: a format version or scoring profile this program does
// not know.
absl::StatusOr<Manifest> ParseManifest(std::string_view text);

// Reads CURRENT and the manifest that it names. NOT_FOUND: no index in `folder`. DATA_LOSS: CURRENT
// or the manifest is damaged; with reason FILES_MISSING the manifest is not there, as in a copy
// that was made of a folder while it changed.
absl::StatusOr<Manifest> ReadCurrentManifest(const std::string& folder);

// The manifest of the highest generation in `folder` that is whole and whose files all have the
// size that it says; CURRENT is not read. NOT_FOUND: there is none; the message says what the
// newest lacks.
absl::StatusOr<Manifest> FindWholeManifest(const std::string& folder);
// OK if all files of `manifest` have the size that it says. FILES_MISSING (damage.h) names the
// first one that is not there or shorter, DATA_LOSS one that is longer; other failures as
// ErrnoStatus has them.
absl::Status CheckSizes(const std::string& folder, const Manifest& manifest);
// The same of one segment.
absl::Status CheckSizes(const std::string& folder, const SegmentEntry& segment);

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_MANIFEST_H_
