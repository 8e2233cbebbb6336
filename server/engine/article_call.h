// SPDX-License-Identifier: GPL-3.0-or-later
// GetArticle: one article, with what a query and a filter mark in it.
#ifndef DATELINE_SERVER_ENGINE_ARTICLE_CALL_H_
#define DATELINE_SERVER_ENGINE_ARTICLE_CALL_H_

#include <absl/status/statusor.h>

#include "dateline/v1/search_service.pb.h"
#include "server/engine/search_services.h"
#include "server/search/search_context.h"

namespace dateline::engine {

// For a request that has passed Validate; errors as SearchBackend has them. Thread-safe.
absl::StatusOr<v1::GetArticleResponse> GetArticle(const SearchServices& services,
                                                  const v1::GetArticleRequest& request,
                                                  const search::SearchContext& context);

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_ARTICLE_CALL_H_
