// SPDX-License-Identifier: GPL-3.0-or-later
// GetIndexInfo: what is served.
#ifndef DATELINE_SERVER_ENGINE_INDEX_INFO_H_
#define DATELINE_SERVER_ENGINE_INDEX_INFO_H_

#include "dateline/v1/search_service.pb.h"
#include "server/search/search_context.h"
#include "server/search/search_snapshot.h"

namespace dateline::engine {

// Of a restricted snapshot only what can be seen of it, and not how large the index is. Everything
// but the program's version and the scrub's progress; scrub.damage has what `snapshot` leaves out,
// as far as the caller of `context` may know.
// Reads the dates of segments with dead articles. Thread-safe.
v1::GetIndexInfoResponse DescribeIndex(const search::SearchSnapshot& snapshot,
                                       const search::SearchContext& context);

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_INDEX_INFO_H_
