// SPDX-License-Identifier: GPL-3.0-or-later
// From candidates to the hits of an answer: articles fetched, highlighted, cut to the view.
#ifndef DATELINE_SERVER_HITS_PRESENTATION_H_
#define DATELINE_SERVER_HITS_PRESENTATION_H_

#include <absl/status/status.h>

#include <span>

#include "core/text/analyzer.h"
#include "dateline/v1/search_service.pb.h"
#include "server/hits/snippet.h"
#include "server/search/searcher.h"

namespace dateline::hits {

// Cuts `article` to what `view` shows.
void ApplyView(v1::ArticleView view, article::Article& article);

// Appends a hit for each candidate. An article that cannot be read is left out with a warning in
// diagnostics.
void AddHits(const v1::SearchRequest& request, const search::SearchSnapshot& snapshot,
             const search::ResolvedQuery& query, std::span<const search::Candidate> page,
             text::Analyzer& analyzer, v1::SearchResponse& response);

}  // namespace dateline::hits

#endif  // DATELINE_SERVER_HITS_PRESENTATION_H_
