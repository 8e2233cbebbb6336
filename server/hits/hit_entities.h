// SPDX-License-Identifier: GPL-3.0-or-later
// Entities of an article as answers show them.
#ifndef DATELINE_SERVER_HITS_HIT_ENTITIES_H_
#define DATELINE_SERVER_HITS_HIT_ENTITIES_H_

#include "core/article/article.h"
#include "dateline/v1/search_service.pb.h"

namespace dateline::hits {

// Unpacks all mentions and sets their UTF-16 offsets from their byte offsets, which are cut to the
// text. The time grows with the text and the mentions.
void ShowMentions(article::Article& article);

// Keeps the entities that `options` asks for, most salient first; equally salient ones stay in
// their order.
void CutEntities(const v1::EntityOptions& options, article::Article& article);

}  // namespace dateline::hits

#endif  // DATELINE_SERVER_HITS_HIT_ENTITIES_H_
