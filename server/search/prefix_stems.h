// SPDX-License-Identifier: GPL-3.0-or-later
// Stems that stand for the words a prefix means, if the prefix is longer than they are.
#ifndef DATELINE_SERVER_SEARCH_PREFIX_STEMS_H_
#define DATELINE_SERVER_SEARCH_PREFIX_STEMS_H_

#include <absl/status/statusor.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/index/snapshot.h"
#include "core/text/analyzer.h"
#include "server/search/bitmap.h"
#include "server/search/search_context.h"

namespace dateline::search {

// Articles in which words are looked for, and what ends that early.
struct SampledArticles {
  const index::Snapshot& snapshot;
  const SearchContext& context;
  const std::vector<text::Language>& languages;  // that they are in
  const SegmentBitmaps* visible = nullptr;       // rows that the caller may see; null: all
};

// Stems of these articles, shorter than `letters` (folded), under which words that start with
// `letters` are kept: "elect" for "electio". A stem counts if one of a few articles that hold it,
// spread over the index, has such a word in `field`: "harbourm" does not mean every "harbour".
// Words that are rare among those of their stem may be missed. Ends with DEADLINE_EXCEEDED or
// CANCELLED if the context says so, else with errors of the database.
absl::StatusOr<std::vector<std::string>> FindPrefixStems(const SampledArticles& articles,
                                                         article::Field field,
                                                         std::string_view letters,
                                                         text::Analyzer& analyzer);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_PREFIX_STEMS_H_
