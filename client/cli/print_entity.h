// SPDX-License-Identifier: GPL-3.0-or-later
// Entities as text for a terminal.
#ifndef DATELINE_CLIENT_CLI_PRINT_ENTITY_H_
#define DATELINE_CLIENT_CLI_PRINT_ENTITY_H_

#include <string>

#include "client/cli/print.h"
#include "dateline/v1/search_service.pb.h"

namespace dateline::cli {

// Pure functions; each result but the label ends with a line end.
// "Jane Roe (person)", "Paris (place, France)".
std::string EntityLabel(const std::string& name, v1::EntityType type, const std::string& country);
// What words of the query may name, if they name several entities.
std::string ShowChoices(const v1::SearchResponse& response, const PrintOptions& options);
std::string ShowEntity(const v1::GetEntityResponse& response, const PrintOptions& options);
std::string ShowSuggestions(const v1::SuggestEntitiesResponse& response);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_PRINT_ENTITY_H_
