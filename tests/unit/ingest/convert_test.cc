// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dateline::ingest {
namespace {

TEST(ConvertTest, AnOutcomeTellsWhatWasStoredOtherwiseThanGiven) {
  writer::WriteOutcome outcome;
  outcome.result = writer::WriteResult::kAdded;
  outcome.id = "a";
  outcome.warnings = {"date could not be read: 'Unknown'"};
  const v1::IngestOutcome told = ToProto(7, outcome);
  EXPECT_EQ(told.sequence(), 7U);
  EXPECT_THAT(told.warnings(), testing::ElementsAre("date could not be read: 'Unknown'"));
  EXPECT_FALSE(told.has_error());
}

}  // namespace
}  // namespace dateline::ingest
