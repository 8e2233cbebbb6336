// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/pages/page_head.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/readers/pages/page_boilerplate.h"
#include "core/readers/pages/page_headline.h"
#include "core/readers/pages/page_meta.h"
#include "core/readers/pages/page_names.h"

namespace dateline::pages {
namespace {

constexpr std::size_t kMaxStandfirst = 2;  // lines of text between headline and date
constexpr std::size_t kProse = 120;        // bytes of a line that is surely a paragraph

class HeadReader {
 public:
  explicit HeadReader(const PageLines& lines) : lines_(lines), head_(FindHeadline(lines)) {}

  PageHead Run();

 private:
  std::string_view Text(std::size_t i) const { return lines_[i].text; }
  void TakeBylinesAbove();
  void TakeDateAbove();
  bool SaysMore(std::string_view line) const;
  bool MetaFollows(std::size_t i) const;
  void TakeBetween(std::size_t i);
  bool TakeLastOfHead(std::size_t i);

  const PageLines& lines_;
  PageHead head_;
};

bool IsText(std::string_view line) {
  return !IsLabel(line) && !IsBoilerplate(line) && !IsNames(line);
}

// A byline, or the date if none is known.
bool HeadReader::SaysMore(std::string_view line) const {
  const auto found = FindPublication(line);
  return IsByline(line) || (found && (!head_.published || found->named || !found->byline.empty()));
}

// If author and time are known, dates further down are the story's.
bool HeadReader::MetaFollows(std::size_t i) const {
  if (head_.published && !head_.authors.empty()) return false;
  std::size_t texts = IsText(Text(i)) ? 1 : 0;
  for (std::size_t j = i + 1; j < lines_.size() && j <= i + kMetaDistance; ++j) {
    if (EndsStory(Text(j))) return false;
    if (SaysMore(Text(j))) return texts <= kMaxStandfirst;
    texts += IsText(Text(j)) ? 1 : 0;
  }
  return false;
}

// A line between headline and date that is neither byline nor date.
void HeadReader::TakeBetween(std::size_t i) {
  const std::string_view text = Text(i);
  if (text == Text(head_.headline) || IsBoilerplate(text)) return;
  if (head_.section.empty() && IsSectionWord(text)) {
    head_.section = text;
  } else if (head_.authors.empty() && IsNames(text)) {
    head_.authors = SplitAuthors(text);
  } else if (!IsLabel(text) || head_.authors.empty()) {  // else: the author's role or place
    head_.kept.push_back(i);
  }
}

// A short line above the first paragraph: the author's name if none was seen, or his role.
bool HeadReader::TakeLastOfHead(std::size_t i) {
  std::string_view text = Text(i);
  if (!IsLabel(text) || i + 1 >= lines_.size() || !EndsSentence(Text(i + 1))) return false;
  if (!head_.authors.empty()) return IsAuthorRole(text);
  text = TrimText(text.substr(0, text.find('|')));
  if (CountWords(text) < 2 || CountWords(text) > 4 || !IsNames(text) || IsSectionWord(text))
    return false;
  head_.authors = SplitAuthors(text);
  return true;
}

// A page may start with its byline. A date above the headline is more often that of the visit, so
// it only counts if no other is found.
void HeadReader::TakeBylinesAbove() {
  for (std::size_t i = 0; i < head_.headline; ++i) {
    const auto found = FindPublication(Text(i));
    if (!found || found->named || !found->byline.empty()) head_.TakeMeta(Text(i));
  }
}

void HeadReader::TakeDateAbove() {
  for (std::size_t i = 0; i < head_.headline && !head_.published; ++i) head_.TakeMeta(Text(i));
}

PageHead HeadReader::Run() {
  TakeBylinesAbove();
  while (head_.end < lines_.size()) {
    const std::size_t i = head_.end;
    if (!head_.TakeMeta(Text(i))) {
      const bool boilerplate = IsBoilerplate(Text(i)) || Text(i) == Text(head_.headline);
      if (boilerplate || MetaFollows(i)) {
        TakeBetween(i);
      } else if (!TakeLastOfHead(i)) {
        break;
      }
    }
    ++head_.end;
  }
  TakeDateAbove();
  return std::move(head_);
}

}  // namespace

bool IsMetaLine(std::string_view line) { return IsByline(line) || FindPublication(line); }

bool IsProse(std::string_view line) {
  return line.size() >= kProse && EndsSentence(line) && !IsBoilerplate(line);
}

bool PageHead::TakeMeta(std::string_view line) {
  const std::optional<Publication> found = FindPublication(line);
  const bool by = IsByline(line);
  if (!found && !by) return false;
  if (found) {
    // A day without a year after a whole date heads a part of the story.
    if (!found->seconds && found->problem.empty() && !found->named && published) return false;
    if (found->seconds && (!published || found->kind > published->kind)) published = found;
    if (!found->problem.empty())
      problem = fmt::format("the line '{}' {}", line.substr(0, 60), found->problem);
  }
  const std::string_view byline = found ? found->byline : line;
  if (authors.empty() && !byline.empty()) authors = SplitAuthors(byline);
  return true;
}

PageHead ReadPageHead(const PageLines& lines) { return HeadReader(lines).Run(); }

}  // namespace dateline::pages
