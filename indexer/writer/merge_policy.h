// SPDX-License-Identifier: GPL-3.0-or-later
// Which segments to merge: size tiers, as in Lucene's TieredMergePolicy (McCandless, 2011).
#ifndef DATELINE_INDEXER_WRITER_MERGE_POLICY_H_
#define DATELINE_INDEXER_WRITER_MERGE_POLICY_H_

#include <cstdint>
#include <set>
#include <vector>

#include "core/index/manifest.h"

namespace dateline::writer {

using SegmentNumbers = std::set<std::uint32_t>;

// Indexes of segments to merge now, ascending; empty: nothing to do. Ten neighbours in size make a
// merge, of a segment of which a fifth is dead the dead are expunged, nothing grows past
// `max_segment_bytes`. Segments in `left_out` (damaged ones) are never chosen.
std::vector<std::size_t> ChooseMerge(const index::Manifest& manifest,
                                     std::uint64_t max_segment_bytes,
                                     const SegmentNumbers& left_out);

// The next merge on the way to as few segments as the limit allows, without dead articles.
std::vector<std::size_t> ChooseFullMerge(const index::Manifest& manifest,
                                         std::uint64_t max_segment_bytes,
                                         const SegmentNumbers& left_out);

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_MERGE_POLICY_H_
