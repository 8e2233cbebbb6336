// SPDX-License-Identifier: GPL-3.0-or-later
// A whole article as text for a terminal.
#ifndef DATELINE_CLIENT_CLI_PRINT_ARTICLE_H_
#define DATELINE_CLIENT_CLI_PRINT_ARTICLE_H_

#include <string>

#include "client/cli/print.h"
#include "dateline/v1/search_service.pb.h"

namespace dateline::cli {

// Headline, credits, id, address, the body in lines of the terminal's width, both with what is
// marked in them, and the entities by type. Pure; ends with a line end.
std::string ShowArticle(const v1::GetArticleResponse& response, const PrintOptions& options);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_PRINT_ARTICLE_H_
