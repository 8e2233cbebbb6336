// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/damage_report.h"

#include <fmt/format.h>

#include "core/errors/errors.h"
#include "core/index/damage.h"

namespace dateline::engine {
namespace {

constexpr const char* kSomeIsLeftOut = "a part of the index is damaged and was left out";

}  // namespace

bool IsRestricted(const search::SearchContext& context) {
  return context.scope != nullptr && !context.scope->filters.empty();
}

void AddDamage(const index::Snapshot& snapshot, const search::SearchContext& context,
               google::protobuf::RepeatedPtrField<v1::IndexDamage>& damage) {
  if (snapshot.damaged.empty()) return;
  if (IsRestricted(context)) {
    damage.Add()->set_reason(kSomeIsLeftOut);
    return;
  }
  for (const index::SegmentDamage& one : snapshot.damaged) *damage.Add() = index::ToProto(one);
}

google::protobuf::RepeatedPtrField<std::string> DamageWarnings(
    const index::Snapshot& snapshot, const search::SearchContext& context) {
  google::protobuf::RepeatedPtrField<std::string> warnings;
  for (const index::SegmentDamage& one : snapshot.damaged) {
    if (IsRestricted(context)) {
      *warnings.Add() = kSomeIsLeftOut;
      break;
    }
    *warnings.Add() = fmt::format("{}: {}", kSomeIsLeftOut, index::Describe(one));
  }
  return warnings;
}

absl::Status NotFoundInTheRest(const index::Snapshot& snapshot, const std::string& what,
                               const search::SearchContext& context) {
  if (IsRestricted(context) || snapshot.damaged.empty()) {
    return errors::MakeError(
        absl::StatusCode::kDataLoss, v1::ERROR_REASON_SEGMENT_DAMAGED,
        what + ", but a part of the index is damaged and is left out: ask those who run it");
  }
  const index::SegmentDamage& first = snapshot.damaged.front();
  return errors::MakeError(
      absl::StatusCode::kDataLoss, v1::ERROR_REASON_SEGMENT_DAMAGED,
      fmt::format("{}, but {} of its articles are left out, because the index is damaged: restore "
                  "a backup, or load the articles again ({})",
                  what, index::CountArticles(snapshot.damaged), index::Describe(first)),
      {{"segment", std::to_string(first.segment)}});
}

}  // namespace dateline::engine
