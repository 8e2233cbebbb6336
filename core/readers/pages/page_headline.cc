// SPDX-License-Identifier: GPL-3.0-or-later
// The headline: the line that stands twice above the story, or else the first that looks like one.
#include "core/readers/pages/page_headline.h"

#include <algorithm>

#include "core/readers/pages/page_boilerplate.h"
#include "core/readers/pages/page_head.h"
#include "core/readers/pages/page_meta.h"
#include "core/readers/pages/page_names.h"

namespace dateline::pages {
namespace {

constexpr std::size_t kTop = 25;  // lines among which headline, byline and date are
constexpr std::size_t kMaxHeadline = 400;
constexpr std::size_t kParagraph = 60;  // bytes of a short paragraph
constexpr std::size_t kHeadlineWords = 4;
constexpr std::size_t kHeadlineBytes = 20;

class HeadlineFinder {
 public:
  explicit HeadlineFinder(const PageLines& lines) : lines_(lines) {}

  PageHead Run();

 private:
  std::string_view Text(std::size_t i) const { return lines_[i].text; }
  std::size_t Top() const { return std::min(lines_.size(), kTop); }
  bool IsCandidate(std::size_t i) const { return !IsBoilerplate(Text(i)) && !IsMetaLine(Text(i)); }
  bool LooksLikeHeadline(std::size_t i) const;
  bool IsTitleOf(std::size_t title, std::size_t headline) const;
  void FindLimits();
  bool IsAuthor(std::size_t first, std::size_t second) const;
  bool IsRepetition(std::size_t first, std::size_t second) const;
  bool FindRepeated();
  std::vector<std::size_t> Candidates() const;
  void FindPlain();
  void FindSection();

  const PageLines& lines_;
  PageHead head_;
  std::size_t first_ = 0;  // first line that looks like a headline
  std::size_t meta_ = 0;   // first line after it that is about author or time
  std::size_t story_ = 0;  // first line after it that is a paragraph
};

bool HeadlineFinder::LooksLikeHeadline(std::size_t i) const {
  return CountWords(Text(i)) >= kHeadlineWords && Text(i).size() >= kHeadlineBytes &&
         Text(i) == LastCrumb(Text(i));
}

// "Ferry returns - The Port Ellery Herald", the title of the browser's window.
bool HeadlineFinder::IsTitleOf(std::size_t title, std::size_t headline) const {
  const std::string_view text = Text(title);
  if (!text.starts_with(Text(headline))) return false;
  const std::string_view rest = TrimText(text.substr(Text(headline).size()));
  return rest.empty() || rest.starts_with("|") || rest.starts_with("- ") || rest.starts_with("–") ||
         rest.starts_with("—") || rest.starts_with("·") || rest.starts_with(": ");
}

void HeadlineFinder::FindLimits() {
  const std::size_t top = Top();
  while (first_ < top && !(IsCandidate(first_) &&
                           (LooksLikeHeadline(first_) || Text(first_) != LastCrumb(Text(first_)) ||
                            !IsLabel(Text(first_))))) {
    ++first_;
  }
  // If even the headline is as short as a label, the first date or byline still bounds it.
  std::size_t labels = 0;
  meta_ = top;
  for (std::size_t i = 0; i < top && meta_ == top; ++i) {
    if (IsMetaLine(Text(i)) && labels > 0) meta_ = i;
    labels += IsCandidate(i) ? 1 : 0;
  }
  story_ = std::min(first_ + 1, top);
  while (story_ < top && (IsTitleOf(first_, story_) ||
                          !(IsProse(Text(story_)) ||
                            (Text(story_).size() >= kParagraph && Text(story_).ends_with('.'))))) {
    ++story_;
  }
}

// A name that stands twice, as text of a picture and as byline.
bool HeadlineFinder::IsAuthor(std::size_t first, std::size_t second) const {
  constexpr std::size_t kMostWords = 4;
  if (!IsNames(Text(second)) || CountWords(Text(second)) > kMostWords) return false;
  std::size_t next = second + 1;
  while (next < lines_.size() && IsBoilerplate(Text(next))) ++next;
  if (next < lines_.size() && !EndsStory(Text(next))) {
    const auto found = FindPublication(Text(next));
    if (!found || !found->byline.empty()) return false;
  }
  for (std::size_t i = 0; i < first; ++i) {
    if (IsCandidate(i) && !IsSectionWord(LastCrumb(Text(i)))) return true;
  }
  return false;
}

// Both copies of a headline stand above the story; quotes and paragraphs that are repeated do not.
bool HeadlineFinder::IsRepetition(std::size_t first, std::size_t second) const {
  const std::string_view text = Text(second);
  if (text.size() > kMaxHeadline || CountWords(text) < 2 || !IsTitleOf(first, second) ||
      !IsCandidate(second) || second >= story_ || IsAuthor(first, second)) {
    return false;
  }
  if (first == first_ && first < meta_) return second <= meta_ + kMetaDistance;
  if (second > meta_) return false;
  for (std::size_t i = first + 1; i < second; ++i) {
    if (!IsBoilerplate(Text(i)) && !IsLabel(Text(i)) && !IsTitleOf(first, i)) return false;
  }
  return true;
}

// The longest line that stands there twice.
bool HeadlineFinder::FindRepeated() {
  std::size_t longest = 9;
  std::size_t first = 0;
  for (std::size_t i = 0; i < Top(); ++i) {
    for (std::size_t j = i + 1; j < Top(); ++j) {
      if (Text(j).size() <= longest || !IsRepetition(i, j)) continue;
      longest = Text(j).size();
      first = i;
      head_.headline = Text(i).size() == Text(j).size() ? i : j;
      head_.end = j + 1;
    }
  }
  if (head_.end == 0) return false;
  // What stands between the two belongs to the head as well.
  for (std::size_t i = first + 1; i + 1 < head_.end; ++i) {
    if (!head_.TakeMeta(Text(i)) && IsCandidate(i) && !IsLabel(Text(i)) &&
        Text(i) != Text(head_.headline)) {
      head_.kept.push_back(i);
    }
  }
  return true;
}

// Lines above the first that is about author or time, or all if none is there.
std::vector<std::size_t> HeadlineFinder::Candidates() const {
  std::size_t meta = 0;
  while (meta < Top() && !IsMetaLine(Text(meta)) && !IsProse(Text(meta))) ++meta;
  const bool before =
      std::any_of(lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(meta),
                  [](const PageLine& line) { return !IsBoilerplate(line.text); });
  std::vector<std::size_t> candidates;
  for (std::size_t i = 0; i < (before ? meta : lines_.size()) && candidates.size() < kTop; ++i) {
    if (IsCandidate(i)) candidates.push_back(i);
  }
  return candidates;
}

void HeadlineFinder::FindPlain() {
  const std::vector<std::size_t> candidates = Candidates();
  if (candidates.empty()) return;
  head_.headline = candidates[0];
  const auto sentence = std::find_if(candidates.begin(), candidates.end(),
                                     [this](std::size_t i) { return LooksLikeHeadline(i); });
  if (sentence != candidates.end()) {
    head_.headline = *sentence;
  } else if (candidates.size() > 1 && IsLabel(Text(candidates[0])) &&
             (IsSectionWord(LastCrumb(Text(candidates[0]))) ||
              Text(candidates[1]).size() > Text(candidates[0]).size() + 5)) {
    head_.headline = candidates[1];
  }
  head_.end = head_.headline + 1;
}

// The nearest label above the headline.
void HeadlineFinder::FindSection() {
  for (std::size_t i = head_.headline; i-- > 0;) {
    const std::string_view crumb = LastCrumb(Text(i));
    if (!IsCandidate(i) || !IsLabel(crumb) || Text(head_.headline) == crumb ||
        IsTitleOf(i, head_.headline)) {
      continue;
    }
    head_.section = crumb;
    return;
  }
}

PageHead HeadlineFinder::Run() {
  FindLimits();
  if (!FindRepeated()) FindPlain();
  FindSection();
  return std::move(head_);
}

}  // namespace

PageHead FindHeadline(const PageLines& lines) { return HeadlineFinder(lines).Run(); }

}  // namespace dateline::pages
