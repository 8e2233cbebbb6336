// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/cli/scrub.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "core/index/scrub.h"
#include "core/intake/interrupt.h"

namespace dateline::commands {
namespace {

// Until `until`, or a signal: false.
bool Wait(index::ScrubOptions::Clock::time_point until) {
  while (!intake::Interrupt::Came()) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - index::ScrubOptions::Clock::now());
    if (left.count() <= 0) return true;
    pollfd signal{intake::Interrupt::descriptor(), POLLIN, 0};
    (void)poll(&signal, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 1000)));
  }
  return false;
}

}  // namespace

int RunScrub(const std::string& folder, std::uint64_t max_bytes_per_second, OutputForm form) {
  const auto manifest = index::ReadCurrentManifest(folder);
  if (!manifest.ok()) return FailAt(folder, manifest.status(), form);
  const intake::Interrupt interrupt;
  const auto result = index::Scrub(
      folder, *manifest, {.max_bytes_per_second = max_bytes_per_second, .wait_until = Wait});
  if (!result.ok()) return FailAt(folder, result.status(), form);
  std::vector<std::string> findings;
  for (const index::SegmentDamage& damage : result->damage)
    findings.push_back(index::Describe(damage));
  for (const std::string& finding : findings) fmt::print(stderr, "damaged: {}\n", Shown(finding));
  const double seconds = std::chrono::duration<double>(result->elapsed).count();
  if (form == OutputForm::kJson) {
    fmt::print(R"({{"bytes":{},"seconds":{:.3f},"damaged_segments":{},"findings":{}}})"
               "\n",
               result->bytes, seconds, findings.size(), JsonList(findings));
  } else {
    fmt::print("{} bytes read in {:.1f} s, {} damaged segments\n", result->bytes, seconds,
               findings.size());
  }
  return findings.empty() ? 0 : 1;
}

}  // namespace dateline::commands
