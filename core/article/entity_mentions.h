// SPDX-License-Identifier: GPL-3.0-or-later
// The mentions of an entity as an index stores them: Entity.packed_mentions, two numbers per
// mention. As messages they would take three times the room.
#ifndef DATELINE_CORE_ARTICLE_ENTITY_MENTIONS_H_
#define DATELINE_CORE_ARTICLE_ENTITY_MENTIONS_H_

#include <cstddef>
#include <cstdint>

#include "dateline/v1/article.pb.h"

namespace dateline::article {

// Packs about `count` mentions into one entity that does not have any yet. Not thread-safe.
class MentionPacker {
 public:
  MentionPacker(v1::Entity& entity, std::size_t count)
      : numbers_(*entity.mutable_packed_mentions()) {
    numbers_.Reserve(static_cast<int>(2 * count));
  }
  // Bytes [start, end) of headline or body. In ascending order within each of them.
  void Add(bool in_headline, std::uint32_t start, std::uint32_t end) {
    std::uint32_t& last = last_start_[in_headline ? 1 : 0];
    numbers_.Add((start - last) << 1U | (in_headline ? 1U : 0U));
    numbers_.Add(end - start);
    last = start;
  }

 private:
  google::protobuf::RepeatedField<std::uint32_t>& numbers_;
  std::uint32_t last_start_[2] = {0, 0};
};

// Turns packed mentions into Entity.mentions. Numbers are not checked against the text.
void UnpackMentions(v1::Entity& entity);

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_ENTITY_MENTIONS_H_
