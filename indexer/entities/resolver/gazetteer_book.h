// SPDX-License-Identifier: GPL-3.0-or-later
// The gazetteer of a model as what the resolver asks. Apart, so that the resolver itself links
// without one.
#ifndef DATELINE_INDEXER_ENTITIES_RESOLVER_GAZETTEER_BOOK_H_
#define DATELINE_INDEXER_ENTITIES_RESOLVER_GAZETTEER_BOOK_H_

#include <string_view>

#include "indexer/entities/resolver/article_entities.h"
#include "indexer/entities/tagger/gazetteer.h"

namespace dateline {

// A borrowed gazetteer as a book.
class GazetteerBook final : public NameBook {
 public:
  explicit GazetteerBook(const Gazetteer& gazetteer) : gazetteer_(gazetteer) {}
  Gazetteer::Place FindPlace(std::string_view name) const override {
    return gazetteer_.FindPlace(name);
  }
  std::string_view DemonymCountry(std::string_view word) const override {
    return gazetteer_.DemonymCountry(word);
  }
  Gazetteer::Alias FindAlias(std::string_view name) const override {
    return gazetteer_.FindAlias(name);
  }

 private:
  const Gazetteer& gazetteer_;
};

inline void ResolveEntities(const ArticleNames& names, const Gazetteer& gazetteer,
                            Article& article) {
  ResolveEntities(names, GazetteerBook(gazetteer), article);
}

}  // namespace dateline

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_GAZETTEER_BOOK_H_
