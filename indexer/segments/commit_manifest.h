// SPDX-License-Identifier: GPL-3.0-or-later
// Writing manifests: the last step of a commit.
#ifndef DATELINE_INDEXER_SEGMENTS_COMMIT_MANIFEST_H_
#define DATELINE_INDEXER_SEGMENTS_COMMIT_MANIFEST_H_

#include <absl/status/status.h>

#include <cstdint>
#include <string>

#include "core/index/manifest.h"
#include "indexer/segments/index_files.h"

namespace dateline::segments {

// JSON text with a last line that holds its own checksum (core/index/FORMAT.md).
std::string SerializeManifest(const index::Manifest& manifest);

// "MANIFEST-0000000042".
std::string ManifestName(std::uint64_t generation);
// "segments/00000017.40.dead".
std::string TombstonesName(std::uint32_t segment, std::uint64_t generation);

// Makes `manifest` the current one: writes it, the stub for stock tools, and replaces CURRENT. With
// `sync` it is durable when this returns OK. On failure CURRENT says which generation is current,
// and what was written may still be there.
absl::Status CommitManifest(const IndexFiles& files, const index::Manifest& manifest, bool sync);

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_COMMIT_MANIFEST_H_
