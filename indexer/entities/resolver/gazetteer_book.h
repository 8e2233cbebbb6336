// SPDX-License-Identifier: GPL-3.0-or-later
// The gazetteer of a model as what the resolver asks. Apart, so that the resolver itself links
// without one.
#ifndef DATELINE_INDEXER_ENTITIES_RESOLVER_GAZETTEER_BOOK_H_
#define DATELINE_INDEXER_ENTITIES_RESOLVER_GAZETTEER_BOOK_H_

#include <string_view>

#include "indexer/entities/resolver/article_entities.h"
#include "indexer/entities/tagger/gazetteer.h"

namespace dateline::resolver {

// A borrowed gazetteer as a book.
class GazetteerBook final : public NameBook {
 public:
  explicit GazetteerBook(const tagger::Gazetteer& gazetteer) : gazetteer_(gazetteer) {}
  tagger::Gazetteer::Place FindPlace(std::string_view name) const override {
    return gazetteer_.FindPlace(name);
  }
  std::string_view DemonymCountry(std::string_view word) const override {
    return gazetteer_.DemonymCountry(word);
  }
  tagger::Gazetteer::Alias FindAlias(std::string_view name) const override {
    return gazetteer_.FindAlias(name);
  }

 private:
  const tagger::Gazetteer& gazetteer_;
};

inline void ResolveEntities(const tagger::ArticleNames& names, const tagger::Gazetteer& gazetteer,
                            article::Article& article) {
  ResolveEntities(names, GazetteerBook(gazetteer), article);
}

}  // namespace dateline::resolver

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_GAZETTEER_BOOK_H_
