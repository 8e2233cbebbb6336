// SPDX-License-Identifier: GPL-3.0-or-later
// Text and lines of a saved page, and what single lines are.
#ifndef DATELINE_CORE_READERS_PAGES_PAGE_LINES_H_
#define DATELINE_CORE_READERS_PAGES_PAGE_LINES_H_

#include <absl/status/statusor.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::pages {

// A page in valid UTF-8 without its byte order mark: UTF-16 with a mark and Windows-1252 are
// converted, line ends become '\n'. INVALID_ARGUMENT: binary.
absl::StatusOr<std::string> DecodePage(std::string_view bytes);

struct PageLine {
  std::string_view text;  // without white space around it, never empty
  std::size_t start;      // in the page
  std::size_t end;
};
std::vector<PageLine> SplitPage(std::string_view page);

std::string_view TrimText(std::string_view text);
std::string LowerAscii(std::string_view text);
// Without bullets, dashes and the like at its start.
std::string_view SkipMarks(std::string_view text);
std::size_t CountWords(std::string_view text);
bool EndsSentence(std::string_view text);
// A short line that is not a sentence: a section, a name, a heading.
bool IsLabel(std::string_view text);

}  // namespace dateline::pages

#endif  // DATELINE_CORE_READERS_PAGES_PAGE_LINES_H_
