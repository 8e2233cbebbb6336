// SPDX-License-Identifier: GPL-3.0-or-later
// A whole article as text for a terminal.
#ifndef DATELINE_CLIENT_CLI_PRINT_ARTICLE_H_
#define DATELINE_CLIENT_CLI_PRINT_ARTICLE_H_

#include <string>

#include "client/cli/print.h"
#include "dateline/v1/search_service.pb.h"

namespace dateline::cli {

// What is marked in an article: spans of its headline and of its body, each in order.
struct ArticleMarks {
  google::protobuf::RepeatedPtrField<v1::Span> headline{};
  google::protobuf::RepeatedPtrField<v1::Span> body{};
};

// The marks of a search's hit on `article`. Snippets that are not a piece of its body, because the
// article has changed in between, are left out. Pure.
ArticleMarks MarksOf(const v1::Hit& hit, const v1::Article& article);

// Headline, credits, id, address, the body in lines of the terminal's width, and the entities by
// type. Pure; ends with a line end.
std::string ShowArticle(const v1::Article& article, const PrintOptions& options,
                        const ArticleMarks& marks = {});

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_PRINT_ARTICLE_H_
