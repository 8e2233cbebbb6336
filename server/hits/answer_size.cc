// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/hits/answer_size.h"

namespace dateline::hits {

void DropMentions(article::Article& article) {
  for (v1::Entity& entity : *article.mutable_entities()) {
    entity.clear_mentions();
    entity.clear_packed_mentions();
  }
}

std::string_view FitArticle(std::size_t room, article::Article& article) {
  if (article.ByteSizeLong() <= room) return "";
  DropMentions(article);
  if (article.ByteSizeLong() <= room) return "the mentions of its entities";
  const bool extra = !article.extra().empty();
  article.clear_extra();
  if (article.ByteSizeLong() <= room) return "its extra and the mentions of its entities";
  article.clear_body();
  if (article.ByteSizeLong() <= room) {
    return extra ? "its body, its extra and the mentions of its entities"
                 : "its body and the mentions of its entities";
  }
  article.clear_entities();
  return extra ? "its body, its extra and its entities" : "its body and its entities";
}

}  // namespace dateline::hits
