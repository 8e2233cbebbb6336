// SPDX-License-Identifier: GPL-3.0-or-later
// Which documents of a segment a plan matches.
#ifndef DATELINE_SERVER_SEARCH_BOOLEAN_MATCHER_H_
#define DATELINE_SERVER_SEARCH_BOOLEAN_MATCHER_H_

#include <absl/status/statusor.h>

#include "server/search/phrase_reader.h"
#include "server/search/query_plan.h"
#include "server/search/term_reader.h"

namespace dateline::search {

// Whether phrases that every match must hold are looked for, or left to a later test that the words
// of the phrase have to pass.
enum class Phrases : std::uint8_t { kFound, kPossible };

// Belongs to one thread; plan and reader must outlive it. Fails as the reader does.
class BooleanMatcher {
 public:
  BooleanMatcher(const QueryPlan& plan, TermReader& terms) : terms_(terms), phrases_(plan, terms) {}

  // Documents that match `node`, a part of the plan. Dead ones are among them.
  absl::StatusOr<SharedBitmap> Match(std::size_t segment, const PlanNode& node, Phrases phrases);

 private:
  absl::StatusOr<SharedBitmap> MatchWord(std::size_t segment, const WordMatch& word);
  absl::StatusOr<SharedBitmap> MatchPhrase(std::size_t segment, const PhraseMatch& phrase,
                                           Phrases phrases);
  absl::StatusOr<SharedBitmap> MatchAll(std::size_t segment, const Conjunction& all,
                                        Phrases phrases);
  absl::StatusOr<SharedBitmap> MatchAny(std::size_t segment, const Disjunction& any);
  absl::StatusOr<SharedBitmap> MatchLeast(std::size_t segment, const Disjunction& any);
  absl::StatusOr<SharedBitmap> MatchWithout(std::size_t segment, const Exclusion& without,
                                            Phrases phrases);

  TermReader& terms_;
  PhraseReader phrases_;
};

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_BOOLEAN_MATCHER_H_
