// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/query_language.h"

#include "core/text/query_language.h"

namespace dateline::engine {

text::Language QueryLanguage(const v1::SearchRequest& request,
                             const std::vector<text::Language>& languages) {
  if (!request.language().empty()) return text::LanguageFromCode(request.language());
  if (request.filter().languages_size() == 1)
    return text::LanguageFromCode(request.filter().languages(0));
  return text::DetectQueryLanguage(request.query(), languages);
}

}  // namespace dateline::engine
