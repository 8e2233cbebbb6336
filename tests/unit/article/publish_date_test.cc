// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/publish_date.h"

#include <gtest/gtest.h>

#include <string>

#include "core/article/article.h"
#include "core/article/parse_date.h"
#include "core/limits.h"

namespace dateline::article {
namespace {

v1::Article Dated(const std::string& text) {
  v1::Article article;
  article.set_headline("A headline");
  SetDate(ReadDate(text).value(), article);
  return article;
}

TEST(PublishDateTest, AllFieldsSayTheSame) {
  const v1::Article day = Dated("2024-03-05");
  EXPECT_EQ(day.publish_time().seconds(), 1709596800);
  EXPECT_EQ(day.publish_end_time().seconds(), 1709683200);
  EXPECT_EQ(day.publish_precision(), v1::DATE_PRECISION_DAY);
  EXPECT_EQ(day.publish_date(), "2024-03-05");

  const v1::Article second = Dated("2024-03-05T00:00:00.5Z");
  EXPECT_EQ(second.publish_time().nanos(), 500000000);
  EXPECT_FALSE(second.has_publish_end_time());
  EXPECT_EQ(second.publish_precision(), v1::DATE_PRECISION_SECOND);
  EXPECT_EQ(second.publish_date(), "2024-03-05T00:00:00Z");

  const v1::Article before = Dated("../1887");
  EXPECT_FALSE(before.has_publish_time());
  EXPECT_EQ(before.publish_end_time().seconds(), Dated("1888").publish_time().seconds());
  EXPECT_EQ(before.publish_precision(), v1::DATE_PRECISION_INTERVAL);
  EXPECT_EQ(SortSeconds(before), Dated("1887-12-31").publish_time().seconds());

  const v1::Article after = Dated("1887/..");
  EXPECT_TRUE(after.has_publish_time());
  EXPECT_FALSE(after.has_publish_end_time());

  const v1::Article last = Dated("9999-12-31");
  EXPECT_EQ(last.publish_end_time().seconds(), limits::kMaxPublishSeconds);
  EXPECT_EQ(last.publish_end_time().nanos(), limits::kMaxNanos);
}

// An article that is fetched and sent back is unchanged.
TEST(PublishDateTest, WhatWasStoredIsStoredAgain) {
  for (const char* text :
       {"2024-03-05", "1887", "1887-03", "188X", "1887~", "1887-21", "1887-03/1887-05", "../1887",
        "1887/..", "9999", "2024-03-05T10:30:00Z", "2024-03-05T10:30Z", "2024-03-05T10:30:00.25Z",
        "2024-03-05T00:00:00Z"}) {
    v1::Article article = Dated(text);
    ASSERT_TRUE(NormalizeArticle(article).ok()) << text;
    v1::Article again = article;
    ASSERT_TRUE(NormalizeArticle(again).ok()) << text;
    EXPECT_EQ(again.SerializeAsString(), article.SerializeAsString()) << text;
    EXPECT_EQ(ContentHash(again), ContentHash(article)) << text;
    EXPECT_EQ(article.publish_date(), FormatEdtf(*ReadDate(text)));
  }
}

TEST(PublishDateTest, ATimeAtMidnightIsADayOnlyIfTheArticleSaysSo) {
  v1::Article article;
  article.mutable_publish_time()->set_seconds(1709596800);
  EXPECT_EQ(NormalizeDate(article), "");
  EXPECT_EQ(article.publish_precision(), v1::DATE_PRECISION_SECOND);
  article.clear_publish_date();
  article.set_publish_precision(v1::DATE_PRECISION_DAY);
  EXPECT_EQ(NormalizeDate(article), "");
  EXPECT_EQ(article.publish_precision(), v1::DATE_PRECISION_DAY);
  EXPECT_EQ(article.publish_date(), "2024-03-05");
  article.clear_publish_date();
  article.mutable_publish_time()->set_seconds(1709596801);
  EXPECT_EQ(NormalizeDate(article), "");
  EXPECT_EQ(article.publish_precision(), v1::DATE_PRECISION_SECOND);
  EXPECT_FALSE(article.has_publish_end_time());
}

TEST(PublishDateTest, TheTimeCountsIfTheTextSaysSomethingElse) {
  v1::Article article = Dated("2024-03-05T10:30:00Z");
  article.set_publish_date("1887");
  EXPECT_EQ(NormalizeDate(article), "");
  EXPECT_EQ(article.publish_date(), "2024-03-05T10:30:00Z");
  EXPECT_EQ(article.publish_precision(), v1::DATE_PRECISION_SECOND);
}

TEST(PublishDateTest, ATextAloneIsReadAndOneThatCannotBeLeavesTheArticleUndated) {
  v1::Article article;
  article.set_publish_date("circa March 1887");
  EXPECT_EQ(NormalizeDate(article), "");
  EXPECT_EQ(article.publish_date(), "1887-03~");
  EXPECT_TRUE(article.has_publish_time());
  v1::Article bad;
  bad.set_publish_date("soon");
  EXPECT_NE(NormalizeDate(bad).find("'soon' is not a date"), std::string::npos);
  EXPECT_EQ(bad.SerializeAsString(), v1::Article().SerializeAsString());
  v1::Article undated;
  undated.set_publish_precision(v1::DATE_PRECISION_DAY);
  undated.mutable_publish_end_time()->set_seconds(5);
  EXPECT_EQ(NormalizeDate(undated), "");
  EXPECT_EQ(undated.SerializeAsString(), v1::Article().SerializeAsString());
}

}  // namespace
}  // namespace dateline::article
