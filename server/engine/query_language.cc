// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/query_language.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "core/text/stop_words.h"

namespace dateline::engine {
namespace {

std::size_t CountStopWords(std::string_view query, text::Language language) {
  constexpr std::string_view kBetween = " \t\n.,;:!?\"()[]+-";
  std::size_t count = 0;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find_first_of(kBetween), query.size());
    if (end > 0 && text::IsStopWord(query.substr(0, end), language)) ++count;
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return count;
}

}  // namespace

text::Language QueryLanguage(const v1::SearchRequest& request,
                             const std::vector<text::Language>& languages) {
  if (!request.language().empty()) return text::LanguageFromCode(request.language());
  if (request.filter().languages_size() == 1)
    return text::LanguageFromCode(request.filter().languages(0));
  if (languages.size() == 1) return languages.front();
  text::Language best = languages.front();
  std::size_t most = 0;
  for (const text::Language language : languages) {
    const std::size_t count = CountStopWords(request.query(), language);
    if (count <= most) continue;
    most = count;
    best = language;
  }
  return best;
}

}  // namespace dateline::engine
