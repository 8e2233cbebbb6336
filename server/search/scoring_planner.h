// SPDX-License-Identifier: GPL-3.0-or-later
// From a query's plan to what is scored in each segment.
#ifndef DATELINE_SERVER_SEARCH_SCORING_PLANNER_H_
#define DATELINE_SERVER_SEARCH_SCORING_PLANNER_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <vector>

#include "server/search/boolean_matcher.h"
#include "server/search/phrase_matcher.h"
#include "server/search/query_plan.h"
#include "server/search/scoring_plan.h"
#include "server/search/term_reader.h"

namespace dateline::search {

// A phrase that every match must hold, in any of its forms.
struct RequiredPhrase {
  const PhraseMatch* phrase;  // of the plan
  std::vector<PhraseMatcher> forms;
};

// Belongs to one thread; plan, reader and matcher must outlive it.
class ScoringPlanner {
 public:
  ScoringPlanner(const QueryPlan& plan, TermReader& terms, BooleanMatcher& matcher);

  // What to score in a segment within `filter` (null: everything). The result refers to the
  // planner. Fails as the reader does.
  absl::StatusOr<ScoringPlan> Plan(std::size_t segment, const SharedBitmap& filter);

  // About how many documents of the segment match.
  std::uint64_t EstimateMatches(const ScoringPlan& plan) const;

 private:
  absl::Status RequirePhrases(std::size_t segment, ScoringPlan& plan);

  const QueryPlan& plan_;
  TermReader& terms_;
  BooleanMatcher& matcher_;
  std::vector<RequiredPhrase> required_phrases_;
};

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_SCORING_PLANNER_H_
