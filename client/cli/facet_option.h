// SPDX-License-Identifier: GPL-3.0-or-later
// What --facet takes: a field, and how its values are counted.
#ifndef DATELINE_CLIENT_CLI_FACET_OPTION_H_
#define DATELINE_CLIENT_CLI_FACET_OPTION_H_

#include <absl/status/statusor.h>

#include <string>

#include "dateline/v1/search_service.pb.h"

namespace dateline::cli {

// "author", "author:contains=smith", "person:prefix=an,order=key,min=2,top=50". INVALID_ARGUMENT if
// an option is not one of these. Whether the server counts the field is not known here.
absl::StatusOr<v1::FacetRequest> ParseFacet(const std::string& text);

// Says why `text` is not such a facet; "" if it is one.
std::string FacetProblem(const std::string& text);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_FACET_OPTION_H_
