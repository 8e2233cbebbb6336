// SPDX-License-Identifier: GPL-3.0-or-later
// Answers as text for a terminal. All text of articles is made safe (terminal_text.h).
#ifndef DATELINE_CLIENT_CLI_PRINT_H_
#define DATELINE_CLIENT_CLI_PRINT_H_

#include <absl/time/time.h>

#include <string>

#include "dateline/v1/ingest_service.pb.h"
#include "dateline/v1/search_service.pb.h"

namespace dateline::cli {

struct PrintOptions {
  bool color = false;  // ANSI colours
  absl::TimeZone zone = absl::UTCTimeZone();
  int width = 80;  // columns of the terminal
};

// Pure functions; each result ends with a line end.
std::string ShowHit(int number, const v1::Hit& hit, const PrintOptions& options);
std::string ShowTotal(const v1::SearchResponse& response);
// A bar chart for buckets of time, a table otherwise.
std::string ShowFacet(const v1::FacetResult& facet, const PrintOptions& options);
std::string ShowArticle(const v1::Article& article, const PrintOptions& options);
std::string ShowStats(const v1::GetIndexStatsResponse& stats, const PrintOptions& options);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_PRINT_H_
