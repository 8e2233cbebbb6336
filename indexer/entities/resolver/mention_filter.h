// SPDX-License-Identifier: GPL-3.0-or-later
// Parts of an article that name who made it, not what it is about.
#ifndef DATELINE_INDEXER_ENTITIES_RESOLVER_MENTION_FILTER_H_
#define DATELINE_INDEXER_ENTITIES_RESOLVER_MENTION_FILTER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/article/article.h"

namespace dateline::resolver {

struct TextRange {
  std::uint32_t start;  // bytes, half open
  std::uint32_t end;
};

// Byte ranges of `article.body()` in which names are not mentions: bylines, an agency or the code
// of a share in brackets, photo credits, signatures ("Reporting by ...; Editing by ..."), "Source:
// AP", copyright lines and lines of share prices. Ascending, not overlapping. Any bytes, linear
// time. Thread-safe.
std::vector<TextRange> BoilerplateRanges(const article::Article& article);
// The same for a body with other white space.
std::vector<TextRange> BoilerplateRanges(const article::Article& article, std::string_view body);

// Whether a folded name is that of a role in a newsroom ("editorial team", "staff writer").
bool IsBoilerplateName(std::string_view folded);

}  // namespace dateline::resolver

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_MENTION_FILTER_H_
