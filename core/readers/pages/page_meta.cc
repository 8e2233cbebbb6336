// SPDX-License-Identifier: GPL-3.0-or-later
// Publication lines.
#include "core/readers/pages/page_meta.h"

#include <algorithm>
#include <array>

#include "core/article/date_words.h"
#include "core/article/parse_date.h"
#include "core/readers/pages/page_boilerplate.h"
#include "core/readers/pages/page_lines.h"
#include "core/readers/pages/page_names.h"
#include "core/readers/pages/page_words.h"

namespace dateline::pages {
namespace {

constexpr std::size_t kMaxMetaLine = 180;

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

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// MatchDate, which also reads the years of "Dec. 15 '25".
absl::StatusOr<article::DateMatch> MatchPageDate(std::string_view text) {
  constexpr std::size_t kLastYear = 40;  // bytes in front of it
  auto match = article::MatchDate(text);
  if (match.ok()) return match;
  for (const std::string_view mark : {"'", "’", "‘"}) {
    const auto at = text.substr(0, kLastYear).find(mark);
    const std::size_t year = at + mark.size();
    if (at == std::string_view::npos || year + 2 > text.size() || !IsDigit(text[year]) ||
        !IsDigit(text[year + 1]) || (year + 2 < text.size() && IsDigit(text[year + 2]))) {
      continue;
    }
    const std::string_view century = text[year] < '5' ? "20" : "19";  // as RFC 2822 4.3
    std::string full(text.substr(0, at));
    full.append(century).append(text.substr(year));
    match = article::MatchDate(full);
    if (match.ok()) match->length = match->length + mark.size() - century.size();
    return match;
  }
  return match;
}

// "15", "15th", "10:30", "Dec.", "yesterday"
bool IsTimeToken(std::string_view token) {
  constexpr std::string_view kAround = ",.()";
  constexpr std::size_t kLongest = 11;
  while (!token.empty() && kAround.find(token.back()) != std::string_view::npos)
    token.remove_suffix(1);
  while (token.starts_with('(')) token.remove_prefix(1);
  if (token.empty() || IsDigit(token[0])) return token.size() < kLongest;
  return article::FindDateWord(token).kind != article::DateWordKind::kNone ||
         kWhen.Has(LowerAscii(token));
}

// What a text consists of that is a time from end to end; nothing if it holds anything else.
struct Times {
  std::size_t tokens = 0;
  bool month = false;
  bool day = false;       // a number that may be a day's
  bool relative = false;  // starts with "today", "yesterday", or ends with "ago"
};

Times ReadTimes(std::string_view text) {
  constexpr PhraseList kDays("today;yesterday;heute;gestern;aujourd'hui;aujourd’hui;hier;hoy;ayer");
  Times times;
  text = SkipMarks(text);
  const std::string lower = LowerAscii(text);
  times.relative = kDays.HasStartOf(lower) || lower.ends_with(" ago");
  while (!text.empty()) {
    const std::string_view token = text.substr(0, text.find(' '));
    if (!IsTimeToken(token)) return {};
    ++times.tokens;
    const std::string_view letters = token.substr(0, token.find_first_of(".,"));
    times.month |= article::FindDateWord(letters).kind == article::DateWordKind::kMonth;
    times.day |= IsDigit(token[0]) && (token.size() < 3 || !IsDigit(token[2]));
    text = TrimText(text.substr(token.size()));
  }
  return times;
}

// "Published yesterday", "Updated Dec. 15", "Today, 10:30", "Dec. 15, 10:30 a.m.": about the
// publication, but no date.
enum class Undated : std::uint8_t { kNo, kPlain, kNamed };

Undated FindUndated(std::string_view part) {
  constexpr std::size_t kLongest = 60;
  if (part.size() > kLongest) return Undated::kNo;
  const std::string lower = LowerAscii(part);
  for (const TimeWord& word : kTimeWords) {
    if (!lower.starts_with(word.word)) continue;
    const std::string_view rest = part.substr(word.word.size());
    const Times times = ReadTimes(rest);
    // "Date night", "Stand" are not such words.
    const bool common = word.word == "date" || word.word == "stand";
    if (common ? times.day || times.relative : times.tokens > 0 || SkipMarks(rest).empty())
      return Undated::kNamed;
  }
  const Times times = ReadTimes(part);
  const bool when = times.tokens > 1 && times.day && (times.month || times.relative);
  return when ? Undated::kPlain : Undated::kNo;
}

void AddDate(const absl::StatusOr<article::DateMatch>& match, Publication::Kind kind,
             Publication& found) {
  if (match.ok()) {
    if (!found.seconds || kind > found.kind) {
      found.seconds = match->date.start;
      found.date = match->date;
      found.kind = kind;
    }
  } else if (absl::IsInvalidArgument(match.status())) {
    found.problem = std::string(match.status().message().data(), match.status().message().size());
  }
}

// Dates that follow words such as "Published", glued on or not. The last word wins if one is the
// end of another ("last updated").
bool FindNamedDates(std::string_view line, Publication& found) {
  const std::string lower = LowerAscii(line);
  bool any = false;
  for (const TimeWord& word : kTimeWords) {
    for (std::size_t at = lower.find(word.word); at != std::string::npos;
         at = lower.find(word.word, at + 1)) {
      if (!IsPart(lower, word.word, at)) continue;
      std::string_view rest = SkipMarks(line.substr(at + word.word.size()));
      const auto match = MatchPageDate(rest);
      const bool before_is_meta = at < 60;
      if (absl::IsNotFound(match.status()) || !before_is_meta) continue;
      const std::size_t trailing = match.ok() ? rest.size() - match->length : 0;
      // "The report, published December 15, 2025, said ..." is prose.
      if (trailing > (at == 0 ? 60U : 0U) && EndsSentence(line)) continue;
      if (!match.ok() && rest.size() > 40) continue;
      AddDate(match, word.kind, found);
      any = true;
    }
  }
  return any;
}

// A part that is a date from end to end.
bool FindPlainDate(std::string_view part, Publication& found) {
  const auto match = MatchPageDate(part);
  if (match.ok()) {
    const std::string_view rest = SkipMarks(part.substr(match->length));
    if (!rest.empty() && !IsReadingTime(rest) && !IsByline(rest)) return false;
    if (IsByline(rest)) found.byline = rest;
  } else if (absl::IsNotFound(match.status()) || part.size() > 20) {
    return false;
  }
  AddDate(match, Publication::Kind::kPlain, found);
  return true;
}

// "By Nora Quill December 15, 2025", "Nora Quill, December 15, 2025": the date may start at any
// word.
bool FindDateAfterName(std::string_view part, Publication& found) {
  for (auto at = part.find(' '); at != std::string_view::npos; at = part.find(' ', at + 1)) {
    const auto match = MatchPageDate(part.substr(at + 1));
    if (!match.ok() || at + 1 + match->length != part.size()) continue;
    std::string_view name = TrimText(part.substr(0, at));
    while (name.ends_with(',') || name.ends_with('-'))
      name = TrimText(name.substr(0, name.size() - 1));
    if (LowerAscii(name).ends_with(" on")) name.remove_suffix(3);
    if (!IsByline(name) && CountWords(name) > 4) return false;
    if (!IsByline(name) && (name.empty() || EndsSentence(name))) return false;
    AddDate(match, Publication::Kind::kPlain, found);
    found.byline = name;
    return true;
  }
  return false;
}

// "Nora Quill" of "Nora Quill | December 15, 2025"
std::string_view NameInFront(const std::vector<std::string_view>& parts) {
  constexpr PhraseList kNoNames("publish;update;posted");
  if (parts.size() < 2) return {};
  const std::string_view name = parts[0];
  const bool is_name =
      IsLabel(name) && CountWords(name) >= 2 && !IsReadingTime(name) &&
      absl::IsNotFound(MatchPageDate(name).status()) && FindUndated(name) == Undated::kNo &&
      kNoNames.CountIn(LowerAscii(name)) == 0 && std::none_of(name.begin(), name.end(), IsDigit);
  return is_name ? name : std::string_view();
}

}  // namespace

std::optional<Publication> FindPublication(std::string_view line) {
  line = SkipMarks(line);
  if (line.size() > kMaxMetaLine) return std::nullopt;
  Publication found;
  bool any = FindNamedDates(line, found);
  found.named = any;
  const std::vector<std::string_view> parts = Parts(line);
  for (const std::string_view part : parts) {
    if (IsByline(part) && !FindDateAfterName(part, found)) found.byline = part;
    any |= !any && FindPlainDate(SkipMarks(part), found);
  }
  if (!any) any = FindPlainDate(line, found) || FindDateAfterName(line, found);
  const bool labels = std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return IsLabel(part) || IsByline(part) || FindUndated(part) != Undated::kNo;
  });
  for (const std::string_view part : parts) {
    if (!labels) break;
    const Undated undated = any ? Undated::kNo : FindUndated(part);
    found.named |= undated == Undated::kNamed;
    any |= undated != Undated::kNo || (!any && parts.size() > 1 && IsReadingTime(part));
  }
  if (!any && !found.seconds) return std::nullopt;
  if (found.byline.empty() && any) found.byline = NameInFront(parts);
  return found;
}

}  // namespace dateline::pages
