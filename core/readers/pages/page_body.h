// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of a saved page that are its story.
#ifndef DATELINE_CORE_READERS_PAGES_PAGE_BODY_H_
#define DATELINE_CORE_READERS_PAGES_PAGE_BODY_H_

#include "core/readers/pages/page_head.h"

namespace dateline::pages {

// Lines of the story, those of `head` among them. Author and time are added to `head` if only
// the end of the page names them.
std::vector<std::size_t> ReadPageBody(const PageLines& lines, PageHead& head);

}  // namespace dateline::pages

#endif  // DATELINE_CORE_READERS_PAGES_PAGE_BODY_H_
