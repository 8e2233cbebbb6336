// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/name_tokens.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/text/char_kind.h"
#include "core/text/line_wraps.h"
#include "core/text/utf8.h"

namespace dateline::tagger {
namespace {

using std::string_view_literals::operator""sv;

// What comes before a dot that belongs to the word. Sorted.
constexpr std::array kAbbreviations = {
    "Adm"sv,  "Ala"sv,   "Apr"sv,  "Ariz"sv, "Ark"sv,    "Assn"sv, "Aug"sv,  "Ave"sv,  "Brig"sv,
    "Bros"sv, "Calif"sv, "Capt"sv, "Cia"sv,  "Cie"sv,    "Cmdr"sv, "Co"sv,   "Col"sv,  "Colo"sv,
    "Conn"sv, "Corp"sv,  "Dec"sv,  "Dept"sv, "Dr"sv,     "Dra"sv,  "EE"sv,   "Feb"sv,  "Fla"sv,
    "Fr"sv,   "Ft"sv,    "Ga"sv,   "Gen"sv,  "Gov"sv,    "Hon"sv,  "Ill"sv,  "Inc"sv,  "Ing"sv,
    "Jan"sv,  "Jr"sv,    "Jul"sv,  "Jun"sv,  "Kan"sv,    "Ky"sv,   "La"sv,   "Lt"sv,   "Ltd"sv,
    "Maj"sv,  "Mar"sv,   "Mass"sv, "Md"sv,   "Messrs"sv, "Mich"sv, "Minn"sv, "Miss"sv, "Mo"sv,
    "Mr"sv,   "Mrs"sv,   "Ms"sv,   "Mt"sv,   "No"sv,     "Nov"sv,  "Nr"sv,   "Oct"sv,  "Okla"sv,
    "Ore"sv,  "Pa"sv,    "Pfc"sv,  "Pres"sv, "Prof"sv,   "Rep"sv,  "Reps"sv, "Rev"sv,  "Sen"sv,
    "Sens"sv, "Sept"sv,  "Sgt"sv,  "Sr"sv,   "Sra"sv,    "St"sv,   "Ste"sv,  "Str"sv,  "Supt"sv,
    "Tenn"sv, "Tex"sv,   "UU"sv,   "Va"sv,   "Vt"sv,     "Wash"sv, "Wis"sv,  "Wyo"sv,  "bzw"sv,
    "ca"sv,   "etc"sv,   "usw"sv,  "vs"sv};

bool IsAsciiUpper(char c) { return c >= 'A' && c <= 'Z'; }

bool IsAbbreviation(std::string_view word) {
  return std::binary_search(kAbbreviations.begin(), kAbbreviations.end(), word);
}

// One character and what it is.
struct Char {
  char32_t code;
  std::uint32_t length;
  text::CharKind kind;

  bool InWord() const {
    return kind == text::CharKind::kLetter || kind == text::CharKind::kDigit ||
           kind == text::CharKind::kMark;
  }
  bool IsUpper() const {
    return code < 0x80 ? code >= 'A' && code <= 'Z'
                       : code != text::kBrokenUtf8 && u_isupper(static_cast<UChar32>(code)) != 0;
  }
  bool IsSpace() const {
    return code < 0x80
               ? code <= ' ' || code == 0x7F
               : code != text::kBrokenUtf8 && u_isUWhiteSpace(static_cast<UChar32>(code)) != 0;
  }
};

class Tokenizer {
 public:
  Tokenizer(std::string_view text, TokenRules rules, NameTokens& out)
      : text_(text),
        rules_(rules),
        out_(out),
        sentence_start_(out.tokens.size()),
        wrapped_(text::WrappedLineEnds(text)) {}

  void Run() {
    std::size_t at = 0;
    while (at < text_.size()) {
      if (IsAsciiWordAt(at)) {
        at = Word(at);
        continue;
      }
      const Char c = At(at);
      if (c.IsSpace() || c.code == text::kBrokenUtf8 || c.kind == text::CharKind::kIgnorable) {
        at = SkipSpace(at);
      } else if (c.InWord() || c.kind == text::CharKind::kIdeograph) {
        at = Word(at);
      } else if (c.kind == text::CharKind::kApostrophe) {
        at = Apostrophe(at, c);
      } else {
        at = Mark(at, c);
      }
    }
    EndSentence();
  }

 private:
  Char At(std::size_t at) const {
    if (at >= text_.size()) return {' ', 0, text::CharKind::kSeparator};
    const auto byte = static_cast<unsigned char>(text_[at]);
    if (byte < 0x80) {
      const auto lower = static_cast<std::size_t>(text::kAsciiWordLower[byte] != 0);
      const text::CharKind word = byte <= '9' ? text::CharKind::kDigit : text::CharKind::kLetter;
      const text::CharKind other =
          byte == '\'' ? text::CharKind::kApostrophe : text::CharKind::kSeparator;
      return {byte, 1, lower != 0 ? word : other};
    }
    const auto [code, length] = text::DecodeUtf8(text_, at);
    return {code, length, text::KindOf(code)};
  }

  bool IsAsciiWordAt(std::size_t at) const {
    return at < text_.size() && text::kAsciiWordLower[static_cast<unsigned char>(text_[at])] != 0;
  }

  // The end of the ASCII letters and digits from `at` on; at most `limit`.
  std::size_t SkipAsciiWord(std::size_t at, std::size_t limit) const {
    while (at < limit && IsAsciiWordAt(at)) ++at;
    return at;
  }

  void Add(std::size_t start, std::size_t end) {
    out_.tokens.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end)});
    if (out_.tokens.size() - sentence_start_ >= kMaxSentenceTokens) EndSentence();
  }

  void EndSentence() {
    end_mark_ = false;
    if (out_.tokens.size() == sentence_start_) return;
    sentence_start_ = out_.tokens.size();
    out_.sentence_ends.push_back(static_cast<std::uint32_t>(sentence_start_));
  }

  bool IsWrapped(std::size_t line_end) const {
    return std::binary_search(wrapped_.begin(), wrapped_.end(), line_end);
  }

  // White space and broken bytes. A blank line ends a sentence, and so does the end of a line that
  // is short and was not wrapped.
  std::size_t SkipSpace(std::size_t at) {
    constexpr std::size_t kLongBytes = 50;
    // Most gaps are one space in mid-sentence.
    if (!end_mark_ && text_[at] == ' ' && IsAsciiWordAt(at + 1)) return at + 1;
    int lines = 0;
    bool wrapped = false;
    const std::size_t line_bytes = at - line_start_;
    for (; at < text_.size();) {
      const Char c = At(at);
      if (!c.IsSpace() && c.code != text::kBrokenUtf8 && c.kind != text::CharKind::kIgnorable)
        break;
      at += c.length;
      if (c.code == '\n' || c.code == 0x2029) {
        ++lines;
        line_start_ = at;
        wrapped = IsWrapped(at - 1);
      }
    }
    const Char next = At(at);
    const bool starts = !next.InWord() || next.IsUpper() || next.kind == text::CharKind::kDigit;
    const bool hard =
        lines > 1 || (lines == 1 && !wrapped && (end_mark_ || line_bytes < kLongBytes));
    if (hard || (end_mark_ && starts)) {
      EndSentence();
    }
    return at;
  }

  std::size_t Word(std::size_t start) {
    end_mark_ = false;
    std::size_t at = start;
    bool last_upper = false;
    while (at < text_.size()) {
      if (const std::size_t end = SkipAsciiWord(at, start + kMaxNameTokenBytes); end > at) {
        at = end;
        if (at < text_.size() && text_[at] == ' ') break;  // most words end so
        last_upper = IsAsciiUpper(text_[at - 1]);
        continue;
      }
      const Char c = At(at);
      if (at + c.length - start > kMaxNameTokenBytes) break;
      if (c.InWord() || c.kind == text::CharKind::kIgnorable ||
          c.kind == text::CharKind::kIdeograph) {
        last_upper = c.IsUpper();
        at += c.length;
        continue;
      }
      if (c.code == '-' && text::CutsWord(text_, at)) {
        const std::size_t line_end = text_.find('\n', at);
        if (!IsWrapped(line_end)) break;
        at = line_end + 1;
        line_start_ = at;
        continue;
      }
      if (!Joins(start, at, c, last_upper)) break;
      at += c.length;
    }
    at = FinalDot(start, at);
    Add(start, at);
    return at;
  }

  // Whether the mark `c` at `at` joins what is before it and what is after it to one word.
  bool Joins(std::size_t start, std::size_t at, const Char& c, bool last_upper) const {
    const Char next = At(at + c.length);
    if (c.code == '.' && next.code == '-' && last_upper) return At(at + 2).InWord();  // U.S.-led
    if (!next.InWord()) return false;
    const bool digits = text::IsAsciiDigit(text_[at - 1]) && next.kind == text::CharKind::kDigit;
    switch (c.code) {
      case '-':
      case 0x2010:
      case 0x2011:
      case '_':
      case '@':
        return true;
      case '&':
        return last_upper && next.IsUpper();
      case ',':
      case ':':
      case '/':
        return digits;
      case '.':
        // "U.S.", "3.5" and "amazon.com", but not "Biden.Mumbai".
        return digits || next.IsUpper() == last_upper;
      default:
        return c.kind == text::CharKind::kApostrophe && next.kind == text::CharKind::kLetter &&
               !IsClitic(at + c.length) && at > start;
    }
  }

  // "s", "ll", "re", "ve", "m" and "d" after an apostrophe are words of their own.
  bool IsClitic(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && text::IsAsciiLetter(text_[end]) && end - at < 3) ++end;
    if (At(end).InWord()) return false;
    const std::string_view tail = text_.substr(at, end - at);
    return tail == "s" || tail == "S" || tail == "ll" || tail == "re" || tail == "ve" ||
           tail == "m" || tail == "d";
  }

  // The dot of an initial, an acronym or an abbreviation belongs to the word.
  std::size_t FinalDot(std::size_t start, std::size_t at) const {
    if (at >= text_.size() || text_[at] != '.') return at;
    const std::string_view word = text_.substr(start, at - start);
    const auto dot = word.rfind('.');
    const bool acronym = dot != std::string_view::npos && word.size() - dot <= 3 &&
                         IsAsciiUpper(word[dot + 1]) && IsAsciiUpper(word.back());
    const bool lower_acronym = word.size() >= 2 && word[word.size() - 2] == '.' &&
                               text::IsAsciiLetter(word.back());  // a.m.
    const bool initial = word.size() == 1 && IsAsciiUpper(word[0]);
    const bool ordinal = rules_.ordinal_dots && word.size() <= 2 && text::IsAsciiDigit(word[0]) &&
                         text::IsAsciiDigit(word.back());
    if (!acronym && !lower_acronym && !initial && !ordinal && !IsAbbreviation(word)) return at;
    const Char next = At(at + 1);
    const bool more_dots = at + 1 < text_.size() && text_[at + 1] == '.';
    return next.InWord() || more_dots ? at : at + 1;
  }

  std::size_t Apostrophe(std::size_t at, const Char& c) {
    std::size_t end = at + c.length;
    const bool behind_word = !out_.tokens.empty() && out_.tokens.back().end == at;
    if (behind_word && IsClitic(end)) {
      while (end < text_.size() && text::IsAsciiLetter(text_[end])) ++end;
    }
    Add(at, end);
    return end;
  }

  // A mark, or a run of the same mark. Closing marks stay with the sentence they close.
  std::size_t Mark(std::size_t at, const Char& c) {
    std::size_t end = at + c.length;
    if (c.code == '.' || c.code == '-' || c.code == '=' || c.code == '*' || c.code == '_') {
      while (end < text_.size() && text_[end] == text_[at] && end - at < kMaxNameTokenBytes) ++end;
    }
    const bool ends = c.code == '.' || c.code == '!' || c.code == '?' || c.code == 0x2026;
    const bool closes = c.code == '"' || c.code == ')' || c.code == ']' || c.code == 0x201D ||
                        c.code == 0x2019 || c.code == 0xBB || c.code == 0x201C;
    const bool glued = ends && end - at == 1 && At(end).IsUpper();
    const bool mark = ends || (end_mark_ && closes);
    Add(at, end);
    if (glued) {
      EndSentence();
    } else {
      end_mark_ = mark;
    }
    return end;
  }

  std::string_view text_;
  TokenRules rules_;
  NameTokens& out_;
  std::size_t sentence_start_;
  std::size_t line_start_ = 0;
  bool end_mark_ = false;               // the last token may end a sentence
  std::vector<std::uint32_t> wrapped_;  // text::WrappedLineEnds
};

}  // namespace

void TokenizeNames(std::string_view text, TokenRules rules, NameTokens& out) {
  Tokenizer(text, rules, out).Run();
}

std::string WholeWord(std::string_view token) {
  std::string word;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (text::CutsWord(token, i)) {
      i = token.find('\n', i);
    } else {
      word += token[i];
    }
  }
  return word;
}

}  // namespace dateline::tagger
