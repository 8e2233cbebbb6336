// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/line_wraps.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "core/text/char_kind.h"
#include "core/text/utf8.h"

namespace dateline::text {
namespace {

constexpr std::size_t kNeighbours = 5;    // lines before and after that a line is judged by
constexpr std::uint32_t kMinColumn = 12;  // bytes; narrower lines are lists

struct Line {
  std::uint32_t start;
  std::uint32_t end;         // of its text, white space at the end aside
  std::uint32_t first_word;  // bytes
  bool ended;                // by an LF
  bool flows;                // a space stands before that
  bool starts_small;         // with a small letter
  bool has_small_word;       // some word starts with a small letter
  bool cut;                  // ends in a hyphen within a word

  std::uint32_t width() const { return end - start; }
  bool blank() const { return end == start; }
};

bool IsSmallAscii(char c) { return c >= 'a' && c <= 'z'; }

bool IsSmallAt(std::string_view text, std::size_t at) {
  if (at >= text.size()) return false;
  if (static_cast<unsigned char>(text[at]) < 0x80) return IsSmallAscii(text[at]);
  const auto [code, length] = DecodeUtf8(text, at);
  return code != kBrokenUtf8 && u_islower(static_cast<UChar32>(code)) != 0;
}

// The start of the character that ends before `at`.
std::size_t Before(std::string_view text, std::size_t at) {
  std::size_t start = at - 1;
  while (start > 0 && at - start < 4 &&
         (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80U) {
    --start;
  }
  return start;
}

Line ReadLine(std::string_view text, std::size_t start, std::size_t line_end) {
  std::size_t end = line_end;
  while (end > start && (text[end - 1] == ' ' || text[end - 1] == '\t' || text[end - 1] == '\r')) {
    --end;
  }
  const std::string_view line = text.substr(start, end - start);
  const bool ended = line_end < text.size();
  bool has_small_word = false;
  for (std::size_t i = 0; i + 2 < line.size() && !has_small_word; ++i) {
    has_small_word = (i == 0 || line[i - 1] == ' ') && IsSmallAt(line, i);
  }
  return {.start = static_cast<std::uint32_t>(start),
          .end = static_cast<std::uint32_t>(end),
          .first_word = static_cast<std::uint32_t>(std::min(line.find(' '), line.size())),
          .ended = ended,
          .flows = ended && line_end > start && text[line_end - 1] == ' ',
          .starts_small = IsSmallAt(line, 0),
          .has_small_word = has_small_word,
          .cut = ended && !line.empty() && line.back() == '-' && CutsWord(text, end - 1)};
}

std::vector<Line> ReadLines(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines.push_back(ReadLine(text, start, end));
    start = end + 1;
  }
  return lines;
}

// What the lines around a line end say. `at` is the line before it.
class Neighbourhood {
 public:
  Neighbourhood(const std::vector<Line>& lines, std::size_t at) {
    std::size_t first = at;
    while (first > 0 && at - first < kNeighbours && !lines[first - 1].blank()) --first;
    for (std::size_t i = first; i < lines.size() && i <= at + kNeighbours + 1; ++i) {
      const Line& line = lines[i];
      if (line.blank()) break;
      width_ = std::max(width_, line.width());
      ++count_;
      small_starts_ += line.starts_small ? 1U : 0U;
      prose_ += line.has_small_word ? 1U : 0U;
      flowing_ += line.flows ? 1U : 0U;
    }
  }

  bool IsColumn() const { return width_ >= kMinColumn && width_ <= kMaxColumnBytes; }
  std::uint32_t width() const { return width_; }
  // Lines of prose start with a small letter as often as not; those of a list do not. Some lines
  // may start with names all the same, if small words stand in them.
  bool IsProse() const {
    const bool worded = prose_ + 1 >= count_ && prose_ > 0;
    if (count_ <= 4) return worded;
    return small_starts_ * 4 >= count_ || (worded && small_starts_ > 0);
  }
  // Nearly every line that is not the last of its paragraph ends in a space.
  bool Flows() const { return flowing_ >= 2 && flowing_ * 2 >= count_; }

 private:
  std::uint32_t width_ = 0;
  std::uint32_t count_ = 0;
  std::uint32_t small_starts_ = 0;
  std::uint32_t prose_ = 0;
  std::uint32_t flowing_ = 0;
};

bool IsWrapped(const std::vector<Line>& lines, std::size_t at) {
  const Line& line = lines[at];
  const Line& next = lines[at + 1];
  // An indent starts a paragraph.
  if (line.blank() || next.blank() || line.width() > kMaxColumnBytes || next.first_word == 0) {
    return false;
  }
  const Neighbourhood around(lines, at);
  if (!around.IsColumn()) return false;
  if (line.cut) return line.width() * 2 >= around.width();
  if (around.Flows()) return line.flows;
  // Columns are not filled to the last letter: a third may be free.
  const bool full = (line.width() + 1 + next.first_word) * 3 > around.width() * 2;
  return full && around.IsProse();
}

}  // namespace

bool CutsWord(std::string_view text, std::size_t hyphen) {
  if (hyphen == 0 || hyphen + 2 >= text.size() || text[hyphen] != '-') return false;
  const std::size_t line_end = hyphen + (text[hyphen + 1] == '\r' ? 2U : 1U);
  return text[line_end] == '\n' && IsSmallAt(text, Before(text, hyphen)) &&
         IsSmallAt(text, line_end + 1);
}

std::vector<std::uint32_t> WrappedLineEnds(std::string_view text) {
  std::vector<std::uint32_t> ends;
  if (text.find('\n') == std::string_view::npos) return ends;
  const std::vector<Line> lines = ReadLines(text);
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    if (IsWrapped(lines, i)) ends.push_back(lines[i + 1].start - 1);
  }
  return ends;
}

std::string Unwrapped(std::string_view text) {
  const std::vector<std::uint32_t> ends = WrappedLineEnds(text);
  std::string flat;
  if (ends.empty()) return flat;
  flat = text;
  for (const std::uint32_t end : ends) {
    const std::size_t hyphen = end - (end > 0 && text[end - 1] == '\r' ? 2U : 1U);
    if (end > 1 && CutsWord(text, hyphen)) continue;
    flat[end] = ' ';
    if (end > 0 && text[end - 1] == '\r') flat[end - 1] = ' ';
  }
  return flat;
}

}  // namespace dateline::text
