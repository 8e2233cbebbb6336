// SPDX-License-Identifier: GPL-3.0-or-later
#include "dateline/retry.h"

#include <algorithm>
#include <random>

#include "dateline/status.h"

namespace dateline::client {

std::optional<absl::Duration> NextWait(const RetryOptions& options, int attempt,
                                       const absl::Status& status) {
  if (!absl::IsUnavailable(status) || attempt >= options.max_attempts) return std::nullopt;
  absl::Duration wait = options.first_backoff;
  for (int i = 1; i < attempt && wait < options.max_backoff; ++i) wait *= 2;
  wait = std::min(wait, options.max_backoff);
  thread_local std::minstd_rand random{std::random_device{}()};
  wait *= std::uniform_real_distribution<double>(0.5, 1.0)(random);  // clients do not march in step
  return std::max(wait, RetryDelay(status).value_or(absl::ZeroDuration()));
}

}  // namespace dateline::client
