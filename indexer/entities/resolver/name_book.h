// SPDX-License-Identifier: GPL-3.0-or-later
// What the resolver asks of a gazetteer, so that tests can bring a small one.
#ifndef DATELINE_INDEXER_ENTITIES_RESOLVER_NAME_BOOK_H_
#define DATELINE_INDEXER_ENTITIES_RESOLVER_NAME_BOOK_H_

#include <string_view>

#include "indexer/entities/tagger/gazetteer.h"

namespace dateline::resolver {

// Names are folded (FoldName), what is returned are display names that outlive the book's user;
// empty = not known. Gazetteer says what each answers.
class NameBook {
 public:
  virtual ~NameBook() = default;
  virtual tagger::Gazetteer::Place FindPlace(std::string_view name) const = 0;
  virtual std::string_view DemonymCountry(std::string_view word) const = 0;
  virtual tagger::Gazetteer::Alias FindAlias(std::string_view name) const = 0;
};

}  // namespace dateline::resolver

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_NAME_BOOK_H_
