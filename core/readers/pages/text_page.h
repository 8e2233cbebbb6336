// SPDX-License-Identifier: GPL-3.0-or-later
// Articles from pages that were saved as text.
#ifndef DATELINE_CORE_READERS_PAGES_TEXT_PAGE_H_
#define DATELINE_CORE_READERS_PAGES_TEXT_PAGE_H_

#include <absl/status/statusor.h>

#include <string_view>

#include "core/article/article.h"

namespace dateline::pages {

// One article from a saved text page (doc/operations.md "Saved text pages"): section, headline,
// author, publish time and a body without the page's boilerplate. Thread-safe. INVALID_ARGUMENT: no
// headline or no body.
absl::StatusOr<article::Article> ParseTextPage(std::string_view page);

}  // namespace dateline::pages

#endif  // DATELINE_CORE_READERS_PAGES_TEXT_PAGE_H_
