// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/xapian_errors.h"

#include <gtest/gtest.h>
#include <xapian.h>

#include <cerrno>
#include <functional>
#include <new>
#include <stdexcept>
#include <vector>

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

TEST(XapianErrorsTest, WhatIsWrongWithADatabaseThatIsOnlyReadIsDamage) {
  const std::vector<std::function<void()>> bodies = {
      [] { throw Xapian::DatabaseError("EOF reading block 3"); },
      [] { throw Xapian::DatabaseError("Error reading block 3", EIO); },
      [] { throw Xapian::DatabaseCorruptError("made up"); },
      [] { throw Xapian::DatabaseVersionError("made up"); },
      [] { throw Xapian::DatabaseOpeningError("not a database"); },
      [] { throw Xapian::SerialisationError("made up"); },
      [] { throw Xapian::RangeError("made up"); },
      [] { throw std::length_error("made up"); },
      [] { throw std::out_of_range("made up"); }};
  for (const auto& body : bodies) {
    EXPECT_TRUE(absl::IsDataLoss(ReadXapian(body))) << ReadXapian(body);
  }
}

TEST(XapianErrorsTest, ALackOfDescriptorsRightsOrMemoryIsNotDamage) {
  for (const int number : {EMFILE, ENFILE, EACCES, ENOMEM}) {
    const absl::Status status =
        ReadXapian([number] { throw Xapian::DatabaseOpeningError("made up", number); });
    EXPECT_TRUE(absl::IsInternal(status)) << status;
  }
  EXPECT_EQ(errors::ReasonOf(ReadXapian([] { throw std::bad_alloc(); })),
            v1::ERROR_REASON_OUT_OF_MEMORY);
  EXPECT_TRUE(absl::IsInvalidArgument(
      ReadXapian([] { throw Xapian::InvalidArgumentError("the key is too long"); })));
}

}  // namespace
}  // namespace dateline::index
