// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/facets/value_test.h"

#include <gtest/gtest.h>

namespace dateline::facets {
namespace {

v1::TermsFacet Terms(const std::string& prefix, const std::string& contains, int min_count = 0) {
  v1::TermsFacet terms;
  terms.set_prefix(prefix);
  terms.set_contains(contains);
  terms.set_min_count(min_count);
  return terms;
}

TEST(ValueTestTest, TextsAreComparedWithoutCaseAndAccents) {
  EXPECT_TRUE(ValueTest(Terms("", "")).passes_all());
  EXPECT_TRUE(ValueTest(Terms("", "", 1)).passes_all());
  EXPECT_FALSE(ValueTest(Terms("", "", 2)).passes_all());
  EXPECT_FALSE(ValueTest(Terms("a", "")).passes_all());
  EXPECT_TRUE(ValueTest(Terms("\u00c9CH", "")).Passes("echo de paris"));
  EXPECT_FALSE(ValueTest(Terms("paris", "")).Passes("echo de paris"));
  EXPECT_TRUE(ValueTest(Terms("", "Par\u00eds")).Passes("echo de paris"));
  EXPECT_TRUE(ValueTest(Terms("echo", "ris")).Passes("echo de paris"));
  EXPECT_FALSE(ValueTest(Terms("echo", "oslo")).Passes("echo de paris"));
}

}  // namespace
}  // namespace dateline::facets
