// SPDX-License-Identifier: GPL-3.0-or-later
// Names of authors and sources that are typed as plain words.
#ifndef DATELINE_SERVER_ENGINE_NAME_CHOICES_H_
#define DATELINE_SERVER_ENGINE_NAME_CHOICES_H_

#include <string_view>

#include "dateline/v1/search_service.pb.h"
#include "server/search/search_snapshot.h"

namespace dateline::engine {

// Adds a choice for each name of an author or source of `snapshot` that the whole query is, or two
// or more words of it in a row; longer runs first, of overlapping ones the longer, at most
// kMaxNameChoices. Of a long query only the first words are looked at.
void AddNameChoices(std::string_view query, const search::SearchSnapshot& snapshot,
                    v1::SearchResponse& response);

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_NAME_CHOICES_H_
