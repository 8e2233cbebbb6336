// SPDX-License-Identifier: GPL-3.0-or-later
// Which line ends of a text a narrow column made (agency wires, scanned newspapers), and which ones
// part paragraphs, headings and the lines of lists.
#ifndef DATELINE_CORE_TEXT_LINE_WRAPS_H_
#define DATELINE_CORE_TEXT_LINE_WRAPS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::text {

// Columns are at most that wide, in bytes; what is wider is taken for a paragraph per line.
inline constexpr std::uint32_t kMaxColumnBytes = 120;

// Places of the LF, ascending, after which the text of a line goes on in the next one. A line is
// judged by the width of its neighbours: it was wrapped if the next word did not fit, and if the
// lines around it are prose. A line that ends in a hyphen within a word was wrapped; so was one
// that ends in a space, if the lines around it do (RFC 3676). Blank lines always part. Any bytes,
// linear time; thread-safe.
std::vector<std::uint32_t> WrappedLineEnds(std::string_view text);

// `text` with spaces for those line ends, except within words; empty if there are none. Every byte
// keeps its place.
std::string Unwrapped(std::string_view text);

// Whether a line ends within a word at `hyphen`, a place in `text`: small letters of one alphabet
// before the hyphen and after the line end. Whether the line was wrapped is another question.
bool CutsWord(std::string_view text, std::size_t hyphen);

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_LINE_WRAPS_H_
