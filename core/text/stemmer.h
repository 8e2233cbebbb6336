// SPDX-License-Identifier: GPL-3.0-or-later
// Folded forms of one word, made with ICU and the Snowball stemmers.
#ifndef DATELINE_CORE_TEXT_STEMMER_H_
#define DATELINE_CORE_TEXT_STEMMER_H_

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "core/text/language.h"

struct sb_stemmer;

namespace dateline::text {

struct WordForms {
  std::string folded;  // case and accents folded; empty if nothing of the word is left
  std::string term;    // its stem; empty only with folded
};

// Makes the forms of words. Slow (a microsecond and allocations): TermCache stands before it. Not
// thread-safe.
class Stemmer {
 public:
  Stemmer() = default;
  ~Stemmer();
  Stemmer(const Stemmer&) = delete;
  Stemmer& operator=(const Stemmer&) = delete;

  // Both forms are at most kMaxTokenBytes long, cut at a character. `surface` is the word as
  // written, valid UTF-8.
  WordForms FormsOf(std::string_view surface, Language language);

 private:
  std::string StemOfFolded(const std::string& folded, Language language);
  std::string StemOf(std::string_view word, Language language);

  static constexpr std::size_t kLanguages = 20;
  std::array<sb_stemmer*, kLanguages> stemmers_{};
};

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_STEMMER_H_
