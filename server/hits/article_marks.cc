// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/hits/article_marks.h"

#include <algorithm>

#include "core/limits.h"
#include "server/hits/html.h"
#include "server/hits/snippet.h"
#include "server/hits/text_matcher.h"

namespace dateline::hits {

void FillSpans(std::string_view text, const std::vector<ByteSpan>& spans,
               google::protobuf::RepeatedPtrField<v1::Span>& out) {
  Utf16Counter counter(text);
  for (const ByteSpan& span : spans) {
    v1::Span* filled = out.Add();
    filled->set_start(span.start);
    filled->set_end(span.end);
    filled->set_utf16_start(counter.To(span.start));
    filled->set_utf16_end(counter.To(span.end));
  }
}

void MarkArticle(const HighlightPlan& plan, const article::Article& article,
                 const index::WordRow& words, bool html, search::Ticker& ticker,
                 text::Analyzer& analyzer, v1::GetArticleResponse& response) {
  const text::Language language = text::AnalysisLanguage(article.language());
  const NamedSpans names = FindNames(plan, article);
  const auto mark = [&](std::string_view text, article::Field field,
                        const std::vector<NamedSpan>& named) {
    std::vector<ByteSpan> spans = Highlight(
        TextMatcher(plan, field), {text, language, field, &words, named, &ticker}, analyzer);
    spans.resize(std::min(spans.size(), limits::kMaxBodySpans));
    return spans;
  };
  const auto headline = mark(article.headline(), article::Field::kHeadline, names.headline);
  const auto body = mark(article.body(), article::Field::kText, names.body);
  FillSpans(article.headline(), headline, *response.mutable_headline_spans());
  FillSpans(article.body(), body, *response.mutable_body_spans());
  if (!html) return;
  response.set_headline_html(ToHtml(article.headline(), headline));
  response.set_body_html(ToHtml(article.body(), body));
}

}  // namespace dateline::hits
