// SPDX-License-Identifier: GPL-3.0-or-later
// A news page saved as text: section, headline, byline, publication line, body, furniture.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "indexer/readers/page_lines.h"
#include "indexer/readers/reader.h"

namespace dateline {
namespace {

constexpr std::size_t kTop = 25;           // lines among which headline, byline and date are
constexpr std::size_t kMetaDistance = 6;   // lines between headline and date
constexpr std::size_t kMaxStandfirst = 2;  // lines of text among them
constexpr std::size_t kProse = 120;        // bytes of a line that is surely a paragraph
constexpr std::size_t kMaxHeadline = 400;
constexpr std::size_t kMaxBio = 700;

constexpr auto kSections = std::to_array<std::string_view>(
    {"news",        "politics",      "world",       "business",      "economy",
     "sport",       "sports",        "opinion",     "culture",       "technology",
     "tech",        "science",       "health",      "entertainment", "travel",
     "weather",     "education",     "environment", "climate",       "finance",
     "markets",     "money",         "arts",        "lifestyle",     "local news",
     "top stories", "breaking news", "world news",  "national",      "international",
     "europe",      "asia",          "africa",      "americas",      "middle east",
     "us",          "u.s.",          "uk",          "crime",         "football",
     "media",       "analysis",      "politik",     "wirtschaft",    "kultur",
     "politique",   "économie",      "política",    "deportes",      "cultura"});

bool IsSectionWord(std::string_view text) {
  return std::find(kSections.begin(), kSections.end(), LowerAscii(text)) != kSections.end();
}

bool IsProse(std::string_view text) {
  return text.size() >= kProse && EndsSentence(text) && !IsFurniture(text);
}

// "Nora Quill", "Nora Quill, Tom Ferro and Ana Li": words that all start with a capital.
bool IsNames(std::string_view text) {
  if (text.size() > kProse || EndsSentence(text)) return false;
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

// The last part of "Home > News > Politics"; the text itself where there is no path.
std::string_view LastCrumb(std::string_view text) {
  for (const std::string_view mark : {" > ", " › ", " » ", " / ", " | ", ">", "›", "»"}) {
    const auto at = text.rfind(mark);
    if (at != std::string_view::npos && at + mark.size() < text.size())
      return TrimText(text.substr(at + mark.size()));
  }
  return text;
}

class PageReader {
 public:
  explicit PageReader(std::string_view page) : page_(page), lines_(SplitPage(page)) {}

  absl::StatusOr<Article> Read();

 private:
  std::string_view Text(std::size_t i) const { return lines_[i].text; }
  bool IsMeta(std::size_t i) const { return IsByline(Text(i)) || FindPublication(Text(i)); }
  bool IsTitleOf(std::size_t title, std::size_t headline) const;
  bool FindRepeatedHeadline();
  void FindPlainHeadline();
  void FindSection();
  void ReadHead();
  bool TakeMeta(std::size_t i);
  bool MetaFollows(std::size_t i) const;
  void TakeBetween(std::size_t i);
  bool TakeLastOfHead(std::size_t i);
  void ReadBody();
  bool StoryGoesOn(std::size_t i) const;
  void TakeAuthorBox(std::size_t label);
  void TrimEnd();
  bool IsAboutAuthor(std::string_view text) const;
  std::string Body() const;

  std::string_view page_;
  std::vector<PageLine> lines_;
  std::size_t headline_ = 0;
  std::size_t head_end_ = 0;  // first line behind the headline, or behind its repetition
  std::string_view section_;
  std::vector<std::string> authors_;
  std::optional<Publication> published_;
  std::string problem_;
  std::vector<std::size_t> kept_;  // lines of the body
  bool cut_ = false;               // something was cut behind the last kept line
};

// "Ferry returns - The Port Ellery Herald", the title of the browser's window.
bool PageReader::IsTitleOf(std::size_t title, std::size_t headline) const {
  const std::string_view text = Text(title);
  if (!text.starts_with(Text(headline))) return false;
  const std::string_view rest = TrimText(text.substr(Text(headline).size()));
  return rest.empty() || rest.starts_with("|") || rest.starts_with("- ") || rest.starts_with("–") ||
         rest.starts_with("—") || rest.starts_with("·") || rest.starts_with(": ");
}

// The longest line near the top that stands there twice.
bool PageReader::FindRepeatedHeadline() {
  std::size_t longest = 9;
  const std::size_t top = std::min(lines_.size(), kTop);
  for (std::size_t i = 0; i < top; ++i) {
    for (std::size_t j = i + 1; j < top; ++j) {
      if (Text(j).size() <= longest || Text(j).size() > kMaxHeadline || CountWords(Text(j)) < 2 ||
          !IsTitleOf(i, j) || IsFurniture(Text(j)) || IsMeta(j)) {
        continue;
      }
      longest = Text(j).size();
      headline_ = Text(i).size() == Text(j).size() ? i : j;
      head_end_ = j + 1;
    }
  }
  if (head_end_ == 0) return false;
  // What stands between the two belongs to the head as well.
  for (std::size_t i = headline_ + 1; i + 1 < head_end_; ++i) {
    if (!TakeMeta(i) && !IsFurniture(Text(i)) && !IsLabel(Text(i))) kept_.push_back(i);
  }
  return true;
}

void PageReader::FindPlainHeadline() {
  const std::size_t top = std::min(lines_.size(), kTop);
  std::size_t meta = 0;
  while (meta < top && !IsMeta(meta) && !IsProse(Text(meta))) ++meta;
  std::vector<std::size_t> candidates;
  const bool before =
      std::any_of(lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(meta),
                  [](const PageLine& line) { return !IsFurniture(line.text); });
  for (std::size_t i = 0; i < (before ? meta : lines_.size()) && candidates.size() < top; ++i) {
    if (!IsFurniture(Text(i)) && !IsMeta(i)) candidates.push_back(i);
  }
  for (std::size_t i = 0; i < meta; ++i) TakeMeta(i);
  if (candidates.empty()) return;
  headline_ = candidates[0];
  const auto sentence = std::find_if(candidates.begin(), candidates.end(), [this](std::size_t i) {
    return CountWords(Text(i)) >= 4 && Text(i).size() >= 20 && Text(i) == LastCrumb(Text(i));
  });
  if (sentence != candidates.end()) {
    headline_ = *sentence;
  } else if (candidates.size() > 1 && IsLabel(Text(candidates[0])) &&
             Text(candidates[1]).size() > Text(candidates[0]).size() + 5) {
    headline_ = candidates[1];
  }
  head_end_ = headline_ + 1;
  // A page that starts with its date or byline.
  for (std::size_t i = 0; i < headline_; ++i) TakeMeta(i);
}

// The nearest label above the headline.
void PageReader::FindSection() {
  for (std::size_t i = headline_; i-- > 0;) {
    const std::string_view crumb = LastCrumb(Text(i));
    if (IsFurniture(Text(i)) || IsMeta(i) || !IsLabel(crumb) || Text(headline_) == crumb ||
        IsTitleOf(i, headline_)) {
      continue;
    }
    section_ = crumb;
    return;
  }
}

// Takes what line i says about author and time; false where it says nothing.
bool PageReader::TakeMeta(std::size_t i) {
  std::optional<Publication> found = FindPublication(Text(i));
  const bool by = IsByline(Text(i));
  if (!found && !by) return false;
  std::string_view byline = Text(i);
  if (found) {
    byline = found->byline;
    if (found->seconds && (!published_ || found->kind > published_->kind)) published_ = found;
    if (!found->problem.empty())
      problem_ = fmt::format("the line '{}' {}", Text(i).substr(0, 60), found->problem);
  }
  if (authors_.empty() && !byline.empty()) authors_ = SplitAuthors(byline);
  return true;
}

bool PageReader::MetaFollows(std::size_t i) const {
  std::size_t texts = IsLabel(Text(i)) || IsFurniture(Text(i)) || IsNames(Text(i)) ? 0 : 1;
  for (std::size_t j = i + 1; j < lines_.size() && j <= i + kMetaDistance; ++j) {
    if (EndsStory(Text(j))) return false;
    if (IsMeta(j)) return texts <= kMaxStandfirst;
    if (!IsLabel(Text(j)) && !IsFurniture(Text(j)) && !IsNames(Text(j))) ++texts;
  }
  return false;
}

// A line between headline and date that is neither byline nor date.
void PageReader::TakeBetween(std::size_t i) {
  const std::string_view text = Text(i);
  if (text == Text(headline_) || IsFurniture(text)) return;
  if (section_.empty() && IsSectionWord(text)) {
    section_ = text;
  } else if (authors_.empty() && (IsLabel(text) || IsNames(text)) && IsNames(text)) {
    authors_ = SplitAuthors(text);
  } else if (!IsLabel(text) || authors_.empty()) {  // else: the author's role or place
    kept_.push_back(i);
  }
}

// A short line above the first paragraph: the author's name where none was seen, or his role.
bool PageReader::TakeLastOfHead(std::size_t i) {
  std::string_view text = Text(i);
  if (!IsLabel(text) || i + 1 >= lines_.size() || !EndsSentence(Text(i + 1))) return false;
  if (!authors_.empty()) return IsAuthorRole(text);
  text = TrimText(text.substr(0, text.find('|')));
  if (CountWords(text) < 2 || CountWords(text) > 4 || !IsNames(text) || IsSectionWord(text))
    return false;
  authors_ = SplitAuthors(text);
  return true;
}

void PageReader::ReadHead() {
  while (head_end_ < lines_.size()) {
    const std::size_t i = head_end_;
    if (!TakeMeta(i)) {
      const bool furniture = IsFurniture(Text(i)) || Text(i) == Text(headline_);
      if (!furniture && !MetaFollows(i)) {
        if (!TakeLastOfHead(i)) return;
      } else {
        TakeBetween(i);
      }
    }
    ++head_end_;
  }
}

bool PageReader::StoryGoesOn(std::size_t i) const {
  for (std::size_t j = i + 1; j < lines_.size() && !EndsStory(Text(j)); ++j) {
    if (IsProse(Text(j)) && !IsAboutAuthor(Text(j))) return true;
  }
  return false;
}

// "Written By", "Nora Quill"
void PageReader::TakeAuthorBox(std::size_t label) {
  const std::string lower = LowerAscii(Text(label));
  if (!authors_.empty() || !lower.starts_with("written by")) return;
  if (IsByline(Text(label))) {
    authors_ = SplitAuthors(Text(label));
  } else if (label + 1 < lines_.size() && IsNames(Text(label + 1))) {
    authors_ = SplitAuthors(Text(label + 1));
  }
}

void PageReader::ReadBody() {
  constexpr std::size_t kFewLines = 2;
  bool links = false;  // in a box of links to other stories
  for (std::size_t i = head_end_; i < lines_.size(); ++i) {
    const std::string_view text = Text(i);
    if (EndsStory(text)) {
      TakeAuthorBox(i);
      if (kept_.size() > kFewLines || !StoryGoesOn(i)) {
        cut_ = true;
        return;
      }
      continue;  // "12 comments" above the story
    }
    if (StartsLinks(text) && !kept_.empty()) {
      cut_ = true;
      if (!StoryGoesOn(i)) return;
      links = true;
      continue;
    }
    if (links && !IsProse(text)) continue;
    links = false;
    const bool last_lines = i + kMetaDistance >= lines_.size();
    if (IsFurniture(text) || (last_lines && FindPublication(text) && TakeMeta(i))) {
      cut_ = true;
      continue;
    }
    cut_ = false;
    kept_.push_back(i);
  }
}

// "Nora Quill writes about ships.", "Our editorial team ..."
bool PageReader::IsAboutAuthor(std::string_view text) const {
  if (text.size() > kMaxBio) return false;
  const std::string lower = LowerAscii(text);
  for (const std::string& author : authors_) {
    if (!text.starts_with(author)) continue;
    const std::string rest = lower.substr(author.size(), 60);
    for (const std::string_view verb :
         {" is a", " is the", " is our", " is based", " writes", " covers", " reports on",
          " has been", " joined", " can be"}) {
      if (rest.starts_with(verb)) return true;
    }
  }
  for (const std::string_view start : {"our ", "the "}) {
    if (!lower.starts_with(start)) continue;
    for (const std::string_view who :
         {"editorial team", "news team", "newsroom", "editorial staff"}) {
      if (lower.find(who) < 20) return lower.find(" we ") != std::string::npos || start == "our ";
    }
  }
  return lower.starts_with("with additional reporting") || lower.starts_with("follow ") ||
         lower.starts_with("email: ") || lower.starts_with("@");
}

void PageReader::TrimEnd() {
  while (kept_.size() > 1) {
    const std::string_view last = Text(kept_.back());
    const bool signature =
        std::find(authors_.begin(), authors_.end(), std::string(last)) != authors_.end() ||
        (IsByline(last) && kept_.back() > head_end_) || last == Text(headline_);
    if (!signature && !IsAboutAuthor(last) && !(cut_ && IsLabel(last) && !last.ends_with(".")))
      return;
    cut_ = true;
    kept_.pop_back();
  }
}

// Kept lines with what stands between them; a blank line where something was cut out.
std::string PageReader::Body() const {
  std::string body;
  for (std::size_t k = 0; k < kept_.size(); ++k) {
    const PageLine& line = lines_[kept_[k]];
    if (k > 0) {
      const PageLine& before = lines_[kept_[k - 1]];
      body +=
          kept_[k - 1] + 1 == kept_[k] ? page_.substr(before.end, line.start - before.end) : "\n\n";
    }
    body += line.text;
  }
  return body;
}

absl::StatusOr<Article> PageReader::Read() {
  if (lines_.size() < 2)
    return absl::InvalidArgumentError("the page has no headline and body; give at least two lines");
  if (!FindRepeatedHeadline()) FindPlainHeadline();
  FindSection();
  ReadHead();
  ReadBody();
  TrimEnd();
  if (head_end_ == 0 || kept_.empty())
    return absl::InvalidArgumentError(
        "the page has no body behind its headline; save the whole page");
  if (!published_ && !problem_.empty()) return absl::InvalidArgumentError(problem_);
  Article article;
  article.set_headline(std::string(Text(headline_)));
  article.set_section(std::string(section_));
  for (const std::string& author : authors_) article.add_authors(author);
  if (published_) article.mutable_publish_time()->set_seconds(*published_->seconds);
  article.set_body(Body());
  return article;
}

}  // namespace

absl::StatusOr<Article> ParseTextPage(std::string_view bytes) {
  const absl::StatusOr<std::string> page = DecodePage(bytes);
  if (!page.ok()) return page.status();
  return PageReader(*page).Read();
}

}  // namespace dateline
