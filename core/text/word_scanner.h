// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the words of a text. analyzer.h says what a word is.
#ifndef DATELINE_CORE_TEXT_WORD_SCANNER_H_
#define DATELINE_CORE_TEXT_WORD_SCANNER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/limits.h"
#include "core/text/char_kind.h"
#include "core/text/language.h"
#include "core/text/stemmer.h"

namespace dateline::text {

struct ScannedWord {
  // ASCII words in lower case, others as written without zero-width characters; apostrophes are
  // ASCII. Valid until the next call of Next.
  std::string_view surface;
  std::uint32_t start;
  std::uint32_t end;
  std::uint32_t second;  // start of the second character of a pair; 0: not a pair
  bool elided;           // an article or the like that lost its vowel before the next word (l')
};

// One pass over one text of less than 4 GiB. Not thread-safe.
class WordScanner {
 public:
  // kGeneral takes the general path for every word; it exists as the slow twin for tests.
  enum class Path { kFast, kGeneral };

  WordScanner(std::string_view text, Language language, Path path = Path::kFast);

  // The next word, in order of start; false at the end.
  bool Next(ScannedWord& word);

 private:
  struct Char {
    CharKind kind;
    char32_t code;
    std::uint32_t length;
  };

  Char At(std::size_t at) const;
  bool IsLetterAt(std::size_t at) const { return At(at).kind == CharKind::kLetter; }
  bool ScanAscii(ScannedWord& word);
  bool NeedsGeneralPath(std::size_t next, std::size_t length) const;
  bool ScanGeneral(ScannedWord& word);
  bool ScanNumber();
  bool ScanInitialism();
  bool ScanAmpersand();
  void ScanRest();
  bool ScanApostrophe(std::uint32_t length);
  bool ScanCutLine();
  void Append(std::string_view bytes);
  bool EndsInPossessives() const;
  void CutSuffixes();
  bool Finish(ScannedWord& word);
  std::size_t CharacterEnd(std::size_t at) const;
  bool ScanIdeograph(ScannedWord& word);

  std::string_view text_;
  Language language_;
  bool fast_;
  std::size_t pos_ = 0;

  // The word being scanned on the general path.
  std::string surface_;
  std::size_t start_ = 0;
  std::size_t end_ = 0;
  bool full_ = false;        // surface_ has reached its limit
  bool initialism_ = false;  // letters no longer continue the word
  bool elided_ = false;
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  struct Apostrophe {
    std::size_t in_surface = kNone;
    std::size_t in_text = kNone;
  };
  Apostrophe first_apostrophe_;
  Apostrophe last_apostrophe_;  // of several 's at the end the first

  // Of the text, if a line ends in a hyphen within a word.
  std::optional<std::vector<std::uint32_t>> wrapped_;  // WrappedLineEnds

  std::size_t pair_end_ = 0;       // of the last pair: its second character is in a word already
  std::size_t words_end_ = 0;      // of the last word that is not of ideographs
  std::size_t single_at_ = kNone;  // the last ideograph that was given alone besides its pair
  std::array<char, limits::kMaxTokenBytes> buffer_;
};

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_WORD_SCANNER_H_
