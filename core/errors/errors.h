// SPDX-License-Identifier: GPL-3.0-or-later
// Errors with a machine-readable reason: an absl::Status that carries google.rpc details as
// payloads.
#ifndef DATELINE_CORE_ERRORS_ERRORS_H_
#define DATELINE_CORE_ERRORS_ERRORS_H_

#include <absl/status/status.h>

#include <map>
#include <string>
#include <string_view>

#include "core/details/wire.pb.h"
#include "dateline/v1/errors.pb.h"

namespace dateline::errors {

// A status with ErrorInfo{reason, "dateline", metadata}. `reason` must not be UNSPECIFIED.
absl::Status MakeError(absl::StatusCode code, v1::ErrorReason reason, std::string_view message,
                       const std::map<std::string, std::string>& metadata = {});

// INVALID_ARGUMENT with ErrorInfo{reason} and one BadRequest field violation.
absl::Status MakeFieldError(v1::ErrorReason reason, std::string_view field,
                            std::string_view message);

// `status` with RetryInfo of `delay_ms` milliseconds added.
absl::Status WithRetry(absl::Status status, int delay_ms);

// RESOURCE_EXHAUSTED with reason OUT_OF_MEMORY and the remedy.
absl::Status OutOfMemory();

// Its message; absl's own string_view is not the standard one.
std::string MessageOf(const absl::Status& status);

// The name of `reason` on the wire, without its prefix: "QUEUE_FULL".
std::string ReasonName(v1::ErrorReason reason);
// Reason of the status' ErrorInfo; UNSPECIFIED if it does not have one, or an unknown one.
v1::ErrorReason ReasonOf(const absl::Status& status);
// The value of `key` in its metadata; "" if there is none.
std::string ErrorMetadata(const absl::Status& status, const std::string& key);

// The wire form with all details. Thread-safe.
wire::Status ToRpcStatus(const absl::Status& status);

}  // namespace dateline::errors

#endif  // DATELINE_CORE_ERRORS_ERRORS_H_
