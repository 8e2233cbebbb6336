// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/facet_option.h"

#include <gtest/gtest.h>

namespace dateline::cli {
namespace {

TEST(FacetOptionTest, AFieldMayHaveOptions) {
  EXPECT_EQ(ParseFacet("author")->terms().field(), "author");
  EXPECT_EQ(ParseFacet("author:contains=smith")->terms().contains(), "smith");
  const auto facet = ParseFacet("person:prefix=an na,order=key,min=2,top=50");
  ASSERT_TRUE(facet.ok()) << facet.status();
  EXPECT_EQ(facet->terms().field(), "person");
  EXPECT_EQ(facet->terms().prefix(), "an na");
  EXPECT_EQ(facet->terms().order(), v1::TERMS_ORDER_KEY);
  EXPECT_EQ(facet->terms().min_count(), 2);
  EXPECT_EQ(facet->terms().max_buckets(), 50);
}

TEST(FacetOptionTest, WhatIsNoOptionIsToldWithWhatIsOne) {
  EXPECT_EQ(FacetProblem("author:order=count"), "");
  for (const char* text : {"author:smith", "author:order=best", "author:min=-1", "author:top=x",
                           "author:contains=a,b", "author:limit=3"}) {
    EXPECT_NE(FacetProblem(text).find("write contains=TEXT"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace dateline::cli
