// SPDX-License-Identifier: GPL-3.0-or-later
// A lost paragraph is worse than a promotion that stays: a line that may be a sentence of the story
// is only cut if something else speaks against it.
#include "core/readers/pages/page_boilerplate.h"

#include <algorithm>

#include "core/readers/pages/page_lines.h"
#include "core/readers/pages/page_names.h"
#include "core/readers/pages/page_words.h"

namespace dateline::pages {
namespace {

constexpr std::size_t kMaxPromotion = 220;  // longer paragraphs are the story's ...
constexpr std::size_t kMaxLegal = 900;      // ... except notices
constexpr std::size_t kMaxHeading = 60;

std::string Bare(std::string_view text) {
  std::string lower = LowerAscii(SkipMarks(text));
  while (!lower.empty() && std::string_view(":.!,> ").find(lower.back()) != std::string_view::npos)
    lower.pop_back();
  return lower;
}

std::string_view WithoutBrackets(std::string_view text) {
  while (text.ends_with(')') || text.ends_with(']')) text.remove_suffix(1);
  return text;
}

// Ends as a paragraph does; captions, labels and links hardly ever do.
bool IsStatement(std::string_view text) {
  text = WithoutBrackets(text);
  return EndsSentence(text) && !text.ends_with(':') && !text.ends_with(';');
}

bool HasQuote(std::string_view text) {
  constexpr PhraseList kQuotes("“;”;\";«;„");
  return kQuotes.CountIn(text) > 0;
}

bool IsCaption(std::string_view text, std::string_view lower, std::string_view bare) {
  const bool closed = text.ends_with(')') || text.ends_with(']');
  if (closed && kBrackets.CountIn(lower) > 0) return true;
  if (kAgencies.HasEndOf(WithoutBrackets(bare))) return true;
  return !IsStatement(text) && (kPictures.HasEndOf(WithoutBrackets(bare)) ||
                                lower.starts_with("reuters/") || lower.starts_with("tags "));
}

// "Photo by Ana Li.", "Sponsored by the Bank of Ellery"; not "Photo by photo, the fire ...".
bool IsCredit(std::string_view text) {
  text = SkipMarks(text);
  const std::size_t start = kCredited.StartOf(LowerAscii(text));
  if (start == 0) return false;
  std::string_view name = TrimText(text.substr(start));
  if (IsStatement(text)) {
    while (name.ends_with('.')) name.remove_suffix(1);
    return IsNames(name);
  }
  if (name.starts_with("the ")) name.remove_prefix(4);
  return !name.empty() && (name[0] < 'a' || name[0] > 'z');
}

// "12 comments", "1.2k shares"
bool IsCount(std::string_view bare) {
  constexpr PhraseList kCounted(
      " comments; comment; shares; views; likes; kommentare; commentaires");
  return bare.size() < 25 && !bare.empty() && bare[0] >= '0' && bare[0] <= '9' &&
         CountWords(bare) == 2 && kCounted.HasEndOf(bare);
}

bool IsLegal(std::string_view lower, std::string_view bare) {
  constexpr PhraseList kOwned("©;(c) 2;(c) 1;copyright ©;copyright (c);copyright 2;copyright 1");
  const bool reserved = lower.find("all rights reserved") != std::string_view::npos;
  return kOwned.HasStartOf(lower) || kCookies.HasStartOf(lower) ||
         (reserved &&
          (bare.ends_with("all rights reserved") || lower.starts_with("all rights reserved") ||
           lower.find("©") != std::string_view::npos ||
           lower.find("copyright 2") != std::string_view::npos));
}

}  // namespace

bool IsReadingTime(std::string_view text) {
  const std::string lower = Bare(text);
  if (lower.size() > 60 || lower.empty()) return false;
  constexpr PhraseList kReads(
      "min read;minute read;minutes read;mins read;min. lesezeit;minuten lesezeit;min de lecture;"
      "min de lectura");
  const bool ago = lower.ends_with(" ago") && CountWords(lower) <= 6;
  const bool reads = kReads.CountIn(lower) > 0 || lower.starts_with("reading time") ||
                     lower.starts_with("lesezeit") || lower.starts_with("temps de lecture");
  return ago || (reads && CountWords(lower) <= 6);
}

bool IsBoilerplate(std::string_view text) {
  if (text.size() > kMaxLegal) return false;
  const std::string lower = LowerAscii(SkipMarks(text));
  const std::string bare = Bare(text);
  if (bare.empty()) return true;  // only marks: a rule between parts
  if (kAlone.Has(bare) || IsLegal(lower, bare)) return true;
  if (text.size() > kMaxPromotion) return false;
  if (kLabelled.HasStartOf(lower) || IsCount(bare) || IsReadingTime(text) ||
      IsCaption(text, lower, bare) || IsCredit(text)) {
    return true;
  }
  const bool call = kCalls.HasStartOf(lower);
  const std::size_t notices = kNotices.CountIn(lower);
  if (!IsStatement(text)) return call || notices > 0;
  return (call && kOurs.CountIn(lower) > 0) || (notices > 1 && !HasQuote(text));
}

bool IsNotice(std::string_view text) {
  if (text.size() > kMaxPromotion || HasQuote(text)) return false;
  const std::string lower = LowerAscii(SkipMarks(text));
  return kCalls.HasStartOf(lower) || kNotices.CountIn(lower) > 0;
}

bool EndsStory(std::string_view text) {
  if (text.size() > kMaxHeading) return false;
  const std::string bare = Bare(text);
  if (bare.ends_with(" comments") && IsCount(bare)) return true;
  if (bare.starts_with("comments (") || kStoryEnds.Has(bare)) return true;
  return (bare.starts_with("written by ") || bare.starts_with("about the author")) &&
         !EndsSentence(text);
}

bool StartsLinks(std::string_view text) {
  if (text.size() > kMaxHeading || (EndsSentence(text) && !text.ends_with(':'))) return false;
  const std::string bare = Bare(text);
  return kLinkHeads.Has(bare) || kLinkStarts.HasStartOf(bare);
}

}  // namespace dateline::pages
