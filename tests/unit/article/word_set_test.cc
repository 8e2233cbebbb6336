// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/word_set.h"

#include <gtest/gtest.h>

#include <string_view>

namespace dateline::article {
namespace {

TEST(WordSetTest, HasItsWordsAndNoOthers) {
  constexpr auto kWords = MakeWordSet({"a", "an", "ab", "van", "von", "vn", "a/s", "itar-tass"});
  for (const std::string_view word : {"a", "an", "ab", "van", "von", "vn", "a/s", "itar-tass"}) {
    EXPECT_TRUE(kWords.Has(word)) << word;
  }
  for (const std::string_view word : {"", "b", "aa", "vin", "van ", "\xFF", "itar-tasse"}) {
    EXPECT_FALSE(kWords.Has(word)) << word;
  }
}

}  // namespace
}  // namespace dateline::article
