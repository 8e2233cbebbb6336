// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/json_line.h"

#include <gtest/gtest.h>

#include "dateline/v1/search_service.pb.h"

namespace dateline::cli {
namespace {

TEST(JsonLineTest, AnAnswerIsWrittenInWholeOrNotAtAll) {
  v1::SearchResponse response;
  v1::FacetBucket& bucket = *response.add_facets()->add_buckets();
  bucket.set_key("0001-01-01T00:00:00+00:00");
  bucket.mutable_start_time()->set_seconds(-62135596800);
  const auto line = JsonLine(response);
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_TRUE(line->starts_with('{') && line->ends_with("}\n")) << *line;
  bucket.mutable_start_time()->set_seconds(-62135596801);  // of the year 0
  EXPECT_TRUE(absl::IsDataLoss(JsonLine(response).status())) << JsonLine(response).status();
}

}  // namespace
}  // namespace dateline::cli
