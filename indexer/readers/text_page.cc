// SPDX-License-Identifier: GPL-3.0-or-later
// A news page saved as text: section, headline, byline, publication line, body, furniture.
#include <absl/strings/ascii.h>
#include <fmt/format.h>

#include <array>

#include "core/text/analyzer.h"
#include "indexer/readers/reader.h"

namespace dateline {
namespace {

struct Line {
  std::string_view text;  // trimmed
  std::size_t start;      // in the page
  std::size_t end;
};

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<Line> SplitLines(std::string_view page) {
  std::vector<Line> lines;
  std::size_t start = 0;
  while (start < page.size()) {
    const std::size_t end = std::min(page.find('\n', start), page.size());
    const std::string_view text = Trim(page.substr(start, end - start));
    if (!text.empty()) {
      const auto at = static_cast<std::size_t>(text.data() - page.data());
      lines.push_back({text, at, at + text.size()});
    }
    start = end + 1;
  }
  return lines;
}

std::string Lower(std::string_view text) {
  return absl::AsciiStrToLower(absl::string_view(text.data(), text.size()));
}

std::string_view SkipMarks(std::string_view text) {
  for (const std::string_view mark : {"•", "·", "–", "—", "-", "|", "*", ":"}) {
    if (text.starts_with(mark)) return SkipMarks(Trim(text.substr(mark.size())));
  }
  return text;
}

// Publish time of a line such as "• PublishedDecember 15, 2025" or "Updated: 2024-05-17 10:30".
std::optional<std::int64_t> PublicationTime(std::string_view line) {
  if (line.size() > 100) return std::nullopt;
  std::string_view rest = SkipMarks(line);
  for (const std::string_view word : {"last updated", "published", "updated", "posted", "date"}) {
    if (!Lower(rest).starts_with(word)) continue;
    rest = SkipMarks(Trim(rest.substr(word.size())));
    if (Lower(rest).starts_with("on ")) rest = Trim(rest.substr(3));
    break;
  }
  if (const auto whole = ParseDate(rest)) return whole;
  // "December 15, 2025 at 10:30 am | 3 min read": what follows the date is not needed.
  for (const std::string_view stop : {" at ", " | ", " • ", " · ", " - ", " – "}) {
    const auto at = rest.find(stop);
    if (at == std::string_view::npos) continue;
    if (const auto part = ParseDate(Trim(rest.substr(0, at)))) return part;
  }
  return std::nullopt;
}

constexpr std::array<std::string_view, 14> kFurniture = {
    "written by",          "about the author", "about the writer",
    "stay tuned",          "subscribe",        "follow us",
    "read more",           "share this",       "sign up",
    "related articles",    "related stories",  "copyright",
    "all rights reserved", "advertisement"};

constexpr std::size_t kMaxLabel = 40;       // "Written By", alone on its line
constexpr std::size_t kMaxPromotion = 160;  // longer paragraphs are the story's

bool IsFurniture(std::string_view line) {
  if (line.size() > kMaxPromotion && !Lower(line).starts_with("our editorial team")) return false;
  const std::string lower = Lower(SkipMarks(line));
  for (const std::string_view mark : kFurniture) {
    if (lower.starts_with(mark)) return true;
  }
  const bool about_us = (lower.starts_with("our ") || lower.starts_with("the ")) &&
                        (lower.find("editorial team") < 20 || lower.find("newsroom") < 20);
  return about_us;
}

bool EndsSentence(std::string_view line) {
  for (const std::string_view end : {".", "!", "?", "\"", "”", "’", "…", ")"}) {
    if (line.ends_with(end)) return true;
  }
  return false;
}

struct Head {
  std::size_t headline = 0;
  std::size_t body = 0;  // first line of the body
  std::optional<std::size_t> section;
  std::optional<std::size_t> byline;
  std::optional<std::int64_t> published;
};

bool LooksLikeByline(std::string_view line) {
  return line.size() <= 80 && !EndsSentence(line) && !PublicationTime(line);
}

// The headline is the line that stands twice, else the last long line before byline and date.
Head FindHead(const std::vector<Line>& lines) {
  Head head;
  std::optional<std::size_t> date;
  const std::size_t top = std::min<std::size_t>(lines.size(), 10);
  for (std::size_t i = 0; i < top && !date; ++i) {
    head.published = PublicationTime(lines[i].text);
    if (head.published) date = i;
  }
  const std::size_t before = date.value_or(top);
  std::optional<std::size_t> twice;
  for (std::size_t i = 0; i + 1 < before && !twice; ++i) {
    if (lines[i].text == lines[i + 1].text) twice = i;
  }
  if (twice) {
    head.headline = *twice;
    head.body = *twice + 2;
  } else {
    // One short label before a longer line is a section.
    const bool label = before > 1 && lines[0].text.size() < 30 &&
                       lines[1].text.size() > lines[0].text.size() + 5 &&
                       !Lower(lines[1].text).starts_with("by ");
    head.headline = label ? 1 : 0;
    head.body = head.headline + 1;
  }
  if (head.headline > 0) head.section = head.headline - 1;
  while (head.body < lines.size()) {
    const std::string_view line = lines[head.body].text;
    const bool dated = date && head.body <= *date;
    const bool by = Lower(line).starts_with("by ") && line.size() <= 80;
    if (date && head.body == *date) {
      ++head.body;
      if (head.body < lines.size() && Lower(lines[head.body].text).starts_with("by ") &&
          lines[head.body].text.size() <= 80) {
        head.byline = head.body++;
      }
      break;
    }
    if (!(dated && LooksLikeByline(line)) && !by) break;
    head.byline = head.body++;
  }
  return head;
}

std::string AuthorOf(std::string_view byline) {
  byline = SkipMarks(byline);
  if (Lower(byline).starts_with("by ")) byline = Trim(byline.substr(3));
  return std::string(byline);
}

// First line behind the body: everything after it is furniture.
std::size_t FindBodyEnd(const std::vector<Line>& lines, const Head& head) {
  std::size_t end = lines.size();
  for (std::size_t i = head.body + 1; i < lines.size(); ++i) {
    const std::string lower = Lower(lines[i].text);
    const bool label = lines[i].text.size() <= kMaxLabel && !EndsSentence(lines[i].text);
    if (label && (lower.starts_with("written by") || lower.starts_with("about the author"))) {
      end = i;
      break;
    }
  }
  while (end > head.body + 1) {
    const std::string_view last = lines[end - 1].text;
    const bool signature = head.byline && last == lines[*head.byline].text;
    if (!IsFurniture(last) && !signature) break;
    --end;
  }
  return end;
}

}  // namespace

absl::StatusOr<Article> ParseTextPage(std::string_view bytes) {
  if (bytes.substr(0, 4096).find('\0') != std::string_view::npos) {
    return absl::InvalidArgumentError("the file is binary; a page is plain text in UTF-8");
  }
  const std::string page = CleanUtf8(bytes);
  const std::vector<Line> lines = SplitLines(page);
  if (lines.size() < 2)
    return absl::InvalidArgumentError("the page has no headline and body; give at least two lines");
  const Head head = FindHead(lines);
  const std::size_t end = FindBodyEnd(lines, head);
  if (head.body >= end)
    return absl::InvalidArgumentError("the page has no body behind its headline");
  Article article;
  article.set_headline(std::string(lines[head.headline].text));
  if (head.section) article.set_section(std::string(lines[*head.section].text));
  if (head.byline) article.add_authors(AuthorOf(lines[*head.byline].text));
  if (head.published) article.mutable_publish_time()->set_seconds(*head.published);
  article.set_body(
      page.substr(lines[head.body].start, lines[end - 1].end - lines[head.body].start));
  return article;
}

}  // namespace dateline
