// SPDX-License-Identifier: GPL-3.0-or-later
#include "dateline/retry.h"

#include <gtest/gtest.h>

#include "client/call.h"
#include "core/errors/errors.h"

namespace dateline::client {
namespace {

TEST(RetryTest, OnlyUnavailableIsTriedAgain) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status status(static_cast<absl::StatusCode>(code), "x");
    EXPECT_EQ(NextWait({}, 1, status).has_value(), absl::IsUnavailable(status)) << status;
  }
}

TEST(RetryTest, AttemptsEndAtTheirNumber) {
  const RetryOptions options{.max_attempts = 3};
  EXPECT_TRUE(NextWait(options, 2, absl::UnavailableError("x")));
  EXPECT_FALSE(NextWait(options, 3, absl::UnavailableError("x")));
}

TEST(RetryTest, WaitsDoubleUpToTheirBoundAndAreSpread) {
  const RetryOptions options{.max_attempts = 100,
                             .first_backoff = absl::Milliseconds(100),
                             .max_backoff = absl::Milliseconds(800)};
  for (int attempt = 1; attempt <= 60; ++attempt) {
    const absl::Duration whole = absl::Milliseconds(attempt >= 4 ? 800 : 100 << (attempt - 1));
    const auto wait = NextWait(options, attempt, absl::UnavailableError("x"));
    ASSERT_TRUE(wait);
    EXPECT_GE(*wait, whole / 2);
    EXPECT_LE(*wait, whole);
  }
}

TEST(RetryTest, TheServersDelayIsKept) {
  const absl::Status status = errors::WithRetry(absl::UnavailableError("draining"), 7000);
  EXPECT_GE(NextWait({}, 1, status).value(), absl::Seconds(7));
}

TEST(RetryTest, ARefusalThatAsksToBeSentAgainIsSentAgain) {
  const absl::Status full = errors::WithRetry(absl::ResourceExhaustedError("queue full"), 30);
  EXPECT_GE(NextWait({}, 1, full).value(), absl::Milliseconds(30));
  EXPECT_FALSE(NextWait({}, 1, errors::WithRetry(absl::InternalError("x"), 30)));
}

// A call that fails with `code` until `failures` attempts are over.
struct FailingCall {
  grpc::StatusCode code;
  int failures;
  int attempts = 0;
  grpc::Status operator()(grpc::ClientContext&, int& response) {
    response = ++attempts;
    return attempts <= failures ? grpc::Status(code, "x") : grpc::Status::OK;
  }
};

TEST(CallWithRetryTest, AnswersAfterUnavailableAndGivesUpOnAnythingElse) {
  struct Case {
    grpc::StatusCode code;
    int failures, attempts;
    bool ok;
  };
  const Case cases[] = {{grpc::StatusCode::UNAVAILABLE, 2, 3, true},
                        {grpc::StatusCode::UNAVAILABLE, 9, 4, false},
                        {grpc::StatusCode::INVALID_ARGUMENT, 1, 1, false},
                        {grpc::StatusCode::RESOURCE_EXHAUSTED, 1, 1, false},
                        {grpc::StatusCode::DEADLINE_EXCEEDED, 1, 1, false},
                        {grpc::StatusCode::UNKNOWN, 1, 1, false}};
  const RetryOptions options{.max_attempts = 4, .first_backoff = absl::Microseconds(10)};
  for (const Case& c : cases) {
    FailingCall call{c.code, c.failures};
    const auto result = CallWithRetry<int>({options, absl::Seconds(30), {}}, {}, std::ref(call));
    EXPECT_EQ(result.ok(), c.ok) << c.code;
    EXPECT_EQ(call.attempts, c.attempts) << c.code;
  }
}

TEST(CallWithRetryTest, NoAttemptStartsAfterTheDeadline) {
  FailingCall call{grpc::StatusCode::UNAVAILABLE, 100};
  const RetryOptions options{
      .max_attempts = 100, .first_backoff = absl::Hours(1), .max_backoff = absl::Hours(1)};
  EXPECT_TRUE(absl::IsUnavailable(
      CallWithRetry<int>({options, absl::Seconds(30), {}}, {}, std::ref(call)).status()));
  EXPECT_EQ(call.attempts, 1);
}

}  // namespace
}  // namespace dateline::client
