// SPDX-License-Identifier: GPL-3.0-or-later
// The words by which lines are known that are not the story's. All are in lower case.
#ifndef DATELINE_INDEXER_READERS_PAGES_PAGE_WORDS_H_
#define DATELINE_INDEXER_READERS_PAGES_PAGE_WORDS_H_

#include <cstddef>
#include <string_view>

namespace dateline::pages {

// Words in one text, with ';' between them.
class WordList {
 public:
  constexpr explicit WordList(std::string_view words) : words_(words) {}

  bool Has(std::string_view text) const;
  bool HasStartOf(std::string_view text) const { return StartOf(text) > 0; }
  // Bytes of the word that `text` starts with; 0 where there is none.
  std::size_t StartOf(std::string_view text) const;
  bool HasEndOf(std::string_view text) const;
  std::size_t CountIn(std::string_view text) const;  // words that stand anywhere in `text`

 private:
  template <typename Visit>
  void Each(Visit visit) const;

  std::string_view words_;
};

extern const WordList kSections;    // "politics"
extern const WordList kAlone;       // alone on their line: "share"
extern const WordList kLabelled;    // at the start of a line that no story has: "read more:"
extern const WordList kCalls;       // at the start of a call, or of a sentence: "sign up for"
extern const WordList kOurs;        // in a call: the site speaks of itself
extern const WordList kCredited;    // in front of a name: "photo by"
extern const WordList kNotices;     // anywhere in a notice: "straight to your inbox"
extern const WordList kCookies;     // at the start of a long notice
extern const WordList kAgencies;    // at the end of a caption, behind a slash: "/afp"
extern const WordList kPictures;    // at the end of a caption: "getty images"
extern const WordList kBrackets;    // in a caption: "(photo by"
extern const WordList kStoryEnds;   // alone: behind them no story follows
extern const WordList kLinkHeads;   // alone: behind them links follow
extern const WordList kLinkStarts;  // at the start of such a heading: "more from"
extern const WordList kWhen;        // in the time of a publication: "yesterday", "ago"

}  // namespace dateline::pages

#endif  // DATELINE_INDEXER_READERS_PAGES_PAGE_WORDS_H_
