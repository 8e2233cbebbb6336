// SPDX-License-Identifier: GPL-3.0-or-later
// `dateline-indexer stats`.
#ifndef DATELINE_INDEXER_CLI_STATS_H_
#define DATELINE_INDEXER_CLI_STATS_H_

#include <string>

#include "indexer/cli/output.h"

namespace dateline::commands {

// Generation, profile, articles, dead articles, bytes, publish times, and each segment.
int RunStats(const std::string& folder, OutputForm form);

}  // namespace dateline::commands

#endif  // DATELINE_INDEXER_CLI_STATS_H_
