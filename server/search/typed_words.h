// SPDX-License-Identifier: GPL-3.0-or-later
// A query as the headline it may be.
#ifndef DATELINE_SERVER_SEARCH_TYPED_WORDS_H_
#define DATELINE_SERVER_SEARCH_TYPED_WORDS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/text/analyzer.h"

namespace dateline::search {

// For QueryPlan::typed: hashes of all words of `text` in order, stop words too, whatever its marks
// mean in the query language; once for each different result of `languages`. None if it has no
// word or is longer than a headline may be. `analyzer` is used, not kept.
std::vector<std::vector<std::uint32_t>> TypedWords(std::string_view text,
                                                   const std::vector<text::Language>& languages,
                                                   text::Analyzer& analyzer);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_TYPED_WORDS_H_
