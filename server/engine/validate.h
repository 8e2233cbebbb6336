// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of requests that need no index.
#ifndef DATELINE_SERVER_ENGINE_VALIDATE_H_
#define DATELINE_SERVER_ENGINE_VALIDATE_H_

#include <absl/status/status.h>

#include "dateline/v1/search_service.pb.h"

namespace dateline::engine {

// INVALID_ARGUMENT that names the field, its value, the rule and the remedy.
absl::Status ValidateRequest(const v1::SearchRequest& request);
absl::Status ValidateGetEntity(const v1::GetEntityRequest& request);
absl::Status ValidateSuggest(const v1::SuggestEntitiesRequest& request);

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_VALIDATE_H_
