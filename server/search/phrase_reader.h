// SPDX-License-Identifier: GPL-3.0-or-later
// Which documents of a segment hold a phrase.
#ifndef DATELINE_SERVER_SEARCH_PHRASE_READER_H_
#define DATELINE_SERVER_SEARCH_PHRASE_READER_H_

#include <absl/status/statusor.h>

#include "server/search/query_plan.h"
#include "server/search/term_reader.h"

namespace dateline::search {

// Belongs to one thread; plan and reader must outlive it. Fails as the reader does.
class PhraseReader {
 public:
  PhraseReader(const QueryPlan& plan, TermReader& terms) : plan_(plan), terms_(terms) {}

  // Documents that hold all words of a form of the phrase in its field, in any order.
  absl::StatusOr<Bitmap> AllWords(std::size_t segment, const PhraseMatch& phrase);

  // Documents that hold the phrase; kept for other searches.
  absl::StatusOr<SharedBitmap> Matches(std::size_t segment, const PhraseMatch& phrase);

 private:
  // The same for one form.
  absl::StatusOr<Bitmap> AllWordsOf(std::size_t segment, article::Field field,
                                    const PhraseForm& form);
  absl::Status AddMatches(std::size_t segment, article::Field field, const PhraseForm& form,
                          Bitmap& matches);

  const QueryPlan& plan_;
  TermReader& terms_;
};

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_PHRASE_READER_H_
