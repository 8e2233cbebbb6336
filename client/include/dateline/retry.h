// SPDX-License-Identifier: Apache-2.0
// When a failed call is tried again.
#ifndef DATELINE_CLIENT_INCLUDE_DATELINE_RETRY_H_
#define DATELINE_CLIENT_INCLUDE_DATELINE_RETRY_H_

#include <absl/status/status.h>
#include <absl/time/time.h>

#include <optional>

namespace dateline::client {

struct RetryOptions {
  int max_attempts = 4;  // the first included
  absl::Duration first_backoff = absl::Milliseconds(100);
  absl::Duration max_backoff = absl::Seconds(5);
};

// Wait before attempt `attempt` + 1 (attempts count from 1) after `status`: a random part of a wait
// that doubles, and no less than the server asks for (RetryInfo, or gRPC's pushback). nullopt: do
// not try again, because the attempts are used up, the server says never, or the code is neither
// UNAVAILABLE nor a RESOURCE_EXHAUSTED with such a wait (QUEUE_FULL, CALLER_LIMIT). Thread-safe.
std::optional<absl::Duration> NextWait(const RetryOptions& options, int attempt,
                                       const absl::Status& status);

}  // namespace dateline::client

#endif  // DATELINE_CLIENT_INCLUDE_DATELINE_RETRY_H_
