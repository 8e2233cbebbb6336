// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/xapian_errors.h"

#include <gtest/gtest.h>

#include <new>

#include "core/errors/errors.h"

namespace dateline::index {
namespace {

TEST(XapianErrorsTest, AFailedAllocationIsResourceExhaustedWithItsReason) {
  const absl::Status status = RunXapian([] { throw std::bad_alloc(); });
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(errors::ReasonOf(status), v1::ERROR_REASON_OUT_OF_MEMORY);
}

TEST(XapianErrorsTest, WhatThrowsNothingIsOk) {
  EXPECT_TRUE(RunXapian([] {}).ok());
}

}  // namespace
}  // namespace dateline::index
