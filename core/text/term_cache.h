// SPDX-License-Identifier: GPL-3.0-or-later
// Remembers the folded form and the stem of words, so that a word costs one look-up.
#ifndef DATELINE_CORE_TEXT_TERM_CACHE_H_
#define DATELINE_CORE_TEXT_TERM_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "core/text/language.h"
#include "core/text/stemmer.h"

namespace dateline::text {

struct CachedWord {
  std::string_view folded;
  std::string_view term;
};

// A bounded open-addressing hash table (linear probing, no deletion) with the bytes of all words in
// one arena. Views stay valid until the next BeginText. Not thread-safe.
class TermCache {
 public:
  TermCache();

  // Starts a text: a cache that is full is emptied, earlier views end.
  void BeginText();

  // Forms of `surface` (ASCII words in lower case, others as written). Both are empty if nothing
  // is left of it.
  CachedWord Find(std::string_view surface, Language language);

 private:
  // 16 bytes, four to a cache line. Offsets count from `data`, the start of the surface.
  struct Slot {
    std::uint32_t hash;  // 0 = free
    std::uint32_t data;
    std::uint8_t surface_length;
    std::uint8_t folded_offset;
    std::uint8_t folded_length;
    std::uint8_t term_offset;
    std::uint8_t term_length;
    Language language;
  };

  CachedWord Miss(std::string_view surface, Language language, std::uint32_t hash, Slot& slot);
  CachedWord Keep(const WordForms& forms);
  CachedWord View(const Slot& slot) const;
  std::uint8_t Store(std::string_view part, const Slot& slot);

  std::unique_ptr<Slot[]> slots_;
  std::unique_ptr<char[]> arena_;
  std::size_t arena_used_ = 0;
  std::size_t words_ = 0;
  std::deque<std::string> overflow_;  // forms of words that were not cached in this text
  Stemmer stemmer_;
};

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_TERM_CACHE_H_
