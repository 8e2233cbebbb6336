// SPDX-License-Identifier: GPL-3.0-or-later
// Writing manifests: the last step of a commit.
#ifndef DATELINE_INDEXER_SEGMENTS_COMMIT_MANIFEST_H_
#define DATELINE_INDEXER_SEGMENTS_COMMIT_MANIFEST_H_

#include <absl/status/status.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "core/index/manifest.h"
#include "indexer/segments/index_files.h"

namespace dateline::segments {

// JSON text with a last line that holds its own checksum (core/index/FORMAT.md).
std::string SerializeManifest(const index::Manifest& manifest);

// "MANIFEST-0000000042-EPOCH".
std::string ManifestName(const index::Manifest& manifest);
// "segments/00000017-EPOCH": the files of a new segment, without their extensions.
std::string SegmentStem(std::uint32_t number, std::string_view epoch);
// "segments/00000017-EPOCH.40-EPOCH.dead": tombstones of `segment` as of the generation of
// `manifest`, made by its writer.
std::string TombstonesName(const index::SegmentEntry& segment, const index::Manifest& manifest);

// Makes `manifest` the current one: writes it, the stub for stock tools, and replaces CURRENT,
// through `around_rename` (may be null). With `sync` it is durable when this returns OK. On failure
// CURRENT says which generation is current, and what was written may still be there.
absl::Status CommitManifest(const IndexFiles& files, const index::Manifest& manifest, bool sync,
                            const AroundRename& around_rename = {});

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_COMMIT_MANIFEST_H_
