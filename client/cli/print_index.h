// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of an index as text for a terminal.
#ifndef DATELINE_CLIENT_CLI_PRINT_INDEX_H_
#define DATELINE_CLIENT_CLI_PRINT_INDEX_H_

#include <string>

#include "client/cli/print.h"
#include "dateline/v1/ingest_service.pb.h"
#include "dateline/v1/search_service.pb.h"

namespace dateline::cli {

// Pure functions; each result ends with a line end.
std::string ShowStats(const v1::GetIndexStatsResponse& stats, const PrintOptions& options);
std::string ShowIndexInfo(const v1::GetIndexInfoResponse& info, const PrintOptions& options);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_PRINT_INDEX_H_
