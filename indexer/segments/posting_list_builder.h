// SPDX-License-Identifier: GPL-3.0-or-later
// Packing the list of documents that hold a value.
#ifndef DATELINE_INDEXER_SEGMENTS_POSTING_LIST_BUILDER_H_
#define DATELINE_INDEXER_SEGMENTS_POSTING_LIST_BUILDER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "core/index/posting_list.h"

namespace dateline::segments {

// Packs a list: of each document the distance from the one before, shifted left by one, with
// whether the article is about the value as the lowest bit; in groups of seven bits, the lowest
// first, the highest bit set in all but the last (LEB128). Not thread-safe.
class PostingListBuilder {
 public:
  // After all that were added before.
  void Add(index::DocId doc, bool salient) {
    std::uint64_t number = std::uint64_t{doc - last_} << 1U | (salient ? 1U : 0U);
    for (; number >= 0x80U; number >>= 7U) packed_.push_back(static_cast<char>(number | 0x80U));
    packed_.push_back(static_cast<char>(number));
    last_ = doc;
  }
  // Those of another list up to document `last`, each `base` higher.
  void Append(std::string_view packed, index::DocId base, index::DocId last) {
    index::VisitPostings(packed, [&](index::DocId doc, bool salient) {
      if (doc > last) return false;
      Add(base + doc, salient);
      return true;
    });
  }
  const std::string& packed() const { return packed_; }

 private:
  std::string packed_;
  index::DocId last_ = 0;
};

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_POSTING_LIST_BUILDER_H_
