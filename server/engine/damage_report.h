// SPDX-License-Identifier: GPL-3.0-or-later
// What callers are told of damage of the index.
#ifndef DATELINE_SERVER_ENGINE_DAMAGE_REPORT_H_
#define DATELINE_SERVER_ENGINE_DAMAGE_REPORT_H_

#include <absl/status/status.h>
#include <google/protobuf/repeated_ptr_field.h>

#include <string>

#include "core/index/snapshot.h"
#include "dateline/v1/admin_service.pb.h"
#include "server/search/search_context.h"

namespace dateline::engine {

// Whether there are articles that the caller may not see. What is left out may be of these: such a
// caller is told that something is, and not which file or how many articles.
bool IsRestricted(const search::SearchContext& context);

// What `snapshot` leaves out; nothing is added if that is nothing.
void AddDamage(const index::Snapshot& snapshot, const search::SearchContext& context,
               google::protobuf::RepeatedPtrField<v1::IndexDamage>& damage);

// The same for people; empty: nothing is left out.
google::protobuf::RepeatedPtrField<std::string> DamageWarnings(
    const index::Snapshot& snapshot, const search::SearchContext& context);

// DATA_LOSS (SEGMENT_DAMAGED): `what` was not found in the rest of a snapshot that leaves some out,
// or an older one does.
absl::Status NotFoundInTheRest(const index::Snapshot& snapshot, const std::string& what,
                               const search::SearchContext& context);

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_DAMAGE_REPORT_H_
