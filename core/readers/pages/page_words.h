// SPDX-License-Identifier: GPL-3.0-or-later
// The words by which lines are known that are not the story's. All are in lower case.
#ifndef DATELINE_CORE_READERS_PAGES_PAGE_WORDS_H_
#define DATELINE_CORE_READERS_PAGES_PAGE_WORDS_H_

#include <cstddef>
#include <string_view>

namespace dateline::pages {

// Words in one text, with ';' between them.
class PhraseList {
 public:
  constexpr explicit PhraseList(std::string_view words) : words_(words) {}

  bool Has(std::string_view text) const;
  bool HasStartOf(std::string_view text) const { return StartOf(text) > 0; }
  // Bytes of the word that `text` starts with; 0 if there is none.
  std::size_t StartOf(std::string_view text) const;
  bool HasEndOf(std::string_view text) const;
  std::size_t CountIn(std::string_view text) const;  // words that stand anywhere in `text`

 private:
  template <typename Visit>
  void ForEach(Visit visit) const;

  std::string_view words_;
};

extern const PhraseList kSections;    // "politics"
extern const PhraseList kAlone;       // alone on their line: "share"
extern const PhraseList kLabelled;    // at the start of a line that no story has: "read more:"
extern const PhraseList kCalls;       // at the start of a call, or of a sentence: "sign up for"
extern const PhraseList kOurs;        // in a call: the site speaks of itself
extern const PhraseList kCredited;    // in front of a name: "photo by"
extern const PhraseList kNotices;     // anywhere in a notice: "straight to your inbox"
extern const PhraseList kCookies;     // at the start of a long notice
extern const PhraseList kAgencies;    // at the end of a caption, after a slash: "/afp"
extern const PhraseList kPictures;    // at the end of a caption: "getty images"
extern const PhraseList kBrackets;    // in a caption: "(photo by"
extern const PhraseList kStoryEnds;   // alone: no story follows
extern const PhraseList kLinkHeads;   // alone: links follow
extern const PhraseList kLinkStarts;  // at the start of such a heading: "more from"
extern const PhraseList kWhen;        // in the time of a publication: "yesterday", "ago"

}  // namespace dateline::pages

#endif  // DATELINE_CORE_READERS_PAGES_PAGE_WORDS_H_
