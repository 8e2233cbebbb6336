// SPDX-License-Identifier: GPL-3.0-or-later
// Publication lines and bylines.
#include <algorithm>
#include <array>

#include "core/article/parse_date.h"
#include "indexer/readers/page_lines.h"

namespace dateline {
namespace {

constexpr std::size_t kMaxMetaLine = 180;
constexpr std::size_t kMaxByline = 120;

struct TimeWord {
  std::string_view word;
  Publication::Kind kind;
};
constexpr auto kTimeWords =
    std::to_array<TimeWord>({{"first published", Publication::Kind::kPublished},
                             {"date published", Publication::Kind::kPublished},
                             {"publication date", Publication::Kind::kPublished},
                             {"published", Publication::Kind::kPublished},
                             {"posted", Publication::Kind::kPublished},
                             {"veröffentlicht", Publication::Kind::kPublished},
                             {"erschienen", Publication::Kind::kPublished},
                             {"publié", Publication::Kind::kPublished},
                             {"publicado", Publication::Kind::kPublished},
                             {"pubblicato", Publication::Kind::kPublished},
                             {"gepubliceerd", Publication::Kind::kPublished},
                             {"опубликовано", Publication::Kind::kPublished},
                             {"date", Publication::Kind::kPublished},
                             {"last updated", Publication::Kind::kUpdated},
                             {"last modified", Publication::Kind::kUpdated},
                             {"updated", Publication::Kind::kUpdated},
                             {"modified", Publication::Kind::kUpdated},
                             {"aktualisiert", Publication::Kind::kUpdated},
                             {"zuletzt aktualisiert", Publication::Kind::kUpdated},
                             {"stand", Publication::Kind::kUpdated},
                             {"mis à jour", Publication::Kind::kUpdated},
                             {"actualizado", Publication::Kind::kUpdated},
                             {"atualizado", Publication::Kind::kUpdated},
                             {"aggiornato", Publication::Kind::kUpdated},
                             {"обновлено", Publication::Kind::kUpdated}});

constexpr auto kByWords =
    std::to_array<std::string_view>({"written by ", "reported by ", "story by ", "by: ", "by ",
                                     "author: ", "von ", "par ", "por ", "text: ", "autor: "});

bool IsPart(std::string_view lower, std::string_view word, std::size_t at) {
  return at == 0 || !std::isalpha(static_cast<unsigned char>(lower[at - 1])) || word.size() > 6;
}

// Parts of a line between bars and bullets.
std::vector<std::string_view> Parts(std::string_view line) {
  std::vector<std::string_view> parts;
  while (!line.empty()) {
    std::size_t cut = line.size();
    std::size_t size = 0;
    for (const std::string_view mark : {"|", "•", "·", "\t", " – ", " — ", " - ", " / "}) {
      const auto at = line.find(mark);
      if (at < cut) {
        cut = at;
        size = mark.size();
      }
    }
    if (const auto part = TrimText(line.substr(0, cut)); !part.empty()) parts.push_back(part);
    line = line.substr(std::min(line.size(), cut + size));
  }
  return parts;
}

void Take(const absl::StatusOr<DateMatch>& match, Publication::Kind kind, Publication& found) {
  if (match.ok()) {
    if (!found.seconds || kind > found.kind) {
      found.seconds = match->seconds;
      found.kind = kind;
    }
  } else if (absl::IsInvalidArgument(match.status())) {
    found.problem = std::string(match.status().message().data(), match.status().message().size());
  }
}

// Dates that follow words such as "Published", glued on or not. The last word wins where one is the
// end of another ("last updated").
bool TakeNamedDates(std::string_view line, Publication& found) {
  const std::string lower = LowerAscii(line);
  bool any = false;
  for (const TimeWord& word : kTimeWords) {
    for (std::size_t at = lower.find(word.word); at != std::string::npos;
         at = lower.find(word.word, at + 1)) {
      if (!IsPart(lower, word.word, at)) continue;
      std::string_view rest = SkipMarks(line.substr(at + word.word.size()));
      const auto match = MatchDate(rest);
      const bool before_is_meta = at < 60;
      if (absl::IsNotFound(match.status()) || !before_is_meta) continue;
      const std::size_t behind = match.ok() ? rest.size() - match->length : 0;
      // "The report, published December 15, 2025, said ..." is prose.
      if (behind > (at == 0 ? 60U : 0U) && EndsSentence(line)) continue;
      if (!match.ok() && rest.size() > 40) continue;
      Take(match, word.kind, found);
      any = true;
    }
  }
  return any;
}

// A part that is a date from end to end.
bool TakePlainDate(std::string_view part, Publication& found) {
  const auto match = MatchDate(part);
  if (match.ok()) {
    const std::string_view rest = SkipMarks(part.substr(match->length));
    if (!rest.empty() && !IsReadingTime(rest) && !IsByline(rest)) return false;
    if (IsByline(rest)) found.byline = rest;
  } else if (absl::IsNotFound(match.status()) || part.size() > 20) {
    return false;
  }
  Take(match, Publication::Kind::kPlain, found);
  return true;
}

// "By Nora Quill December 15, 2025", "Nora Quill, December 15, 2025": the date may start at any
// word.
bool TakeDateBehindName(std::string_view part, Publication& found) {
  for (auto at = part.find(' '); at != std::string_view::npos; at = part.find(' ', at + 1)) {
    const auto match = MatchDate(part.substr(at + 1));
    if (!match.ok() || at + 1 + match->length != part.size()) continue;
    std::string_view name = TrimText(part.substr(0, at));
    while (name.ends_with(',') || name.ends_with('-'))
      name = TrimText(name.substr(0, name.size() - 1));
    if (LowerAscii(name).ends_with(" on")) name.remove_suffix(3);
    if (!IsByline(name) && CountWords(name) > 4) return false;
    if (!IsByline(name) && (name.empty() || EndsSentence(name))) return false;
    Take(match, Publication::Kind::kPlain, found);
    found.byline = name;
    return true;
  }
  return false;
}

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

std::optional<Publication> FindPublication(std::string_view line) {
  line = SkipMarks(line);
  if (line.size() > kMaxMetaLine) return std::nullopt;
  Publication found;
  bool any = TakeNamedDates(line, found);
  for (const std::string_view part : Parts(line)) {
    if (IsByline(part) && !TakeDateBehindName(part, found)) found.byline = part;
    any |= !any && TakePlainDate(SkipMarks(part), found);
  }
  if (!any) any = TakePlainDate(line, found) || TakeDateBehindName(line, found);
  if (!any && !found.seconds) return std::nullopt;
  if (found.byline.empty() && any) {
    // "Nora Quill | December 15, 2025"
    const auto parts = Parts(line);
    if (parts.size() > 1 && IsLabel(parts[0]) && CountWords(parts[0]) >= 2 &&
        !IsReadingTime(parts[0]) && !absl::IsInvalidArgument(MatchDate(parts[0]).status()) &&
        !MatchDate(parts[0]).ok() && LowerAscii(parts[0]).find("publish") == std::string::npos &&
        LowerAscii(parts[0]).find("update") == std::string::npos &&
        std::none_of(parts[0].begin(), parts[0].end(),
                     [](char c) { return c >= '0' && c <= '9'; })) {
      found.byline = parts[0];
    }
  }
  return found;
}

}  // namespace dateline
