// SPDX-License-Identifier: GPL-3.0-or-later
// From candidates to the hits of an answer: articles fetched, highlighted, cut to the view.
#ifndef DATELINE_SERVER_HITS_PRESENTATION_H_
#define DATELINE_SERVER_HITS_PRESENTATION_H_

#include <absl/status/status.h>

#include <cstddef>
#include <span>
#include <string>

#include "core/article/article.h"
#include "core/text/analyzer.h"
#include "dateline/v1/search_service.pb.h"
#include "server/search/query_plan.h"
#include "server/search/search_context.h"
#include "server/search/search_snapshot.h"
#include "server/search/top_hits.h"

namespace dateline::hits {

// Cuts `article` to what `view` shows.
void ApplyView(v1::ArticleView view, article::Article& article);

// The hits of one page, and what they are hits of.
struct HitPage {
  const search::SearchSnapshot& snapshot;
  const search::QueryPlan& query;
  std::span<const std::string> filter_names;  // terms of the names that the filter asks for
  std::span<const search::Candidate> candidates;
  const search::SearchContext& context;
};

// How far a page came.
struct PageEnd {
  std::size_t candidates = 0;  // that were looked at
  absl::Status status;         // why no further: DEADLINE_EXCEEDED, CANCELLED, or OK
};

// Appends a hit for each candidate, until the response has `max_bytes`, serialized, or the context
// ends the search: looked at before each hit but the first, and inside long ones. There is at least
// one hit: what does not fit is left out of its article, with a warning in diagnostics. An article
// that cannot be read is left out with a warning too. `analyzer` is used, not kept.
PageEnd AddHits(const v1::SearchRequest& request, const HitPage& page, std::size_t max_bytes,
                text::Analyzer& analyzer, v1::SearchResponse& response);

}  // namespace dateline::hits

#endif  // DATELINE_SERVER_HITS_PRESENTATION_H_
