// SPDX-License-Identifier: GPL-3.0-or-later
// A news page saved as text: section, headline, byline, publication line, body, boilerplate.
#include "core/readers/pages/text_page.h"

#include "core/article/publish_date.h"
#include "core/readers/pages/page_body.h"

namespace dateline::pages {
namespace {

// Kept lines with what stands between them; a blank line in place of what was cut out.
std::string Join(std::string_view page, const PageLines& lines,
                 const std::vector<std::size_t>& kept) {
  std::string body;
  for (std::size_t k = 0; k < kept.size(); ++k) {
    const PageLine& line = lines[kept[k]];
    if (k > 0) {
      const PageLine& before = lines[kept[k - 1]];
      body +=
          kept[k - 1] + 1 == kept[k] ? page.substr(before.end, line.start - before.end) : "\n\n";
    }
    body += line.text;
  }
  return body;
}

}  // namespace

absl::StatusOr<article::Article> ParseTextPage(std::string_view bytes) {
  const absl::StatusOr<std::string> page = DecodePage(bytes);
  if (!page.ok()) return page.status();
  const PageLines lines = SplitPage(*page);
  if (lines.size() < 2)
    return absl::InvalidArgumentError("the page has no headline and body; give at least two lines");
  PageHead head = ReadPageHead(lines);
  const std::vector<std::size_t> kept = ReadPageBody(lines, head);
  if (head.end == 0 || kept.empty()) {
    return absl::InvalidArgumentError(
        "the page has no body after its headline; save the whole page");
  }
  if (!head.published && !head.problem.empty()) return absl::InvalidArgumentError(head.problem);
  article::Article article;
  article.set_headline(std::string(lines[head.headline].text));
  article.set_section(std::string(head.section));
  for (const std::string& author : head.authors) article.add_authors(author);
  if (head.published) article::SetDate(head.published->date, article);
  article.set_body(Join(*page, lines, kept));
  return article;
}

}  // namespace dateline::pages
