// SPDX-License-Identifier: GPL-3.0-or-later
// Finds names in a text and says of what kind they are.
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_TAGGER_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_TAGGER_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dateline/v1/article.pb.h"

namespace dateline::tagger {

class NameModel;  // weights, transitions and lexicon of one language; immutable, mapped from a file

// A name in a text: bytes [start, end).
struct NameSpan {
  std::uint32_t start;
  std::uint32_t end;
  v1::EntityType type;
};

struct ArticleNames {
  std::vector<NameSpan> headline;  // in order, not overlapping
  std::vector<NameSpan> body;
};

// Any bytes are accepted; the same text gives the same names on every processor. Not thread-safe:
// one per thread (it keeps a bounded cache of words).
class Tagger {
 public:
  explicit Tagger(std::shared_ptr<const NameModel> model);
  ~Tagger();
  Tagger(const Tagger&) = delete;
  Tagger& operator=(const Tagger&) = delete;

  // Valid until the next call.
  const ArticleNames& Tag(std::string_view headline, std::string_view body);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_TAGGER_H_
