// SPDX-License-Identifier: GPL-3.0-or-later
// Sections and authors in the lines of a saved page.
#ifndef DATELINE_CORE_READERS_PAGES_PAGE_NAMES_H_
#define DATELINE_CORE_READERS_PAGES_PAGE_NAMES_H_

#include <string>
#include <string_view>
#include <vector>

namespace dateline::pages {

bool IsSectionWord(std::string_view text);
// The last part of "Home > News > Politics"; the text itself if there is no path.
std::string_view LastCrumb(std::string_view text);
// "Nora Quill", "Nora Quill, Tom Ferro and Ana Li": words that all start with a capital, except
// two.
bool IsNames(std::string_view text);
// "By Nora Quill", "Von Nora Quill"; not a sentence that starts so.
bool IsByline(std::string_view line);
// "Political Correspondent", "Reuters": what stands next to an author's name.
bool IsAuthorRole(std::string_view part);
// Names of "By Nora Quill, Political Editor, and A. B. Ferro in Berlin".
std::vector<std::string> SplitAuthors(std::string_view byline);

}  // namespace dateline::pages

#endif  // DATELINE_CORE_READERS_PAGES_PAGE_NAMES_H_
