// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/posting_list.h"

#include <gtest/gtest.h>

namespace dateline::index {
namespace {

TEST(PostingListTest, AVisitEndsWithTheFirstDocumentThatIsRefused) {
  std::vector<DocId> seen;
  VisitPostings("\x04\x06\x02", [&seen](DocId doc, bool) {
    seen.push_back(doc);
    return seen.size() < 2;
  });
  EXPECT_EQ(seen, (std::vector<DocId>{2, 5}));
}

TEST(PostingListTest, BytesThatAreNotAListEndItEarly) {
  const auto count = [](std::string_view packed) {
    int docs = 0;
    VisitPostings(packed, [&docs](DocId, bool) { return ++docs > 0; });
    return docs;
  };
  EXPECT_EQ(count("\x04\x06"), 2);
  EXPECT_EQ(count("\x01\x06"), 0);                      // there is not a document 0
  EXPECT_EQ(count("\x04\x01"), 1);                      // the same again
  EXPECT_EQ(count("\x04\x86"), 1);                      // the last number goes on
  EXPECT_EQ(count("\x04\xff\xff\xff\xff\xff\x01"), 1);  // more than 32 bits
  EXPECT_EQ(count("\xff\xff\xff\xff\x1f\xff\xff\xff\xff\x1f\xff\xff\xff\xff\x1f"), 1);
}

}  // namespace
}  // namespace dateline::index
