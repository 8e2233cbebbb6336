// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with an index, segment by segment.
#ifndef DATELINE_CORE_INDEX_DAMAGE_H_
#define DATELINE_CORE_INDEX_DAMAGE_H_

#include <absl/status/status.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/index/manifest.h"
#include "dateline/v1/admin_service.pb.h"

namespace dateline::index {

// A segment that is left out of a snapshot, and why.
struct SegmentDamage {
  std::uint32_t segment = 0;   // its number; 0: the manifest itself
  std::string file;            // name in the folder of the index
  std::string reason;          // what is wrong with it, a clause
  std::uint32_t articles = 0;  // live articles that are left out with it, as the manifest has them
  bool missing = false;        // a file is not there, or not all of it: it may still come
  bool operator==(const SegmentDamage&) const = default;
};

// For people: segment, file, reason and articles.
std::string Describe(const SegmentDamage& damage);
v1::IndexDamage ToProto(const SegmentDamage& damage);
// What `damages` has of this segment; null: nothing. Valid as long as `damages`.
const SegmentDamage* FindDamage(std::span<const SegmentDamage> damages, std::uint32_t segment);
// Articles that are left out with all of them.
std::uint64_t CountArticles(std::span<const SegmentDamage> damages);

// DATA_LOSS (SEGMENT_DAMAGED) that names `file`, also in metadata "file", and says what is wrong.
absl::Status DamagedFile(std::string_view file, std::string_view reason);
// UNAVAILABLE (FILES_MISSING, with a delay to retry) that names `file`, also in metadata "file".
absl::Status MissingFile(std::string_view file, std::string_view reason);
bool IsMissingFile(const absl::Status& status);

// The damage that `status`, of opening or reading the files of `entry`, tells of. For DATA_LOSS,
// NOT_FOUND and FILES_MISSING.
SegmentDamage DamageOf(const SegmentEntry& entry, const absl::Status& status);

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_DAMAGE_H_
