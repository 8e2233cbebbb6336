// SPDX-License-Identifier: GPL-3.0-or-later
// Rules for an article. The article model is the message dateline.v1.Article.
#ifndef DATELINE_CORE_ARTICLE_ARTICLE_H_
#define DATELINE_CORE_ARTICLE_ARTICLE_H_

#include <absl/status/status.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dateline/v1/article.pb.h"

namespace dateline {

using Article = v1::Article;

// Makes `article` fit to store: cleans UTF-8, collapses white space in names and headline, checks
// every limit, derives a missing id (from url, else from content) and a missing language
// (detection). INVALID_ARGUMENT names field, value, rule and remedy. Thread-safe.
absl::Status NormalizeArticle(Article& article);

// 64-bit XXH3 of everything in a normalised article but its id: equal means unchanged.
std::uint64_t ContentHash(const Article& article);

// Host of a URL in lower case without "www."; "" where there is none.
std::string UrlHost(std::string_view url);

// Seconds since 1970 for the usual ways to write a date: RFC 3339, YYYY-MM-DD (00:00 UTC),
// YYYY-MM-DD HH:MM[:SS], RFC 822, "December 15, 2025", "15 December 2025", "Dec. 15, 2025",
// "15.12.2025", epoch seconds or milliseconds. nullopt: not a date. Years 1 to 9999.
std::optional<std::int64_t> ParseDate(std::string_view text);

}  // namespace dateline

#endif  // DATELINE_CORE_ARTICLE_ARTICLE_H_
