// SPDX-License-Identifier: GPL-3.0-or-later
// `dateline-indexer scrub`.
#ifndef DATELINE_INDEXER_CLI_SCRUB_H_
#define DATELINE_INDEXER_CLI_SCRUB_H_

#include <cstdint>
#include <string>

#include "indexer/cli/output.h"

namespace dateline::commands {

// Reads every file of the current generation once and compares it with its checksum, at most so
// many bytes per second (0 = as many as the disk gives), past the page cache. A signal ends it. The
// exit code is 1 if there is damage, or if it was ended.
int RunScrub(const std::string& folder, std::uint64_t max_bytes_per_second, OutputForm form);

}  // namespace dateline::commands

#endif  // DATELINE_INDEXER_CLI_SCRUB_H_
