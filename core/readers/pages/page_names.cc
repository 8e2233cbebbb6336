// SPDX-License-Identifier: GPL-3.0-or-later
// Names: bylines, authors, sections.
#include "core/readers/pages/page_names.h"

#include <algorithm>
#include <array>

#include "core/readers/pages/page_lines.h"
#include "core/readers/pages/page_words.h"

namespace dateline::pages {
namespace {

constexpr std::size_t kMaxByline = 120;

constexpr auto kByWords =
    std::to_array<std::string_view>({"written by ", "reported by ", "story by ", "by: ", "by ",
                                     "author: ", "von ", "par ", "por ", "text: ", "autor: "});

// The end of a name at which a place, a handle or an address starts.
std::string_view CutName(std::string_view name) {
  const std::string lower = LowerAscii(name);
  std::size_t end = name.size();
  for (const std::string_view stop :
       {" in ", " for ", " at ", " @", " (", " | ", " • ", " – ", " — "})
    end = std::min(end, lower.find(stop));
  name = TrimText(name.substr(0, end));
  return name.find('@') == std::string_view::npos ? name : std::string_view();
}

}  // namespace

bool IsSectionWord(std::string_view text) { return kSections.Has(LowerAscii(text)); }

bool IsNames(std::string_view text) {
  constexpr std::size_t kMaxNames = 120;
  if (text.size() > kMaxNames || EndsSentence(text)) return false;
  for (const std::string& name : SplitAuthors(text)) {
    if (CountWords(name) > 4) return false;
  }
  std::size_t capitals = 0;
  bool start = true;
  for (const char c : text) {
    if (c >= '0' && c <= '9') return false;
    capitals += start && (static_cast<unsigned char>(c) >= 0x80 || (c >= 'A' && c <= 'Z')) ? 1 : 0;
    start = c == ' ';
  }
  return capitals + 2 >= CountWords(text) && capitals > 0;
}

std::string_view LastCrumb(std::string_view text) {
  for (const std::string_view mark : {" > ", " › ", " » ", " / ", " | ", ">", "›", "»"}) {
    const auto at = text.rfind(mark);
    if (at != std::string_view::npos && at + mark.size() < text.size())
      return TrimText(text.substr(at + mark.size()));
  }
  return text;
}

bool IsAuthorRole(std::string_view part) {
  const std::string lower = LowerAscii(part);
  for (const std::string_view word :
       {"correspondent", "editor", "reporter", "writer", "staff", "bureau", "chief", "columnist",
        "producer", "journalist", "analyst", "contributor", "redakteur", "korrespondent"}) {
    if (lower.find(word) != std::string::npos) return true;
  }
  for (const std::string_view agency :
       {"reuters", "ap", "afp", "bbc news", "bbc", "associated press", "the associated press",
        "cnn", "bloomberg", "dpa", "npr", "md", "m.d.", "phd", "ph.d.", "in", "for"}) {
    if (lower == agency || (agency.size() == 2 && lower.starts_with(std::string(agency) + " ")))
      return true;
  }
  return !part.empty() && std::islower(static_cast<unsigned char>(part[0])) != 0 &&
         !lower.starts_with("van ") && !lower.starts_with("von ") && !lower.starts_with("de ") &&
         !lower.starts_with("al-") && !lower.starts_with("bell ");
}

bool IsByline(std::string_view line) {
  line = SkipMarks(line);
  if (line.size() > kMaxByline) return false;
  if (EndsSentence(line) && !line.ends_with("Jr.") && !line.ends_with("Sr.") &&
      !line.ends_with(")"))
    return false;
  const std::string lower = LowerAscii(line);
  for (const std::string_view by : kByWords) {
    if (!lower.starts_with(by)) continue;
    const std::string_view name = TrimText(line.substr(by.size()));
    const std::string first = LowerAscii(name.substr(0, name.find(' ')));
    const bool time = first == "monday" || first == "tuesday" || first == "wednesday" ||
                      first == "thursday" || first == "friday" || first == "saturday" ||
                      first == "sunday";
    return !name.empty() && !time && std::islower(static_cast<unsigned char>(name[0])) == 0 &&
           std::isdigit(static_cast<unsigned char>(name[0])) == 0 && CountWords(name) <= 16;
  }
  return false;
}

std::vector<std::string> SplitAuthors(std::string_view byline) {
  byline = SkipMarks(byline);
  const std::string lower_line = LowerAscii(byline);
  for (const std::string_view by : kByWords) {
    if (lower_line.starts_with(by)) {
      byline = TrimText(byline.substr(by.size()));
      break;
    }
  }
  std::vector<std::string> authors;
  const auto add = [&authors](std::string_view part) {
    const std::string_view name = CutName(TrimText(part));
    const std::string lower = LowerAscii(name);
    if (!authors.empty() && (lower == "jr." || lower == "jr" || lower == "sr." || lower == "iii")) {
      authors.back() += ", " + std::string(name);
    } else if (!name.empty() && (authors.empty() || !IsAuthorRole(name)) && authors.size() < 32) {
      authors.emplace_back(name);
    }
  };
  while (!byline.empty()) {
    const std::string lower = LowerAscii(byline);
    std::size_t cut = byline.size();
    std::size_t size = 0;
    for (const std::string_view mark :
         {", and ", " and ", " & ", ", ", "; ", " und ", " et ", " y ", " with ", " | ", " • "}) {
      const auto at = lower.find(mark);
      if (at < cut) {
        cut = at;
        size = mark.size();
      }
    }
    add(byline.substr(0, cut));
    byline = byline.substr(std::min(byline.size(), cut + size));
  }
  return authors;
}

}  // namespace dateline::pages
