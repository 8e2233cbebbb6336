// SPDX-License-Identifier: GPL-3.0-or-later
// The language in which a query is read.
#ifndef DATELINE_SERVER_ENGINE_QUERY_LANGUAGE_H_
#define DATELINE_SERVER_ENGINE_QUERY_LANGUAGE_H_

#include <vector>

#include "core/text/language.h"
#include "dateline/v1/search_service.pb.h"

namespace dateline::engine {

// The language of the request, else the only one that its filter selects, else the one of
// `languages` (of the index, not empty) that the query seems to be written in. Thread-safe.
text::Language QueryLanguage(const v1::SearchRequest& request,
                             const std::vector<text::Language>& languages);

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_QUERY_LANGUAGE_H_
