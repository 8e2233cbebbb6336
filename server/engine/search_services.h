// SPDX-License-Identifier: GPL-3.0-or-later
// What a request uses of the engine.
#ifndef DATELINE_SERVER_ENGINE_SEARCH_SERVICES_H_
#define DATELINE_SERVER_ENGINE_SEARCH_SERVICES_H_

#include <absl/time/time.h>

#include <functional>
#include <memory>

#include "server/engine/restricted_snapshots.h"
#include "server/engine/snapshots.h"
#include "server/search/segment_cache.h"

namespace dateline::engine {

// References to parts of the engine, which outlives every request.
struct SearchServices {
  Snapshots& snapshots;
  search::SearchCaches& caches;
  const std::function<absl::Time()>& now;
  RestrictedSnapshots& restricted;
  std::shared_ptr<const search::SearchSnapshot> snapshot;  // to answer from, without a page token
};

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_SEARCH_SERVICES_H_
