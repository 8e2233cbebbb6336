// SPDX-License-Identifier: GPL-3.0-or-later
// Text and lines of a saved page, and what single lines are.
#ifndef DATELINE_INDEXER_READERS_PAGES_PAGE_LINES_H_
#define DATELINE_INDEXER_READERS_PAGES_PAGE_LINES_H_

#include <absl/status/statusor.h>

#include <cstddef>
#include <cstdint>
#include <optional>
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

// What a line says about publication; without seconds if it names no date, as "Published
// yesterday".
struct Publication {
  std::optional<std::int64_t> seconds;
  enum class Kind : std::uint8_t { kUpdated, kPlain, kPublished } kind = Kind::kPlain;
  bool named = false;       // a word such as "Published" stands in front
  std::string_view byline;  // a part that names the author, "" if there is none
  std::string problem;      // a date that cannot be read, and why
};
std::optional<Publication> FindPublication(std::string_view line);

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

#endif  // DATELINE_INDEXER_READERS_PAGES_PAGE_LINES_H_
