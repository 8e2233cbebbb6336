// SPDX-License-Identifier: Apache-2.0
#include "dateline/retry.h"

#include <absl/strings/numbers.h>

#include <algorithm>
#include <cstdint>
#include <random>

#include "client/call.h"
#include "core/details/status_details.h"
#include "dateline/status.h"

namespace dateline::client {

std::optional<absl::Duration> NextWait(const RetryOptions& options, int attempt,
                                       const absl::Status& status) {
  const auto asked = RetryDelay(status);
  const bool again = absl::IsUnavailable(status) || (absl::IsResourceExhausted(status) && asked);
  if (!again || attempt >= options.max_attempts) return std::nullopt;
  if (asked && *asked < absl::ZeroDuration()) return std::nullopt;  // never
  absl::Duration wait = options.first_backoff;
  for (int i = 1; i < attempt && wait < options.max_backoff; ++i) wait *= 2;
  wait = std::min(wait, options.max_backoff);
  thread_local std::minstd_rand random{std::random_device{}()};
  wait *= std::uniform_real_distribution<double>(0.5, 1.0)(random);  // clients do not march in step
  return std::max(wait, asked.value_or(absl::ZeroDuration()));
}

absl::Status StatusOf(const grpc::ClientContext& context, const grpc::Status& ended) {
  absl::Status status = FromGrpcStatus(ended);
  if (status.ok()) return status;
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto found = trailers.find("grpc-retry-pushback-ms");
  if (found == trailers.end()) return status;
  std::int64_t milliseconds = 0;
  const bool number = absl::SimpleAtoi(
      absl::string_view(found->second.data(), found->second.size()), &milliseconds);
  const std::int64_t wait = number && milliseconds >= 0 ? milliseconds : -1;
  wire::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(wait < 0 ? -1 : wait / 1000);
  retry.mutable_retry_delay()->set_nanos(wait < 0 ? 0 : static_cast<int>(wait % 1000) * 1'000'000);
  details::Attach(retry, status);
  return status;
}

}  // namespace dateline::client
