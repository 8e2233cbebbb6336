// SPDX-License-Identifier: GPL-3.0-or-later
// Words of lines that are not the story's. All are in lower case.
#include <algorithm>
#include <array>

#include "indexer/readers/page_lines.h"

namespace dateline {
namespace {

constexpr std::size_t kMaxPromotion = 220;  // longer paragraphs are the story's ...
constexpr std::size_t kMaxLegal = 900;      // ... but for notices
constexpr std::size_t kMaxHeading = 60;

// Alone on their line.
constexpr auto kWhole = std::to_array<std::string_view>({"advertisement",
                                                         "advertising",
                                                         "ad",
                                                         "anzeige",
                                                         "publicité",
                                                         "publicidad",
                                                         "pubblicità",
                                                         "publicidade",
                                                         "реклама",
                                                         "sponsored",
                                                         "sponsored content",
                                                         "share",
                                                         "shares",
                                                         "teilen",
                                                         "partager",
                                                         "compartir",
                                                         "condividi",
                                                         "tweet",
                                                         "post",
                                                         "email",
                                                         "e-mail",
                                                         "print",
                                                         "copy link",
                                                         "link copied",
                                                         "copy",
                                                         "whatsapp",
                                                         "facebook",
                                                         "twitter",
                                                         "x",
                                                         "linkedin",
                                                         "reddit",
                                                         "telegram",
                                                         "pinterest",
                                                         "instagram",
                                                         "youtube",
                                                         "messenger",
                                                         "bluesky",
                                                         "threads",
                                                         "save",
                                                         "saved",
                                                         "bookmark",
                                                         "listen",
                                                         "listen to this article",
                                                         "gift this article",
                                                         "follow",
                                                         "follow us",
                                                         "subscribe",
                                                         "subscribe now",
                                                         "sign up",
                                                         "sign in",
                                                         "log in",
                                                         "login",
                                                         "register",
                                                         "read more",
                                                         "learn more",
                                                         "show more",
                                                         "see more",
                                                         "view more",
                                                         "continue reading",
                                                         "read next",
                                                         "next",
                                                         "previous",
                                                         "loading",
                                                         "close",
                                                         "menu",
                                                         "search",
                                                         "skip to content",
                                                         "skip to main content",
                                                         "skip to navigation",
                                                         "home",
                                                         "accept",
                                                         "accept all",
                                                         "accept cookies",
                                                         "reject all",
                                                         "manage cookies",
                                                         "back to top",
                                                         "newsletter",
                                                         "newsletters",
                                                         "play",
                                                         "play video",
                                                         "watch live",
                                                         "getty images",
                                                         "reuters",
                                                         "afp",
                                                         "epa",
                                                         "ap",
                                                         "image source",
                                                         "share this",
                                                         "share this article",
                                                         "share this story",
                                                         "share article",
                                                         "comment",
                                                         "font size",
                                                         "text size",
                                                         "donate",
                                                         "support us",
                                                         "contact us",
                                                         "privacy policy",
                                                         "terms of use",
                                                         "terms of service",
                                                         "cookie policy",
                                                         "about us",
                                                         "add as preferred on google",
                                                         "view comments",
                                                         "report an error",
                                                         "submit",
                                                         "your email",
                                                         "your email address",
                                                         "email address",
                                                         "weiterlesen",
                                                         "lire aussi",
                                                         "leer más",
                                                         "toggle navigation",
                                                         "open menu",
                                                         "top of page",
                                                         "live",
                                                         "exclusive",
                                                         "breaking"});

// At the start of a short line.
constexpr auto kStarts = std::to_array<std::string_view>({"advertisement",
                                                          "read more:",
                                                          "read more about",
                                                          "read more on",
                                                          "read more from",
                                                          "read more »",
                                                          "read more >",
                                                          "read more →",
                                                          "read more -",
                                                          "read more –",
                                                          "read more |",
                                                          "read more ...",
                                                          "read also",
                                                          "read next:",
                                                          "also read",
                                                          "see also:",
                                                          "see also –",
                                                          "related:",
                                                          "related article",
                                                          "related stor",
                                                          "more:",
                                                          "more on this:",
                                                          "more stories",
                                                          "watch:",
                                                          "watch now",
                                                          "watch the video",
                                                          "listen:",
                                                          "click here",
                                                          "sign up for",
                                                          "sign up to",
                                                          "sign up here",
                                                          "sign up now",
                                                          "sign up today",
                                                          "subscribe to ",
                                                          "subscribe now",
                                                          "subscribe for ",
                                                          "subscribe here",
                                                          "subscribe today",
                                                          "already a subscriber",
                                                          "follow us",
                                                          "follow @",
                                                          "follow our ",
                                                          "find us on",
                                                          "join our ",
                                                          "join us on",
                                                          "like us on",
                                                          "get our ",
                                                          "get the latest",
                                                          "get the day's",
                                                          "get breaking news",
                                                          "get news",
                                                          "stay tuned",
                                                          "stay informed",
                                                          "stay up to date",
                                                          "stay connected",
                                                          "never miss",
                                                          "don't miss a",
                                                          "don’t miss a",
                                                          "download our",
                                                          "download the app",
                                                          "share this",
                                                          "share on ",
                                                          "share via",
                                                          "share your thoughts",
                                                          "tweet this",
                                                          "email this",
                                                          "print this",
                                                          "story continues",
                                                          "article continues",
                                                          "continues below",
                                                          "story continued",
                                                          "©",
                                                          "(c) 2",
                                                          "(c) 1",
                                                          "copyright ©",
                                                          "copyright (c)",
                                                          "copyright 2",
                                                          "copyright 1",
                                                          "all rights reserved",
                                                          "we use cookies",
                                                          "this site uses cookies",
                                                          "this website uses cookies",
                                                          "by continuing to use",
                                                          "by signing up",
                                                          "by subscribing",
                                                          "by clicking",
                                                          "by entering your",
                                                          "enter your email",
                                                          "your email address",
                                                          "email address",
                                                          "thank you for reading",
                                                          "thanks for reading",
                                                          "thanks for signing up",
                                                          "support our journalism",
                                                          "support independent",
                                                          "support local",
                                                          "become a member",
                                                          "become a subscriber",
                                                          "make a donation",
                                                          "photo:",
                                                          "photos:",
                                                          "photo by",
                                                          "photo credit",
                                                          "photo courtesy",
                                                          "photograph:",
                                                          "photographs:",
                                                          "image:",
                                                          "image credit",
                                                          "image source",
                                                          "image caption",
                                                          "image by",
                                                          "picture:",
                                                          "credit:",
                                                          "foto:",
                                                          "bild:",
                                                          "fotos:",
                                                          "crédit photo",
                                                          "photo :",
                                                          "video:",
                                                          "caption:",
                                                          "file photo",
                                                          "tags:",
                                                          "tagged:",
                                                          "tags ",
                                                          "topics:",
                                                          "filed under",
                                                          "categories:",
                                                          "category:",
                                                          "posted in",
                                                          "keywords:",
                                                          "schlagworte:",
                                                          "this article was originally published",
                                                          "this story was originally",
                                                          "originally published",
                                                          "this article first appeared",
                                                          "do you have a tip",
                                                          "got a tip",
                                                          "have a news tip",
                                                          "have a tip",
                                                          "send tips",
                                                          "have a story",
                                                          "let us know in the comments",
                                                          "leave a comment",
                                                          "leave a reply",
                                                          "view all comments",
                                                          "lesen sie auch",
                                                          "mehr zum thema",
                                                          "à lire aussi",
                                                          "lire aussi",
                                                          "lea también",
                                                          "lee también",
                                                          "leia também",
                                                          "leggi anche",
                                                          "читайте также",
                                                          "skip to ",
                                                          "most read",
                                                          "most popular",
                                                          "sponsored",
                                                          "promoted",
                                                          "recommended for you",
                                                          "turn on notifications",
                                                          "google news",
                                                          "for more news",
                                                          "for more stories",
                                                          "for more updates",
                                                          "reach the author",
                                                          "contact the author"});

// Anywhere in a notice.
constexpr auto kInside = std::to_array<std::string_view>({"all rights reserved",
                                                          "alle rechte vorbehalten",
                                                          "tous droits réservés",
                                                          "todos los derechos reservados",
                                                          "our privacy policy",
                                                          "our terms of",
                                                          "terms and conditions apply",
                                                          "cookie policy",
                                                          "unsubscribe at any time",
                                                          "unsubscribe anytime",
                                                          "protected by recaptcha",
                                                          "in your inbox",
                                                          "to your inbox",
                                                          "straight to your inbox",
                                                          "our newsletter",
                                                          "our daily newsletter",
                                                          "our weekly newsletter",
                                                          "our free newsletter",
                                                          "may not be published, broadcast",
                                                          "may earn a commission",
                                                          "affiliate links",
                                                          "on facebook, ",
                                                          "follow us on",
                                                          "subscribe to our"});

// At the end of a caption.
constexpr auto kCredits = std::to_array<std::string_view>(
    {"getty images", "getty", "/afp", "/reuters", "/ap", "/epa", "via ap", "via reuters",
     "/shutterstock", "shutterstock", "/alamy", "alamy stock photo", "associated press photo",
     "file photo"});

constexpr auto kStoryEnds = std::to_array<std::string_view>(
    {"written by",          "about the author", "about the writer", "about author",
     "author bio",          "the author",       "meet the author",  "comments",
     "leave a comment",     "leave a reply",    "post a comment",   "join the conversation",
     "join the discussion", "add a comment",    "über den autor",   "über die autorin",
     "kommentare",          "commentaires",     "comentarios",      "à propos de l'auteur",
     "sobre el autor",      "show comments",    "view comments",    "reader comments"});

constexpr auto kLinkLists = std::to_array<std::string_view>({"related",
                                                             "more from",
                                                             "more on this",
                                                             "more in ",
                                                             "more stories",
                                                             "more news",
                                                             "more about",
                                                             "read next",
                                                             "recommended",
                                                             "you may also",
                                                             "you might also",
                                                             "most read",
                                                             "most popular",
                                                             "most viewed",
                                                             "trending",
                                                             "tags",
                                                             "topics",
                                                             "latest news",
                                                             "latest stories",
                                                             "latest from",
                                                             "top stories",
                                                             "editor's picks",
                                                             "editors' picks",
                                                             "editor’s picks",
                                                             "editors’ picks",
                                                             "popular",
                                                             "what to read next",
                                                             "also in the news",
                                                             "around the web",
                                                             "from the web",
                                                             "promoted",
                                                             "sponsored",
                                                             "in this article",
                                                             "share this",
                                                             "mehr zum thema",
                                                             "sur le même sujet",
                                                             "noticias relacionadas",
                                                             "previous article",
                                                             "next article",
                                                             "previous post",
                                                             "next post",
                                                             "don't miss",
                                                             "don’t miss",
                                                             "up next",
                                                             "further reading",
                                                             "elsewhere on",
                                                             "explore more"});

std::string Bare(std::string_view text) {
  std::string lower = LowerAscii(SkipMarks(text));
  while (!lower.empty() && std::string_view(":.!,> ").find(lower.back()) != std::string_view::npos)
    lower.pop_back();
  return lower;
}

template <std::size_t kSize>
bool StartsWithAny(std::string_view text, const std::array<std::string_view, kSize>& starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [text](std::string_view start) { return text.starts_with(start); });
}

bool IsCaption(std::string_view lower, const std::string& bare) {
  if (lower.find("(ap photo") != std::string_view::npos ||
      lower.find("[photo") != std::string_view::npos ||
      lower.find("(photo") != std::string_view::npos ||
      lower.find("(image") != std::string_view::npos || lower.find("reuters/") == 0) {
    return true;
  }
  std::string_view end = bare;
  while (end.ends_with(')') || end.ends_with(']')) end.remove_suffix(1);
  return std::any_of(kCredits.begin(), kCredits.end(),
                     [end](std::string_view credit) { return end.ends_with(credit); });
}

// "12 comments", "1.2k shares"
bool IsCount(std::string_view lower) {
  return lower.size() < 20 && !lower.empty() && lower[0] >= '0' && lower[0] <= '9' &&
         (lower.ends_with(" comments") || lower.ends_with(" comment") ||
          lower.ends_with(" shares") || lower.ends_with(" views") || lower.ends_with(" likes"));
}

}  // namespace

bool IsReadingTime(std::string_view text) {
  const std::string lower = Bare(text);
  if (lower.size() > 60 || lower.empty()) return false;
  const bool ago = lower.ends_with(" ago") && CountWords(lower) <= 6;
  const bool reads = lower.find("min read") != std::string::npos ||
                     lower.find("minute read") != std::string::npos ||
                     lower.find("minutes read") != std::string::npos ||
                     lower.find("mins read") != std::string::npos ||
                     lower.starts_with("reading time") || lower.starts_with("lesezeit");
  return ago || (reads && CountWords(lower) <= 6);
}

bool IsFurniture(std::string_view text) {
  if (text.size() > kMaxLegal) return false;
  const std::string lower = LowerAscii(SkipMarks(text));
  const std::string bare = Bare(text);
  if (bare.empty()) return true;  // only marks: a rule between parts
  if (std::find(kWhole.begin(), kWhole.end(), bare) != kWhole.end()) return true;
  const auto inside = [&lower](std::string_view words) {
    return lower.find(words) != std::string::npos;
  };
  if (text.size() <= kMaxPromotion && std::any_of(kInside.begin(), kInside.end(), inside))
    return true;
  if (lower.starts_with("©") || lower.starts_with("copyright ©") || inside("all rights reserved") ||
      ((lower.starts_with("we use cookies") || lower.starts_with("this site uses cookies") ||
        lower.starts_with("this website uses cookies")))) {
    return true;
  }
  if (text.size() > kMaxPromotion) return false;
  return StartsWithAny(lower, kStarts) || IsCount(bare) || IsReadingTime(text) ||
         IsCaption(lower, bare);
}

bool EndsStory(std::string_view text) {
  if (text.size() > kMaxHeading) return false;
  const std::string bare = Bare(text);
  if (bare.ends_with(" comments") && IsCount(bare)) return true;
  if (bare.starts_with("comments (")) return true;
  if (std::find(kStoryEnds.begin(), kStoryEnds.end(), bare) != kStoryEnds.end()) return true;
  return (bare.starts_with("written by ") || bare.starts_with("about the author")) &&
         !EndsSentence(text);
}

bool StartsLinks(std::string_view text) {
  if (text.size() > kMaxHeading || (EndsSentence(text) && !text.ends_with(':'))) return false;
  return StartsWithAny(Bare(text), kLinkLists);
}

}  // namespace dateline
