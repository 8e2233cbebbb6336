// SPDX-License-Identifier: GPL-3.0-or-later
// From candidates to the hits of an answer: articles fetched, highlighted, cut to the view.
#ifndef DATELINE_SERVER_HITS_PRESENTATION_H_
#define DATELINE_SERVER_HITS_PRESENTATION_H_

#include <span>

#include "core/article/article.h"
#include "core/text/analyzer.h"
#include "dateline/v1/search_service.pb.h"
#include "server/search/query_plan.h"
#include "server/search/search_snapshot.h"
#include "server/search/top_hits.h"

namespace dateline::hits {

// Cuts `article` to what `view` shows.
void ApplyView(v1::ArticleView view, article::Article& article);

// The hits of one page, and what they are hits of.
struct HitPage {
  const search::SearchSnapshot& snapshot;
  const search::QueryPlan& query;
  std::span<const search::Candidate> candidates;
};

// Appends a hit for each candidate. An article that cannot be read is left out with a warning in
// diagnostics. `analyzer` is used, not kept.
void AddHits(const v1::SearchRequest& request, const HitPage& page, text::Analyzer& analyzer,
             v1::SearchResponse& response);

}  // namespace dateline::hits

#endif  // DATELINE_SERVER_HITS_PRESENTATION_H_
