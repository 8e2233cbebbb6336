// SPDX-License-Identifier: GPL-3.0-or-later
// A snapshot: one generation of an index, open for reading.
#ifndef DATELINE_CORE_INDEX_SNAPSHOT_H_
#define DATELINE_CORE_INDEX_SNAPSHOT_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/index/damage.h"
#include "core/index/file_stamp.h"
#include "core/index/manifest.h"
#include "core/index/segment.h"

namespace dateline::index {

// A segment and the documents that are dead in it as of one generation.
struct SegmentView {
  std::shared_ptr<const Segment> segment;
  std::shared_ptr<const std::vector<DocId>> dead;  // ascending; never null
  std::uint32_t live = 0;                          // articles that can be found
  SegmentEntry entry;                              // what the manifest says of it
  std::vector<FileStamp> files;  // those of FilesOf(entry) that were opened, tombstones excepted
};

// One complete generation of an index. Immutable; read from any thread; keeps its files readable.
struct Snapshot {
  std::uint64_t generation = 0;
  Manifest manifest;
  std::vector<SegmentView> segments;   // in the manifest's order: oldest first
  std::vector<SegmentDamage> damaged;  // what is left out; the manifest itself comes first
  std::uint32_t live_articles = 0;
};

struct OpenOptions {
  // Whose open segments are used again, if they are the same: index, number and files. May be null.
  const Snapshot* previous = nullptr;
  // Segments of a manifest that are known to be damaged although they open: they are left out and
  // named so. May be empty.
  std::function<std::vector<SegmentDamage>(const Manifest&)> left_out = {};
  // What is done if files that the manifest names are missing or too short.
  enum class Missing : std::uint8_t {
    kLeaveOut,     // their segments are left out and named; a manifest must be there
    kNewestWhole,  // the same; if the manifest is missing, the newest whole generation is opened
                   // and the manifest named as damage of segment 0
    kFail,         // FILES_MISSING
  };
  Missing missing = Missing::kLeaveOut;
};

// Opens what CURRENT names. A damaged segment is left out and named in `damaged`. NOT_FOUND: no
// index. DATA_LOSS: CURRENT or the manifest is damaged. FAILED_PRECONDITION: of another format
// version. Any failure that is not damage (of memory, descriptors, permissions, the disk) fails the
// whole, and the message names the file.
absl::StatusOr<std::shared_ptr<const Snapshot>> OpenSnapshot(const std::string& folder,
                                                             const OpenOptions& options);
absl::StatusOr<std::shared_ptr<const Snapshot>> OpenSnapshot(const std::string& folder,
                                                             const Snapshot* previous);

// The same generation without the segments of `damages`, which are added to what is left out.
std::shared_ptr<const Snapshot> WithoutSegments(const Snapshot& snapshot,
                                                std::span<const SegmentDamage> damages);

// The place of a live article in a snapshot.
struct ArticleAddress {
  std::size_t segment;  // index into Snapshot::segments
  DocId doc;
};
std::optional<ArticleAddress> FindLiveArticle(const Snapshot& snapshot, std::string_view id);

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_SNAPSHOT_H_
