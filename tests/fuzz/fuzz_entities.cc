// SPDX-License-Identifier: GPL-3.0-or-later
// Names in any bytes: nothing crashes, mentions lie in the text and never overlap, names are UTF-8,
// and what a finder has seen before changes nothing.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/article/entity_mentions.h"
#include "core/limits.h"
#include "core/text/utf8.h"
#include "indexer/entities/entity_finder.h"
#include "tests/fuzz/check.h"

namespace {

std::shared_ptr<const dateline::entities::EntityModels> Models() {
  static const auto models = [] {
    std::vector<std::string> warnings;
    auto opened = dateline::entities::EntityModels::Open(DATELINE_MODELS, warnings);
    FUZZ_CHECK(warnings.empty());
    return opened;
  }();
  return models;
}

auto NewFinder() {
  return dateline::entities::MakeEntityFinder(dateline::entities::EntityMode::kDetect, Models());
}

void CheckMentions(dateline::article::Article& article) {
  std::set<std::pair<int, std::string>> keys;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> taken;  // headline first
  const auto headline = static_cast<std::uint32_t>(article.headline().size());
  for (dateline::v1::Entity& entity : *article.mutable_entities()) {
    FUZZ_CHECK(!entity.name().empty());
    FUZZ_CHECK(dateline::text::CleanUtf8(entity.name()) == entity.name());
    FUZZ_CHECK(keys.emplace(entity.type(), dateline::article::EntityKey(entity)).second);
    dateline::article::UnpackMentions(entity);
    for (const dateline::v1::EntityMention& mention : entity.mentions()) {
      const std::string& text = mention.in_headline() ? article.headline() : article.body();
      FUZZ_CHECK(mention.start() < mention.end() && mention.end() <= text.size());
      const std::uint32_t shift = mention.in_headline() ? 0 : headline;
      taken.emplace_back(mention.start() + shift, mention.end() + shift);
    }
  }
  std::sort(taken.begin(), taken.end());
  for (std::size_t i = 1; i < taken.size(); ++i) {
    FUZZ_CHECK(taken[i - 1].second <= taken[i].first);
  }
}

}  // namespace

// Input: language, headline, name of a person that is given, body; zero bytes between them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto old_finder = NewFinder();
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto next = [&input] {
    const std::string_view part = input.substr(0, input.find('\0'));
    input.remove_prefix(std::min(part.size() + 1, input.size()));
    return std::string(part);
  };
  dateline::article::Article article;
  article.set_language(next());
  article.set_headline(next());
  article.add_entities()->set_name(next());
  article.mutable_entities(0)->set_type(dateline::v1::ENTITY_TYPE_PERSON);
  article.set_body(std::string(input));
  if (!dateline::article::NormalizeArticle(article).ok()) return 0;
  dateline::article::Article again = article;
  old_finder->Annotate(article);
  NewFinder()->Annotate(again);
  FUZZ_CHECK(article.SerializeAsString() == again.SerializeAsString());
  FUZZ_CHECK(article.entities_size() <= static_cast<int>(dateline::limits::kMaxEntities));
  CheckMentions(article);
  return 0;
}
