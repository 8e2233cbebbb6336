// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/article_call.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "server/engine/damage_report.h"
#include "server/engine/search_run.h"
#include "server/hits/answer_size.h"
#include "server/hits/hit_entities.h"

namespace dateline::engine {
namespace {

bool IsVisible(const search::SearchSnapshot& snapshot, const index::ArticleAddress& address) {
  const search::SharedBitmap& live = snapshot.live[address.segment];
  return live == nullptr || live->contains(address.doc);
}

// An article with all its mentions may be larger than an answer may be.
absl::Status FitAnswer(v1::GetArticleResponse& response) {
  if (response.ByteSizeLong() <= limits::kMaxAnswerBytes) return absl::OkStatus();
  hits::DropMentions(*response.mutable_article());
  const std::size_t bytes = response.ByteSizeLong();
  if (bytes <= limits::kMaxAnswerBytes) return absl::OkStatus();
  return errors::MakeError(
      absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_ANSWER_TOO_LARGE,
      fmt::format("the article has {} bytes{}; answers have at most {}", bytes,
                  response.body_html().empty() ? "" : " with its HTML: ask for it without HTML",
                  limits::kMaxAnswerBytes));
}

bool AsksForMarks(const v1::GetArticleRequest& request) {
  return !request.query().empty() || request.has_filter() || request.html();
}

absl::Status AddMarks(const SearchServices& services, const v1::GetArticleRequest& request,
                      const search::SearchContext& context, const index::ArticleAddress& address,
                      const article::Article& article, v1::GetArticleResponse& response) {
  v1::SearchRequest search;
  search.set_query(request.query());
  search.set_language(request.language());
  if (request.has_filter()) *search.mutable_filter() = request.filter();
  const index::Segment& segment = *services.snapshot->snapshot->segments[address.segment].segment;
  return SearchRun(services, search, context)
      .MarkArticle(article, segment.Words(address.doc), request.html(), response);
}

}  // namespace

absl::StatusOr<v1::GetArticleResponse> GetArticle(const SearchServices& services,
                                                  const v1::GetArticleRequest& request,
                                                  const search::SearchContext& context) {
  const auto visible = services.restricted.Get(services.snapshot, context);
  if (!visible.ok()) return visible.status();
  const index::Snapshot& snapshot = *services.snapshot->snapshot;
  const auto address = index::FindLiveArticle(snapshot, request.id());
  if (!address || !IsVisible(**visible, *address)) {  // what cannot be seen is not there
    const std::string what = "no article has the id '" + request.id().substr(0, 200) + "'";
    if (!snapshot.damaged.empty()) return NotFoundInTheRest(snapshot, what, context);
    return errors::MakeError(absl::StatusCode::kNotFound, v1::ERROR_REASON_ARTICLE_NOT_FOUND, what);
  }
  auto article = snapshot.segments[address->segment].segment->ReadArticle(address->doc);
  if (!article.ok()) return article.status();
  v1::GetArticleResponse response;
  if (AsksForMarks(request)) {
    absl::Status status = AddMarks(services, request, context, *address, *article, response);
    if (!status.ok()) return status;
  }
  hits::ShowMentions(*article);
  *response.mutable_article() = std::move(*article);
  response.set_generation(snapshot.generation);
  if (absl::Status status = FitAnswer(response); !status.ok()) return status;
  return response;
}

}  // namespace dateline::engine
