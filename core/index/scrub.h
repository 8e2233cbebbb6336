// SPDX-License-Identifier: GPL-3.0-or-later
// Reads all files of a generation and compares them with their checksums.
#ifndef DATELINE_CORE_INDEX_SCRUB_H_
#define DATELINE_CORE_INDEX_SCRUB_H_

#include <absl/status/statusor.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/index/damage.h"
#include "core/index/manifest.h"

namespace dateline::index {

struct ScrubOptions {
  using Clock = std::chrono::steady_clock;

  std::uint64_t max_bytes_per_second = 0;  // 0 = as many as the disk gives
  // Waits until then; false: the scrub is to end. Asked after each piece, with a time that may have
  // passed already. Must be set.
  std::function<bool(Clock::time_point)> wait_until;
  std::function<Clock::time_point()> now = Clock::now;  // injected clock
  std::function<void(std::uint64_t)> read = {};         // told of each piece's bytes; may be empty
};

struct ScrubResult {
  Manifest manifest;        // of what was read
  std::uint64_t bytes = 0;  // that were read
  ScrubOptions::Clock::duration elapsed{};
  std::vector<SegmentDamage> damage;  // the first of each segment
};

// Reads every file that `manifest` names once, in pieces, and keeps none of it in the page cache.
// What a newer generation has dropped meanwhile is not damage. A file that the disk cannot read is.
// CANCELLED: wait_until said so; any other error: a file could not be opened, as ErrnoStatus has
// it.
absl::StatusOr<ScrubResult> Scrub(const std::string& folder, const Manifest& manifest,
                                  const ScrubOptions& options);

// Bytes of all files of a generation.
std::uint64_t TotalBytes(const Manifest& manifest);

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_SCRUB_H_
