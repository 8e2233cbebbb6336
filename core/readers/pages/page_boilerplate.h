// SPDX-License-Identifier: GPL-3.0-or-later
// Lines of a saved page that are not part of the story.
#ifndef DATELINE_CORE_READERS_PAGES_PAGE_BOILERPLATE_H_
#define DATELINE_CORE_READERS_PAGES_PAGE_BOILERPLATE_H_

#include <string_view>

namespace dateline::pages {

// Lines that belong to the page and not to the story, at any place: share buttons,
// promotions, cookie notices, links to other stories, picture credits.
bool IsBoilerplate(std::string_view text);
// Sentences that may be a promotion or the story's: the site's once the story is over.
bool IsNotice(std::string_view text);
// Labels after which no story follows: author boxes, comments.
bool EndsStory(std::string_view text);
// Labels of lists of links or tags: "Related stories".
bool StartsLinks(std::string_view text);
// "3 min read", "2 hours ago".
bool IsReadingTime(std::string_view text);

}  // namespace dateline::pages

#endif  // DATELINE_CORE_READERS_PAGES_PAGE_BOILERPLATE_H_
