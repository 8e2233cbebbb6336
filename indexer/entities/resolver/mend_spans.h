// SPDX-License-Identifier: GPL-3.0-or-later
// Mends the edges and types of names that the tagger found, by what stands around them.
#ifndef DATELINE_INDEXER_ENTITIES_RESOLVER_MEND_SPANS_H_
#define DATELINE_INDEXER_ENTITIES_RESOLVER_MEND_SPANS_H_

#include <absl/container/flat_hash_set.h>

#include <string_view>

#include "indexer/entities/resolver/known_names.h"
#include "indexer/entities/tagger/gazetteer.h"
#include "indexer/entities/tagger/tagger.h"

namespace dateline::resolver {

struct MendedNames {
  tagger::ArticleNames names;
  absl::flat_hash_set<std::string_view> own_s;  // texts of names whose 's is their own; views
};

struct Texts {
  std::string_view headline;
  std::string_view body;
};

// `names` in order, without those that are empty, overlap or lie outside of the text, and
// * with the generation that follows ("Kennedy" before ", Jr."), with the title of a ruler before
//   one name ("King Hussein"), with the 's of a company that is never written without it, with both
//   sides of an ampersand ("Marks & Spencer");
// * parted at the code of a share ("Fannie Mae FNM.N. Bush") and at the comma before a region
//   ("Paris, Texas"), ended before a bracket that is not closed and before a word that is glued to
//   them ("Italyfollowing");
// * without the code of a share in brackets ("( TWX.N )", "(.SPX)");
// * with the names of the list that the tagger missed; those replace the names they cut;
// * without surnames that name something with the next word ("the Carson plant");
// * as people, if a form of address stands before or in them ("Ms. Smith").
MendedNames MendSpans(const tagger::ArticleNames& names, const Texts& texts,
                      const tagger::Gazetteer& gazetteer, const KnownNames& known);

}  // namespace dateline::resolver

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_MEND_SPANS_H_
