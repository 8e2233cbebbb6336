// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a section of a model file, which is blocks that follow each other: the size in bytes of
// each (u32) and its bytes; first of all the version of its layout (u32).
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_SECTION_READER_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_SECTION_READER_H_

#include <cstdint>
#include <string_view>

#include "indexer/entities/tagger/hash_index.h"

namespace dateline::tagger {

// What cannot be read is empty, and so is everything after it: ask IsComplete at the end. Views
// live as long as the section.
class SectionReader {
 public:
  // `version` is the only one that is read.
  SectionReader(std::string_view section, std::uint32_t version);

  std::string_view ReadBlock();
  HashIndex ReadIndex();
  // Whether all that was asked for was there and sound, and nothing is left.
  bool IsComplete() const { return sound_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool sound_ = true;
};

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_SECTION_READER_H_
