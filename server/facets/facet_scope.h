// SPDX-License-Identifier: GPL-3.0-or-later
// What facets are counted over.
#ifndef DATELINE_SERVER_FACETS_FACET_SCOPE_H_
#define DATELINE_SERVER_FACETS_FACET_SCOPE_H_

#include <absl/time/time.h>

#include <cstddef>
#include <string>
#include <vector>

#include "dateline/v1/search_service.pb.h"
#include "server/search/search_context.h"
#include "server/search/searcher.h"

namespace dateline::facets {

// References that must outlive the count.
struct FacetScope {
  const search::SearchSnapshot& snapshot;
  const search::SegmentBitmaps& matches;  // of each segment; none null
  const v1::Filter& filter;               // of the request: what it selects is marked
  absl::Time now;                         // what relative dates start from
  const search::SearchContext& context;   // ends the count
  std::size_t max_buckets;                // that the answer has room for: more may be an error
  std::string path;                       // of the facet in the request, for errors
  // Of a facet over several fields, the matches to count each by, in the order of TermsFields;
  // empty: `matches` for all.
  std::vector<search::SegmentBitmaps> field_matches{};
};

}  // namespace dateline::facets

#endif  // DATELINE_SERVER_FACETS_FACET_SCOPE_H_
