// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/readers/json_reader.h"
#include "core/readers/pages/text_page.h"

namespace dateline::readers {
namespace {

TEST(TextPageTest, ThePartsOfASavedPageAreFoundAndItsBoilerplateIsCut) {
  const auto page = pages::ParseTextPage(
      "Local News\n\nFerry returns\n\nFerry returns\nNora Quill\n  • PublishedMarch 3, 2024\n\n"
      "UPDATE: The ferry is back.\n\nSubscribers of the old line cheered.\n\n"
      "Subscribe to our newsletter.\n\nNora Quill\nWritten By\nNora Quill\n\nNora writes.\n");
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->headline(), "Ferry returns");
  EXPECT_EQ(page->section(), "Local News");
  ASSERT_EQ(page->authors_size(), 1);
  EXPECT_EQ(page->authors(0), "Nora Quill");
  EXPECT_EQ(page->publish_time().seconds(), 1709424000);
  EXPECT_TRUE(page->body().starts_with("UPDATE: The ferry is back."));
  EXPECT_EQ(page->body().find("Written By"), std::string::npos);
  EXPECT_EQ(page->body().find("newsletter"), std::string::npos);
}

TEST(JsonArticleTest, BadLinesAreRefusedWithAReason) {
  const std::string deep(100, '[');
  for (const std::string& line : {std::string("{"), std::string("[]"), std::string("7"), deep,
                                  std::string(R"({"id":{"a":1}})"), std::string("\0\0", 2),
                                  std::string("{\"body\":\"\xff\"}")}) {
    const auto article = ParseJsonArticle(line);
    EXPECT_FALSE(article.ok()) << line;
    EXPECT_FALSE(article.status().message().empty()) << line;
  }
}

}  // namespace
}  // namespace dateline::readers
