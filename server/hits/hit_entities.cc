// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/hits/hit_entities.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/article/entity_mentions.h"
#include "server/hits/html.h"

namespace dateline::hits {
namespace {

constexpr int kDefaultEntities = 10;

// One end of a mention.
struct Boundary {
  std::uint32_t offset;
  v1::EntityMention* mention;
  bool end;
};

void FillOffsets(std::string_view text, std::vector<Boundary> boundaries) {
  std::sort(boundaries.begin(), boundaries.end(),
            [](const Boundary& a, const Boundary& b) { return a.offset < b.offset; });
  Utf16Counter counter(text);
  for (const Boundary& boundary : boundaries) {
    const std::uint32_t utf16 = counter.To(boundary.offset);
    if (boundary.end) {
      boundary.mention->set_utf16_end(utf16);
    } else {
      boundary.mention->set_utf16_start(utf16);
    }
  }
}

}  // namespace

void ShowMentions(article::Article& article) {
  std::vector<Boundary> headline;
  std::vector<Boundary> body;
  for (v1::Entity& entity : *article.mutable_entities()) {
    article::UnpackMentions(entity);
    for (v1::EntityMention& mention : *entity.mutable_mentions()) {
      const std::string& text = mention.in_headline() ? article.headline() : article.body();
      mention.set_end(std::min(mention.end(), static_cast<std::uint32_t>(text.size())));
      mention.set_start(std::min(mention.start(), mention.end()));
      std::vector<Boundary>& boundaries = mention.in_headline() ? headline : body;
      boundaries.push_back({mention.start(), &mention, false});
      boundaries.push_back({mention.end(), &mention, true});
    }
  }
  FillOffsets(article.headline(), std::move(headline));
  FillOffsets(article.body(), std::move(body));
}

void CutEntities(const v1::EntityOptions& options, article::Article& article) {
  auto& entities = *article.mutable_entities();
  std::stable_sort(
      entities.pointer_begin(), entities.pointer_end(),
      [](const v1::Entity* a, const v1::Entity* b) { return a->salience() > b->salience(); });
  const int most = options.max_entities() == 0 ? kDefaultEntities : options.max_entities();
  if (entities.size() > most) entities.DeleteSubrange(most, entities.size() - most);
  if (options.mentions()) return;
  for (v1::Entity& entity : entities) {
    entity.clear_packed_mentions();
    entity.clear_mentions();
  }
}

}  // namespace dateline::hits
