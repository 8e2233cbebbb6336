// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of all requests of SearchService that can be checked without an index. This is the only
// place that checks them.
#ifndef DATELINE_SERVER_ENGINE_VALIDATE_H_
#define DATELINE_SERVER_ENGINE_VALIDATE_H_

#include <absl/status/status.h>

#include "dateline/v1/search_service.pb.h"

namespace dateline::engine {

// INVALID_ARGUMENT that names the field, its value, the rule and the remedy. Size comes first: a
// request that is too large is not read. Thread-safe.
absl::Status Validate(const v1::SearchRequest& request);
absl::Status Validate(const v1::GetArticleRequest& request);
absl::Status Validate(const v1::GetEntityRequest& request);
absl::Status Validate(const v1::SuggestEntitiesRequest& request);
absl::Status Validate(const v1::GetIndexInfoRequest& request);

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_VALIDATE_H_
