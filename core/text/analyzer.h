// SPDX-License-Identifier: GPL-3.0-or-later
// Text analysis: what a word is, at indexing, at querying and at highlighting alike.
#ifndef DATELINE_CORE_TEXT_ANALYZER_H_
#define DATELINE_CORE_TEXT_ANALYZER_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/language.h"

namespace dateline::text {

// One occurrence of a word. Views are valid until the next call of the analyzer that made it.
struct Token {
  std::string_view term;    // folded and stemmed, 1 to kMaxTokenBytes bytes
  std::string_view folded;  // folded, not stemmed
  std::uint32_t position;   // counts words from 1
  std::uint32_t start;      // first byte in the text
  std::uint32_t end;        // byte after the last
  // First byte of the second character, if the token is a pair of characters of a script without
  // spaces between words; else 0.
  std::uint32_t second = 0;
  // An article or the like that lost its vowel before the next word (French l', Italian dell').
  // Queries leave it out: "l'or" looks for "or".
  bool elided = false;
};

// Turns text into tokens: NFKC and case folding, accents dropped, possessives dropped, hyphenated
// words split, those that the end of a wrapped line cuts joined (line_wraps.h: "Mer-" and "kel" ->
// merkel), articles that lost their vowel cut off as words of their own (l'or is l and or),
// initialisms joined (U.S. -> us), numbers kept with their separators folded away, digits above and
// below the line as digits (CO2), URLs and e-mail addresses split into their words, traditional
// Chinese characters as simplified ones, Snowball stems, which are the same for a word with and
// without its accents. Runs of characters of scripts without spaces between words (Han, kana, Thai,
// Lao, Khmer, Burmese) and of Hangul are overlapping pairs of characters, each with its marks. Any
// bytes are accepted: broken UTF-8 separates words. Not thread-safe: one analyzer per thread (it
// keeps a stem cache).
class Analyzer {
 public:
  Analyzer();
  ~Analyzer();
  Analyzer(const Analyzer&) = delete;
  Analyzer& operator=(const Analyzer&) = delete;

  // Tokens of `text` (UTF-8, any length) in `language`, with positions from 1. The vector
  // belongs to the analyzer and is overwritten by the next call.
  const std::vector<Token>& Analyze(std::string_view text, Language language);

  // The same for the words at `places` alone (counted from 0, ascending, none twice), which is
  // several times as fast; fewer tokens if the text has fewer words.
  const std::vector<Token>& AnalyzeAt(std::string_view text, Language language,
                                      std::span<const std::uint32_t> places);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The first character of `folded` (valid UTF-8) with its marks.
std::string_view FirstCharacter(std::string_view folded);

// Whether `folded` is one character of a script that is looked up in pairs. Articles are found by
// it wherever it stands, but only a character that stands alone is a token.
bool IsLoneCharacter(std::string_view folded);

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_ANALYZER_H_
