// SPDX-License-Identifier: GPL-3.0-or-later
// The words, phrases and names that a query and a filter highlight.
#ifndef DATELINE_SERVER_HITS_HIGHLIGHT_PLAN_H_
#define DATELINE_SERVER_HITS_HIGHLIGHT_PLAN_H_

#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/article/article.h"
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
  // Terms of entities (article::EntityTerm), of their ids and countries (ExactTerm), each with its
  // number.
  absl::flat_hash_map<std::string, std::size_t> names;
};

// The words, phrases and names of `query` that must or may match, excluded ones left out, and
// `filter_names` (search::SelectedNames).
HighlightPlan MakeHighlightPlan(const search::QueryPlan& query,
                                std::span<const std::string> filter_names = {});

// A stretch of a headline or a body that names an entity of a plan.
struct NamedSpan {
  std::uint32_t start;
  std::uint32_t end;
  std::size_t name;  // number in HighlightPlan::names
};

struct NamedSpans {
  std::vector<NamedSpan> headline;
  std::vector<NamedSpan> body;
};

// The places at which mentions that `article` stores name what `plan` has names of, each list in
// order of start, inside its text and at the starts of characters.
NamedSpans FindNames(const HighlightPlan& plan, const article::Article& article);

}  // namespace dateline::hits

#endif  // DATELINE_SERVER_HITS_HIGHLIGHT_PLAN_H_
