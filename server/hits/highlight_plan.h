// SPDX-License-Identifier: GPL-3.0-or-later
// The words and phrases that a query highlights.
#ifndef DATELINE_SERVER_HITS_HIGHLIGHT_PLAN_H_
#define DATELINE_SERVER_HITS_HIGHLIGHT_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/article/field_table.h"
#include "server/search/query_plan.h"

namespace dateline::hits {

// Made once per query. Immutable, thread-safe.
struct HighlightPlan {
  struct Phrase {
    std::vector<std::string> terms;
    std::vector<std::uint32_t> offsets;  // of each term, in words from the first
    article::Field field;
  };
  struct Word {
    std::string term;  // analysed term, or folded prefix
    double weight;     // idf: rare words decide which pieces of a body are shown
    bool prefix;
    article::Field field;  // kText: body and headline; kHeadline: headline only
  };
  std::vector<Word> words;
  std::vector<Phrase> phrases;
};

// The words and phrases of `query` that must or may match; excluded ones are left out.
HighlightPlan MakeHighlightPlan(const search::QueryPlan& query);

}  // namespace dateline::hits

#endif  // DATELINE_SERVER_HITS_HIGHLIGHT_PLAN_H_
