// SPDX-License-Identifier: GPL-3.0-or-later
// What matched, as answers show it: in a text, and in a whole article.
#ifndef DATELINE_SERVER_HITS_ARTICLE_MARKS_H_
#define DATELINE_SERVER_HITS_ARTICLE_MARKS_H_

#include <google/protobuf/repeated_ptr_field.h>

#include <string_view>
#include <vector>

#include "core/article/article.h"
#include "core/index/stored_article.h"
#include "core/text/analyzer.h"
#include "dateline/v1/search_service.pb.h"
#include "server/hits/byte_span.h"
#include "server/hits/highlight_plan.h"
#include "server/search/search_context.h"

namespace dateline::hits {

// Appends `spans` of `text`, ascending, with their offsets in UTF-16.
void FillSpans(std::string_view text, const std::vector<ByteSpan>& spans,
               google::protobuf::RepeatedPtrField<v1::Span>& out);

// Sets what `plan` marks in headline and body of `article`, which is not in `response` yet, at most
// kMaxBodySpans in the body; with `html` also both as HTML. `words`: of the article, which saves
// most of the analysis. Once `ticker` has ended, some marks may be missing.
void MarkArticle(const HighlightPlan& plan, const article::Article& article,
                 const index::WordRow& words, bool html, search::Ticker& ticker,
                 text::Analyzer& analyzer, v1::GetArticleResponse& response);

}  // namespace dateline::hits

#endif  // DATELINE_SERVER_HITS_ARTICLE_MARKS_H_
