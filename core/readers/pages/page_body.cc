// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/pages/page_body.h"

#include <algorithm>

#include "core/readers/pages/page_boilerplate.h"
#include "core/readers/pages/page_meta.h"
#include "core/readers/pages/page_names.h"
#include "core/readers/pages/page_words.h"

namespace dateline::pages {
namespace {

constexpr std::size_t kMaxBio = 700;
constexpr std::size_t kSentenceWords = 4;

class BodyReader {
 public:
  BodyReader(const PageLines& lines, PageHead& head)
      : lines_(lines), head_(head), kept_(head.kept) {}

  std::vector<std::size_t> Run();

 private:
  std::string_view Text(std::size_t i) const { return lines_[i].text; }
  void LookAhead();
  bool IsSentence(std::size_t i) const;
  bool EndsLinks(std::size_t i) const;
  bool TakePublication(std::size_t i);
  void TakeAuthorBox(std::size_t label);
  bool IsAboutAuthor(std::string_view text) const;
  bool IsSignature(std::size_t i) const;
  void ReadLines();
  void TrimEnd();

  const PageLines& lines_;
  PageHead& head_;
  std::vector<std::size_t> kept_;
  std::vector<bool> story_after_;      // the story goes on after line i
  std::vector<bool> sentences_after_;  // so do at least short sentences
  bool cut_ = false;                   // something was cut after the last kept line
};

// A sentence of a story, however short.
bool BodyReader::IsSentence(std::size_t i) const {
  const std::string_view text = Text(i);
  return EndsSentence(text) && !text.ends_with(':') && CountWords(text) >= kSentenceWords &&
         !IsBoilerplate(text) && !IsNotice(text) && !IsAboutAuthor(text) && !IsMetaLine(text);
}

// After a list of links come paragraphs, or at least two short sentences: one alone may be the
// teaser of a link.
bool BodyReader::EndsLinks(std::size_t i) const {
  return IsProse(Text(i)) || (IsSentence(i) && i + 1 < lines_.size() && IsSentence(i + 1));
}

void BodyReader::LookAhead() {
  story_after_.assign(lines_.size(), false);
  sentences_after_.assign(lines_.size(), false);
  for (std::size_t i = lines_.size() - 1; i-- > head_.end;) {
    const std::size_t next = i + 1;
    if (EndsStory(Text(next))) continue;
    sentences_after_[i] = sentences_after_[next] || IsSentence(next);
    story_after_[i] = story_after_[next] || (EndsLinks(next) && !IsAboutAuthor(Text(next)));
  }
}

// A line that says when the story was published stands after it, or says so by a word.
bool BodyReader::TakePublication(std::size_t i) {
  const auto found = FindPublication(Text(i));
  if (!found) return false;
  const bool named = found->named && !EndsSentence(Text(i));
  const bool last = i + kMetaDistance >= lines_.size() && !sentences_after_[i];
  return (named || last) && head_.TakeMeta(Text(i));
}

// "Written By", "Nora Quill"
void BodyReader::TakeAuthorBox(std::size_t label) {
  const std::string lower = LowerAscii(Text(label));
  if (!head_.authors.empty() || !lower.starts_with("written by")) return;
  if (IsByline(Text(label))) {
    head_.authors = SplitAuthors(Text(label));
  } else if (label + 1 < lines_.size() && IsNames(Text(label + 1))) {
    head_.authors = SplitAuthors(Text(label + 1));
  }
}

void BodyReader::ReadLines() {
  constexpr std::size_t kFewLines = 2;
  bool links = false;  // in a box of links to other stories
  for (std::size_t i = head_.end; i < lines_.size(); ++i) {
    const std::string_view text = Text(i);
    if (EndsStory(text)) {
      TakeAuthorBox(i);
      if (kept_.size() > kFewLines || !story_after_[i]) {
        cut_ = true;
        return;
      }
      continue;  // "12 comments" above the story
    }
    if (StartsLinks(text) && !kept_.empty()) {
      cut_ = true;
      if (!story_after_[i]) return;
      links = true;
      continue;
    }
    if (links && !EndsLinks(i)) continue;
    links = false;
    cut_ = IsBoilerplate(text) || TakePublication(i);
    if (!cut_) kept_.push_back(i);
  }
}

// "Nora Quill writes about ships.", "Our editorial team ...", "Follow us on X."
bool BodyReader::IsAboutAuthor(std::string_view text) const {
  if (text.size() > kMaxBio) return false;
  constexpr PhraseList kDoes(
      " is a; is the; is our; is based; writes; covers; reports on; has been; joined; can be");
  constexpr PhraseList kTeams("editorial team;news team;newsroom;editorial staff");
  constexpr PhraseList kContact(
      "with additional reporting;email: ;@;follow @;follow us;follow our ;follow him on ;"
      "follow her on ;follow them on ;follow him at ;follow her at ;follow them at ;follow on ");
  const std::string lower = LowerAscii(text);
  for (const std::string& author : head_.authors) {
    if (lower.starts_with("follow " + LowerAscii(author))) return true;
    if (text.starts_with(author) && kDoes.HasStartOf(lower.substr(author.size()))) return true;
  }
  for (const std::string_view start : {"our ", "the "}) {
    if (!lower.starts_with(start) || kTeams.CountIn(lower.substr(0, 36)) == 0) continue;
    return lower.find(" we ") != std::string::npos || start == "our ";
  }
  return kContact.HasStartOf(lower);
}

bool BodyReader::IsSignature(std::size_t i) const {
  const std::string_view text = Text(i);
  return text == Text(head_.headline) || (IsByline(text) && i > head_.end) ||
         std::find(head_.authors.begin(), head_.authors.end(), text) != head_.authors.end();
}

void BodyReader::TrimEnd() {
  while (kept_.size() > 1) {
    const std::string_view last = Text(kept_.back());
    const bool label = cut_ && IsLabel(last);
    if (!label && !IsSignature(kept_.back()) && !IsAboutAuthor(last) && !IsNotice(last)) return;
    cut_ = true;
    kept_.pop_back();
  }
}

std::vector<std::size_t> BodyReader::Run() {
  if (head_.end < lines_.size()) {
    LookAhead();
    ReadLines();
    TrimEnd();
  }
  return std::move(kept_);
}

}  // namespace

std::vector<std::size_t> ReadPageBody(const PageLines& lines, PageHead& head) {
  return BodyReader(lines, head).Run();
}

}  // namespace dateline::pages
