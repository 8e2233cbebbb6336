// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/entity_mentions.h"

namespace dateline::article {

void UnpackMentions(v1::Entity& entity) {
  std::uint32_t last_start[2] = {0, 0};
  for (int i = 0; i + 1 < entity.packed_mentions_size(); i += 2) {
    const std::uint32_t head = entity.packed_mentions(i);
    const bool in_headline = (head & 1U) != 0;
    std::uint32_t& start = last_start[in_headline ? 1 : 0];
    start += head >> 1U;
    v1::EntityMention& mention = *entity.add_mentions();
    mention.set_in_headline(in_headline);
    mention.set_start(start);
    mention.set_end(start + entity.packed_mentions(i + 1));
  }
  entity.clear_packed_mentions();
}

}  // namespace dateline::article
