// SPDX-License-Identifier: GPL-3.0-or-later
// What stands above the body of a saved page.
#ifndef DATELINE_CORE_READERS_PAGES_PAGE_HEAD_H_
#define DATELINE_CORE_READERS_PAGES_PAGE_HEAD_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/readers/pages/page_lines.h"
#include "core/readers/pages/page_meta.h"

namespace dateline::pages {

constexpr std::size_t kMetaDistance = 6;  // lines between headline and date

using PageLines = std::vector<PageLine>;

struct PageHead {
  std::size_t headline = 0;
  std::size_t end = 0;  // first line of the body; 0: no headline was found
  std::string_view section;
  std::vector<std::string> authors;
  std::optional<Publication> published;  // with seconds
  std::string problem;                   // why a date could not be read
  std::vector<std::size_t> kept;         // lines of the head that are the story's: a standfirst

  // Takes what a line says about author and time; false if it says nothing.
  bool TakeMeta(std::string_view line);
};

// The whole head.
PageHead ReadPageHead(const PageLines& lines);

// About author or time.
bool IsMetaLine(std::string_view line);
// Surely a paragraph of a story.
bool IsProse(std::string_view line);

}  // namespace dateline::pages

#endif  // DATELINE_CORE_READERS_PAGES_PAGE_HEAD_H_
