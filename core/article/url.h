// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses of articles.
#ifndef DATELINE_CORE_ARTICLE_URL_H_
#define DATELINE_CORE_ARTICLE_URL_H_

#include <string>
#include <string_view>

namespace dateline::article {

// Host of a URL in lower case without "www."; "" if there is none.
std::string UrlHost(std::string_view url);

// What tells an article's address from that of another one: without scheme (http and https are
// one), "www.", default port, fragment (but "#!" names a page), slash at the end of the path, and
// parameters that only say how a reader got there ("utm_source", "fbclid"); the host in lower
// case. Path and other parameters are kept as they are, in their order. A text that does not start
// with http:// or https:// is returned as it is. Thread-safe.
std::string UrlKey(std::string_view url);

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_URL_H_
