// SPDX-License-Identifier: GPL-3.0-or-later
// The folder of an index as its writer finds it: whether it is one, leftovers, free space.
#ifndef DATELINE_INDEXER_WRITER_INDEX_FOLDER_H_
#define DATELINE_INDEXER_WRITER_INDEX_FOLDER_H_

#include <absl/status/status.h>

#include <cstdint>
#include <string>

#include "core/index/manifest.h"
#include "indexer/segments/index_files.h"

namespace dateline::writer {

// OK: the folder holds an index, or one may be made in it: it does not exist, is empty, or holds
// what an interrupted first start leaves. Changes nothing. FAILED_PRECONDITION (NOT_AN_INDEX): it
// holds something else, which the message names; DATA_LOSS (SEGMENT_DAMAGED): an index whose
// CURRENT or manifest is damaged or gone; what is left of it must not be taken for leftovers.
absl::Status CheckFolder(const segments::IndexFiles& files);

// Makes the folder and those inside it; a new folder is synced into its parent.
absl::Status CreateFolders(const segments::IndexFiles& files);

// Removes what `manifest` does not name, at once: scratch, unpublished segments, older manifests
// and tombstones. Readers and copiers that find a file gone look at CURRENT again.
void RemoveLeftovers(const segments::IndexFiles& files, const index::Manifest& manifest);

// RESOURCE_EXHAUSTED (DISK_FULL) if the file system has fewer than `least` bytes left.
absl::Status CheckFreeSpace(const std::string& folder, std::uint64_t least);

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_INDEX_FOLDER_H_
