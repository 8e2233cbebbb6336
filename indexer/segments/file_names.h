// SPDX-License-Identifier: GPL-3.0-or-later
// The names that an index writer gives to its files, to the letter. What has another name is not
// ours: it is never changed and never removed.
#ifndef DATELINE_INDEXER_SEGMENTS_FILE_NAMES_H_
#define DATELINE_INDEXER_SEGMENTS_FILE_NAMES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dateline::segments {

// So many random bytes that nobody can guess, in hex digits: ids and epochs.
std::string RandomHex(std::size_t bytes);

// A file in segments/: "00000017-EPOCH.glass" (articles, words, columns), or tombstones,
// "00000017-EPOCH.40-EPOCH.dead".
struct SegmentFileName {
  std::uint32_t number = 0;
  std::string_view epoch;        // of the writer that made the segment
  std::string_view extension;    // "glass", "articles", "words", "columns" or "dead"
  std::uint64_t generation = 0;  // of tombstones
  bool operator==(const SegmentFileName&) const = default;
};
// What the name says, without a ".tmp" at its end; nothing: it is not such a name.
std::optional<SegmentFileName> ParseSegmentFileName(std::string_view name);
inline bool IsSegmentFileName(std::string_view name) {
  return ParseSegmentFileName(name).has_value();
}

// Generation of "MANIFEST-0000000042-EPOCH", which may end in ".tmp"; nothing: not such a name.
std::optional<std::uint64_t> ManifestGeneration(std::string_view name);
inline bool IsManifestFileName(std::string_view name) {
  return ManifestGeneration(name).has_value();
}
inline bool IsTemporaryName(std::string_view name) { return name.ends_with(".tmp"); }
// "CURRENT-EPOCH.tmp": what the writer of that epoch writes before it is renamed to CURRENT. Two
// writers never rename each other's.
std::string TemporaryName(std::string_view name, std::string_view epoch);
// Whether it is such a name of CURRENT or xapian.stub.
bool IsTemporaryOfFolder(std::string_view name);

// "scratch/EPOCH.WORKER": folders of scratch databases are PREFIX.0, PREFIX.1 ...
std::string ScratchPrefix(std::string_view epoch, unsigned worker);
// "scratch/EPOCH.expunge.SEGMENT": the same for a merge that makes SEGMENT.
std::string ExpungePrefix(std::string_view epoch, std::uint32_t segment);
// Whether a folder in scratch/ has such a name: EPOCH.WORKER.N, EPOCH.expunge.SEGMENT.N.N.
bool IsScratchName(std::string_view name);
// Whether it is the name of a file that Xapian makes in a scratch database.
bool IsScratchFileName(std::string_view name);

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_FILE_NAMES_H_
