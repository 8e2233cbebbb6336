// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/word_scanner.h"

#include <algorithm>

#include "core/limits.h"
#include "core/text/line_wraps.h"
#include "core/text/number_form.h"
#include "core/text/utf8.h"

namespace dateline::text {
namespace {

// What comes after it cannot reach the folded form.
constexpr std::size_t kMaxSurface = 4 * limits::kMaxTokenBytes;
constexpr std::size_t kMaxTextBytes = 0xFFFFFFFF;

// Articles and prepositions that lose their vowel, and what else does in one language.
constexpr std::array<std::string_view, 14> kElisions{"l",      "d",      "qu",   "jusqu", "lorsqu",
                                                     "puisqu", "quoiqu", "dell", "all",   "nell",
                                                     "sull",   "dall",   "coll", "quell"};
constexpr std::array<std::string_view, 7> kFrenchElisions{"j", "m", "t", "s", "n", "c", "presqu"};
constexpr std::array<std::string_view, 13> kItalianElisions{
    "s", "m", "t", "c", "n", "v", "un", "gl", "pell", "quest", "tutt", "anch", "sant"};
constexpr std::array<std::string_view, 4> kCatalanElisions{"s", "m", "t", "n"};
constexpr std::array<std::string_view, 2> kIrishElisions{"b", "m"};

template <std::size_t n>
bool Contains(const std::array<std::string_view, n>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// English has them in foreign names alone, which stay whole; Turkish puts an apostrophe after
// names.
bool IsElision(std::string_view lower, Language language) {
  if (language == Language::kEnglish || language == Language::kTurkish) return false;
  if (Contains(kElisions, lower)) return true;
  switch (language) {
    case Language::kFrench:
      return Contains(kFrenchElisions, lower);
    case Language::kItalian:
      return Contains(kItalianElisions, lower);
    case Language::kCatalan:
      return Contains(kCatalanElisions, lower);
    case Language::kIrish:
      return Contains(kIrishElisions, lower);
    default:
      return false;
  }
}

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (IsAsciiLetter(c)) c = kAsciiWordLower[static_cast<unsigned char>(c)];
  }
  return lower;
}

// Whether a digit above the line does not belong to the word before it: an exponent of a number, or
// the number of a note. It does belong to units of measure and formulas.
bool EndsBefore(char32_t code, std::string_view word) {
  constexpr std::size_t kLongestUnit = 3;
  if (word.empty() || !IsSuperscriptDigit(code)) return false;
  return IsAsciiDigit(word.back()) || (word.size() > kLongestUnit && IsAscii(word));
}

}  // namespace

WordScanner::WordScanner(std::string_view text, Language language, Path path)
    : text_(text.substr(0, kMaxTextBytes)),
      language_(language),
      // Turkish lower case of I is not i, so its words keep their case until they are folded.
      fast_(path == Path::kFast && language != Language::kTurkish) {}

WordScanner::Char WordScanner::At(std::size_t at) const {
  if (at >= text_.size()) return {CharKind::kSeparator, kBrokenUtf8, 0};
  const char c = text_[at];
  if (static_cast<unsigned char>(c) < 0x80) {
    const auto code = static_cast<char32_t>(c);
    if (IsAsciiDigit(c)) return {CharKind::kDigit, code, 1};
    if (IsAsciiLetter(c)) return {CharKind::kLetter, code, 1};
    return {c == '\'' ? CharKind::kApostrophe : CharKind::kSeparator, code, 1};
  }
  const auto [code, length] = DecodeUtf8(text_, at);
  return {SearchKindOf(code), code, length};
}

bool WordScanner::Next(ScannedWord& word) {
  while (pos_ < text_.size()) {
    const auto byte = static_cast<unsigned char>(text_[pos_]);
    if (byte < 0x80) {
      if (kAsciiWordLower[byte] == 0) {
        ++pos_;
      } else if ((fast_ && ScanAscii(word)) || ScanGeneral(word)) {
        return true;
      }
      continue;
    }
    const Char next = At(pos_);
    if (next.kind == CharKind::kIdeograph) {
      if (ScanIdeograph(word)) return true;
      continue;
    }
    if (next.kind == CharKind::kLetter || next.kind == CharKind::kDigit) {
      if (ScanGeneral(word)) return true;
    } else {
      pos_ += next.length;
    }
  }
  return false;
}

// An ASCII word that ends at a plain separator; false leaves everything to the general path.
bool WordScanner::ScanAscii(ScannedWord& word) {
  std::size_t at = pos_;
  std::size_t length = 0;
  for (; at < text_.size(); ++at) {
    const char lower = kAsciiWordLower[static_cast<unsigned char>(text_[at])];
    if (lower == 0) break;
    if (length < buffer_.size()) buffer_[length++] = lower;
  }
  if (at < text_.size() && NeedsGeneralPath(at, length)) return false;
  word = {{buffer_.data(), length},
          static_cast<std::uint32_t>(pos_),
          static_cast<std::uint32_t>(at),
          0,
          false};
  pos_ = at;
  return true;
}

bool WordScanner::NeedsGeneralPath(std::size_t next, std::size_t length) const {
  const char c = text_[next];
  const bool number = IsAsciiDigit(buffer_[0]);
  switch (c) {
    case '\'':
      return true;
    case '.':
      return number || length == 1;
    case ',':
      return number;
    case '&':
      return length <= 2;
    case '-':
      return next + 1 < text_.size() && (text_[next + 1] == '\n' || text_[next + 1] == '\r');
    default:
      return static_cast<unsigned char>(c) >= 0x80;
  }
}

// Always moves on; false if nothing of the word is left.
bool WordScanner::ScanGeneral(ScannedWord& word) {
  surface_.clear();
  start_ = end_ = pos_;
  full_ = initialism_ = elided_ = false;
  first_apostrophe_ = last_apostrophe_ = {};
  if (!ScanNumber() && !ScanInitialism()) ScanAmpersand();
  ScanRest();
  return Finish(word);
}

bool WordScanner::ScanNumber() {
  const std::size_t length = NumberLength(text_.substr(pos_), language_, surface_);
  if (length == 0) return false;
  pos_ += length;
  end_ = pos_;
  return true;
}

// Single letters with a dot after each, two or more (U.S., e.g.); the last dot may be missing.
bool WordScanner::ScanInitialism() {
  std::size_t at = pos_;
  std::size_t letters = 0;
  std::string joined;
  for (Char next = At(at); next.kind == CharKind::kLetter && joined.size() < kMaxSurface;
       next = At(at)) {
    const std::size_t after_letter = at + next.length;
    const Char after = At(after_letter);
    const bool dot = after.code == '.';
    if (!dot && after.kind != CharKind::kSeparator && after.kind != CharKind::kApostrophe) break;
    joined.append(text_.substr(at, next.length));
    ++letters;
    at = after_letter + (dot ? 1 : 0);
    if (!dot) break;
  }
  if (letters < 2) return false;
  surface_ = joined;
  pos_ = end_ = at;
  return initialism_ = true;
}

// Short names around an ampersand (R&D, AT&T): one or two letters on each side, a single one on at
// least one.
bool WordScanner::ScanAmpersand() {
  const auto letters_at = [this](std::size_t at) {
    std::size_t count = 0;
    while (at + count < text_.size() && IsAsciiLetter(text_[at + count])) ++count;
    return count;
  };
  const std::size_t left = letters_at(pos_);
  if (left < 1 || left > 2 || At(pos_ + left).code != '&') return false;
  const std::size_t right = letters_at(pos_ + left + 1);
  if (right < 1 || right > 2 || left + right > 3) return false;
  const std::size_t end = pos_ + left + 1 + right;
  const Char after = At(end);
  // A semicolon makes it a character reference such as &lt;
  if (after.code == ';' ||
      (after.kind != CharKind::kSeparator && after.kind != CharKind::kApostrophe))
    return false;
  surface_.append(text_.substr(pos_, left)).append(text_.substr(pos_ + left + 1, right));
  pos_ = end_ = end;
  return initialism_ = true;
}

void WordScanner::ScanRest() {
  while (pos_ < text_.size()) {
    const Char next = At(pos_);
    switch (next.kind) {
      case CharKind::kLetter:
      case CharKind::kDigit:
      case CharKind::kMark:
        if (initialism_ && first_apostrophe_.in_text == kNone) return;
        if (EndsBefore(next.code, surface_)) return;
        Append(text_.substr(pos_, next.length));
        pos_ += next.length;
        end_ = pos_;
        break;
      case CharKind::kIgnorable:
        pos_ += next.length;
        break;
      case CharKind::kApostrophe:
        if (!ScanApostrophe(next.length)) return;
        break;
      default:
        if (!ScanCutLine()) return;
    }
  }
}

// Whether the word goes on after the apostrophe at pos_.
bool WordScanner::ScanApostrophe(std::uint32_t length) {
  if (surface_.empty() || !IsLetterAt(pos_ + length)) return false;
  if (IsElision(LowerAscii(surface_), language_)) {
    pos_ += length;
    elided_ = true;
    return false;
  }
  if (last_apostrophe_.in_text == kNone || !EndsInPossessives()) {
    last_apostrophe_ = {surface_.size(), pos_};
  }
  if (first_apostrophe_.in_text == kNone) first_apostrophe_ = last_apostrophe_;
  Append("'");
  pos_ += length;
  return true;
}

// Whether the word goes on in the next line, after the hyphen at pos_ ("Mer-" and "kel").
bool WordScanner::ScanCutLine() {
  if (text_[pos_] != '-' || surface_.empty() || !CutsWord(text_, pos_)) return false;
  if (!wrapped_.has_value()) wrapped_ = WrappedLineEnds(text_);
  const std::size_t line_end = text_.find('\n', pos_);
  if (!std::binary_search(wrapped_->begin(), wrapped_->end(), line_end)) return false;
  pos_ = line_end + 1;
  return true;
}

void WordScanner::Append(std::string_view bytes) {
  full_ = full_ || surface_.size() + bytes.size() > kMaxSurface;
  if (!full_) surface_.append(bytes);
}

// Whether only s, or s's and so on, follow the last apostrophe.
bool WordScanner::EndsInPossessives() const {
  if (full_) return false;
  std::string_view rest = std::string_view(surface_).substr(last_apostrophe_.in_surface + 1);
  const auto is_s = [](std::string_view text) { return text == "s" || text == "S"; };
  while (rest.size() > 2 && is_s(rest.substr(0, 1)) && rest[1] == '\'') rest.remove_prefix(2);
  return is_s(rest);
}

// Drops 's, and in Turkish everything after the apostrophe, which separates a name from its
// endings.
void WordScanner::CutSuffixes() {
  if (first_apostrophe_.in_text == kNone || full_) return;
  Apostrophe cut;
  if (language_ == Language::kTurkish) {
    cut = first_apostrophe_;
  } else if (EndsInPossessives()) {
    cut = last_apostrophe_;
  } else {
    return;
  }
  surface_.resize(cut.in_surface);
  end_ = cut.in_text;
}

bool WordScanner::Finish(ScannedWord& word) {
  CutSuffixes();
  if (surface_.empty()) return false;
  if (IsAscii(surface_)) {
    if (language_ != Language::kTurkish) surface_ = LowerAscii(surface_);
    if (surface_.size() > limits::kMaxTokenBytes) surface_.resize(limits::kMaxTokenBytes);
  }
  word = {surface_, static_cast<std::uint32_t>(start_), static_cast<std::uint32_t>(end_), 0,
          elided_};
  words_end_ = pos_;
  return true;
}

// End of the character at `at` with its marks; characters without width between them are passed.
std::size_t WordScanner::CharacterEnd(std::size_t at) const {
  std::size_t end = at + At(at).length;
  for (std::size_t next = end; next < text_.size();) {
    const Char more = At(next);
    if (more.kind != CharKind::kMark && more.kind != CharKind::kIgnorable) break;
    next += more.length;
    if (more.kind == CharKind::kMark) end = next;
  }
  return end;
}

// Runs are given as overlapping pairs of characters, a single one as itself. A character that
// touches another word is also given alone, so that a part of the text that is cut
// between any two characters has the words of the text. Always moves on, or has given that
// character; false if there is no word.
bool WordScanner::ScanIdeograph(ScannedWord& word) {
  const std::size_t start = pos_;
  const std::size_t end = CharacterEnd(start);
  std::size_t second = end;
  while (At(second).kind == CharKind::kIgnorable) second += At(second).length;
  const bool paired = At(second).kind == CharKind::kIdeograph;
  const bool covered = start < pair_end_;
  const auto give = [&](std::size_t last, std::size_t between) {
    word = {text_.substr(start, last - start), static_cast<std::uint32_t>(start),
            static_cast<std::uint32_t>(last), static_cast<std::uint32_t>(between), false};
    return true;
  };
  if (paired) {
    if (!covered && start == words_end_ && start > 0 && single_at_ != start) {
      single_at_ = start;
      return give(end, 0);
    }
    pos_ = second;
    pair_end_ = CharacterEnd(second);
    return give(pair_end_, second);
  }
  pos_ = end;
  const CharKind after = At(end).kind;
  const bool touches = after == CharKind::kLetter || after == CharKind::kDigit;
  return (!covered || touches) && give(end, 0);
}

}  // namespace dateline::text
