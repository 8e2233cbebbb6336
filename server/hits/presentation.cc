// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/hits/presentation.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/hits/answer_size.h"
#include "server/hits/article_marks.h"
#include "server/hits/highlight_plan.h"
#include "server/hits/hit_entities.h"
#include "server/hits/html.h"
#include "server/hits/snippet.h"
#include "server/hits/text_matcher.h"

namespace dateline::hits {
namespace {

constexpr std::size_t kDefaultSnippetChars = 200;
constexpr std::size_t kShownIdBytes = 200;
constexpr std::size_t kHitOverhead = 8;  // bytes: the tag and length of a hit in its answer

// Cuts an article to the request's view, its entities to what was asked for.
void ShowArticle(const v1::SearchRequest& request, article::Article& article) {
  if (request.has_entities()) CutEntities(request.entities(), article);
  const bool shown = request.has_entities() || request.view() == v1::ARTICLE_VIEW_FULL;
  if (!shown) return ApplyView(request.view(), article);
  ShowMentions(article);
  google::protobuf::RepeatedPtrField<v1::Entity> entities;
  entities.Swap(article.mutable_entities());
  ApplyView(request.view(), article);
  entities.Swap(article.mutable_entities());
}

class Presenter {
 public:
  Presenter(const v1::SearchRequest& request, const HitPage& page, text::Analyzer& analyzer)
      : request_(request),
        analyzer_(analyzer),
        plan_(MakeHighlightPlan(page.query, page.filter_names)),
        headlines_(plan_, article::Field::kHeadline),
        bodies_(plan_, article::Field::kText),
        ids_only_(request.view() == v1::ARTICLE_VIEW_IDS && !request.has_snippets() &&
                  !request.has_entities()) {}

  // The hit of a candidate, as the request wants it. Errors are those of reading its article, and
  // of the ticker, which may be null.
  absl::StatusOr<v1::Hit> Show(const search::SearchSnapshot& snapshot,
                               const search::Candidate& candidate, search::Ticker* ticker) {
    const index::Segment& segment = *snapshot.snapshot->segments[candidate.segment].segment;
    v1::Hit hit;
    hit.set_score(candidate.score);
    if (ids_only_) {
      const absl::StatusOr<std::string_view> id = segment.ReadId(candidate.doc);
      if (!id.ok()) return id.status();
      hit.mutable_article()->set_id(std::string(*id));
      return hit;
    }
    absl::StatusOr<article::Article> article = segment.ReadArticle(candidate.doc);
    if (!article.ok()) return article.status();
    Highlight(*article, segment.Words(candidate.doc), ticker, hit);
    if (ticker != nullptr && !ticker->status().ok()) return ticker->status();
    ShowArticle(request_, *article);
    *hit.mutable_article() = std::move(*article);
    return hit;
  }

 private:
  void Highlight(const article::Article& article, const index::WordRow& words,
                 search::Ticker* ticker, v1::Hit& hit) {
    const text::Language language = text::AnalysisLanguage(article.language());
    const NamedSpans names = FindNames(plan_, article);
    const std::vector<ByteSpan> spans = dateline::hits::Highlight(
        headlines_,
        {article.headline(), language, article::Field::kHeadline, &words, names.headline, ticker},
        analyzer_);
    FillSpans(article.headline(), spans, *hit.mutable_headline_spans());
    if (!request_.has_snippets()) return;
    const v1::SnippetOptions& options = request_.snippets();
    if (options.html()) hit.set_headline_html(ToHtml(article.headline(), spans));
    const SnippetShape shape{
        static_cast<std::size_t>(std::max(1, options.count())),
        options.size() == 0 ? kDefaultSnippetChars : static_cast<std::size_t>(options.size())};
    const std::string_view body = article.body();
    for (const TextSnippet& piece :
         MakeSnippets(bodies_, {body, language, article::Field::kText, &words, names.body, ticker},
                      shape, analyzer_)) {
      const std::string_view text = body.substr(piece.start, piece.end - piece.start);
      v1::Snippet* snippet = hit.add_snippets();
      snippet->set_text(std::string(text));
      FillSpans(text, piece.spans, *snippet->mutable_spans());
      if (options.html()) snippet->set_html(ToHtml(text, piece.spans));
      snippet->set_body_offset(piece.start);
      snippet->set_body_utf16_offset(piece.utf16_start);
      snippet->set_cut_before(piece.start > 0);
      snippet->set_cut_after(piece.end < body.size());
    }
  }

  const v1::SearchRequest& request_;
  text::Analyzer& analyzer_;
  HighlightPlan plan_;
  TextMatcher headlines_;
  TextMatcher bodies_;
  bool ids_only_;
};

// Makes the first hit of an answer fit, and says what it lacks.
void CutHit(std::size_t room, v1::Hit& hit, v1::Diagnostics& diagnostics) {
  const std::size_t rest = hit.ByteSizeLong() - hit.article().ByteSizeLong() + kHitOverhead;
  const std::string_view missing =
      FitArticle(room > rest ? room - rest : 0, *hit.mutable_article());
  if (missing.empty()) return;
  diagnostics.add_warnings(
      fmt::format("article '{}' lacks {}: the answer would be too large; ask for fewer facets, or "
                  "use GetArticle",
                  hit.article().id().substr(0, kShownIdBytes), missing));
}

}  // namespace

void ApplyView(v1::ArticleView view, article::Article& article) {
  if (view == v1::ARTICLE_VIEW_FULL) return;
  if (view == v1::ARTICLE_VIEW_IDS) {
    std::string id = std::move(*article.mutable_id());
    article.Clear();
    article.set_id(std::move(id));
    return;
  }
  article.clear_body();
  article.clear_entities();
  article.clear_extra();
}

PageEnd AddHits(const v1::SearchRequest& request, const HitPage& page, std::size_t max_bytes,
                text::Analyzer& analyzer, v1::SearchResponse& response) {
  Presenter presenter(request, page, analyzer);
  search::Ticker ticker(page.context);
  const std::size_t before = response.ByteSizeLong();
  std::size_t room = max_bytes > before ? max_bytes - before : 0;
  PageEnd end;
  for (const search::Candidate& candidate : page.candidates) {
    const bool first = end.candidates == 0;
    if (!first) end.status = ticker.Check();
    if (!end.status.ok()) return end;
    absl::StatusOr<v1::Hit> hit =
        presenter.Show(page.snapshot, candidate, first ? nullptr : &ticker);
    end.status = ticker.status();
    if (!end.status.ok()) return end;
    if (!hit.ok()) {
      ++end.candidates;
      response.mutable_diagnostics()->add_warnings(
          fmt::format("a hit was left out: {}", std::string(hit.status().message())));
      continue;
    }
    std::size_t bytes = hit->ByteSizeLong() + kHitOverhead;
    if (bytes > room && response.hits_size() > 0) return end;
    if (bytes > room) {
      CutHit(room, *hit, *response.mutable_diagnostics());
      bytes = hit->ByteSizeLong() + kHitOverhead;
    }
    room -= std::min(room, bytes);
    *response.add_hits() = *std::move(hit);
    ++end.candidates;
  }
  return end;
}

}  // namespace dateline::hits
