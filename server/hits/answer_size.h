// SPDX-License-Identifier: GPL-3.0-or-later
// Articles cut to what an answer has room for.
#ifndef DATELINE_SERVER_HITS_ANSWER_SIZE_H_
#define DATELINE_SERVER_HITS_ANSWER_SIZE_H_

#include <cstddef>
#include <string_view>

#include "core/article/article.h"

namespace dateline::hits {

// Leaves out at which places of an article its entities are named.
void DropMentions(article::Article& article);

// Leaves out of `article` what does not fit `room` bytes, serialized: first the mentions of
// entities, then the body, then the entities. Returns what is missing, in words; "" if nothing is.
// The rest of an article has at most some kilobytes and always stays.
std::string_view FitArticle(std::size_t room, article::Article& article);

}  // namespace dateline::hits

#endif  // DATELINE_SERVER_HITS_ANSWER_SIZE_H_
