// SPDX-License-Identifier: GPL-3.0-or-later
// From the names found in an article to its entities.
#ifndef DATELINE_INDEXER_ENTITIES_RESOLVER_ARTICLE_ENTITIES_H_
#define DATELINE_INDEXER_ENTITIES_RESOLVER_ARTICLE_ENTITIES_H_

#include "core/article/article.h"
#include "indexer/entities/resolver/known_names.h"
#include "indexer/entities/tagger/gazetteer.h"
#include "indexer/entities/tagger/tagger.h"

namespace dateline::resolver {

// Replaces `article.entities()` by the entities of its text, most salient first, at most
// limits::kMaxEntities, every field of the message filled, except the UTF-16 offsets. What is there
// on entry is taken as given with the article (name and type; the rest is ignored): it keeps both,
// is salient, and has origin BOTH if the text names it, else PROVIDED; none is lost.
//
// Never fails: spans outside the text, overlapping or out of order are skipped or sorted. The same
// names in any order give the same entities. n log n in the names, linear in the text. What `known`
// says of a name counts more than what the tagger took it for. Thread-safe.
void ResolveEntities(const tagger::ArticleNames& names, const tagger::Gazetteer& gazetteer,
                     const KnownNames& known, article::Article& article);

}  // namespace dateline::resolver

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_ARTICLE_ENTITIES_H_
