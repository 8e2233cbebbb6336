// SPDX-License-Identifier: GPL-3.0-or-later
// Pages as different sites give them, in pages/: NAME.txt and what it must become, NAME.expected.
#include "core/readers/pages/text_page.h"

#include <absl/strings/str_join.h>
#include <absl/time/time.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "core/readers/pages/page_boilerplate.h"
#include "core/readers/pages/page_lines.h"
#include "core/readers/pages/page_meta.h"
#include "core/readers/pages/page_names.h"

namespace dateline::readers {
namespace {

namespace fs = std::filesystem;

std::string Slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// The form of the .expected files.
std::string Print(const article::Article& article) {
  std::string out = "headline: " + article.headline() + "\nsection: " + article.section() +
                    "\nauthors: " + absl::StrJoin(article.authors(), "; ") + "\npublished: ";
  if (article.has_publish_time()) {
    out += absl::FormatTime("%Y-%m-%dT%H:%M:%SZ",
                            absl::FromUnixSeconds(article.publish_time().seconds()),
                            absl::UTCTimeZone());
  }
  return out + "\n\n" + article.body() + "\n";
}

TEST(TextPageTest, PagesOfDifferentSitesBecomeWhatTheyAre) {
  int pages = 0;
  for (const auto& entry : fs::directory_iterator(DATELINE_TEST_PAGES)) {
    if (entry.path().extension() != ".txt") continue;
    ++pages;
    const auto page = pages::ParseTextPage(Slurp(entry.path()));
    ASSERT_TRUE(page.ok()) << entry.path() << page.status();
    fs::path expected = entry.path();
    EXPECT_EQ(Print(*page), Slurp(expected.replace_extension(".expected"))) << entry.path();
  }
  EXPECT_GE(pages, 57);
}

TEST(TextPageTest, WhatIsNotAPageIsRefusedWithARemedy) {
  const std::vector<std::pair<std::string, const char*>> cases = {
      {"", "at least two lines"},
      {"\n \n\t\n", "at least two lines"},
      {"Headline only", "at least two lines"},
      {std::string("a\0b\nc", 5), "binary"},
      {"Headline of the day is here\nBy Nora Quill\nDecember 15, 2025\n", "no body"},
      {"Share\nTweet\nEmail\n", "no body"},
      {"Headline of the day is here\nPublished 05/06/2025\n\nThe body.\n", "ambiguous"},
      {"Headline of the day is here\nPublished 2025-02-30\n\nThe body.\n",
       "not a day of the calendar"}};
  for (const auto& [page, why] : cases) {
    const auto article = pages::ParseTextPage(page);
    ASSERT_FALSE(article.ok()) << page;
    EXPECT_THAT(std::string(article.status().message().data(), article.status().message().size()),
                ::testing::HasSubstr(why))
        << page;
  }
}

TEST(BoilerplateTest, OnlyLinesThatNoStoryHasAreCutAtAnyPlace) {
  for (const char* line :
       {"Advertisement", "ADVERTISEMENT", "Share", "Stay tuned", "Read more: Why cranes fall",
        "Sign up for our newsletter.", "Subscribe to our newsletter.", "Follow us on Facebook.",
        "By signing up you agree to our Terms of Service.", "Photo by Ana Li.",
        "Photo: Ana Li/Getty Images", "The crane on Monday. (AP Photo/Ana Li)",
        "Divers wait. Ana Li/Reuters", "Sponsored by the Bank of Ellery", "12 comments",
        "© 2025 Ellery Herald. All rights reserved.", "3 min read", "* * *"}) {
    EXPECT_TRUE(pages::IsBoilerplate(line)) << line;
  }
  for (const char* line :
       {"In a post on Facebook, the mayor called it a victory for the harbour.",
        "Sponsored by Councillor Wu, the bill bans fireworks.",
        "Promoted to chief in 2019, Mr. Lee has led the brigade through two floods.",
        "Advertisement revenue fell 5 percent, the owner said.",
        "The house was left to J. Paul Getty.",
        "“We won,” she wrote on Facebook, where she has two million followers.",
        "Photo by photo, the investigators rebuilt the night.",
        "“It will land in your inbox,” the clerk said.", "Related costs", "Popular support",
        "He read “all rights reserved” on the label and laughed."}) {
    EXPECT_FALSE(pages::IsBoilerplate(line)) << line;
    EXPECT_FALSE(pages::IsNotice(line)) << line;
    EXPECT_FALSE(pages::StartsLinks(line)) << line;
  }
  for (const char* line : {"Get the latest news on the harbour every morning.",
                           "Sign up for the race at the town hall by Friday."}) {
    EXPECT_FALSE(pages::IsBoilerplate(line)) << line;
    EXPECT_TRUE(pages::IsNotice(line)) << line;
  }
}

TEST(StartsLinksTest, OnlyWholeHeadingsStartAListOfLinks) {
  for (const char* line : {"Related stories", "MOST READ", "Trending now",
                           "Recommended:", "More from Business", "Mehr zum Thema", "Popular"}) {
    EXPECT_TRUE(pages::StartsLinks(line)) << line;
  }
  for (const char* line : {"Popular support", "Recommended repairs", "Related costs",
                           "Trending upwards", "Sponsored travel", "Tags and trackers"}) {
    EXPECT_FALSE(pages::StartsLinks(line)) << line;
  }
}

TEST(SplitAuthorsTest, BylinesBecomeNames) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> cases = {
      {"By Nora Quill", {"Nora Quill"}},
      {"by Nora Quill", {"Nora Quill"}},
      {"BY NORA QUILL", {"NORA QUILL"}},
      {"Editorial", {"Editorial"}},
      {"By A. B. Ferro and C. Li", {"A. B. Ferro", "C. Li"}},
      {"By Nora Quill, Tom Ferro and Ana Li", {"Nora Quill", "Tom Ferro", "Ana Li"}},
      {"By Nora Quill, Tom Ferro, and Ana Li", {"Nora Quill", "Tom Ferro", "Ana Li"}},
      {"By Nora Quill & Tom Ferro", {"Nora Quill", "Tom Ferro"}},
      {"By Nora Quill, Political Editor", {"Nora Quill"}},
      {"By Nora Quill in Berlin and Tom Ferro in Kyiv", {"Nora Quill", "Tom Ferro"}},
      {"By Nora Quill, BBC News", {"Nora Quill"}},
      {"By The Associated Press", {"The Associated Press"}},
      {"By John Ferro, Jr.", {"John Ferro, Jr."}},
      {"By Nora Quill @nquill", {"Nora Quill"}},
      {"Von Nora Quill und Tom Ferro", {"Nora Quill", "Tom Ferro"}},
      {"Par Nora Quill et Tom Ferro", {"Nora Quill", "Tom Ferro"}},
      {"Por Nora Quill y Tom Ferro", {"Nora Quill", "Tom Ferro"}}};
  for (const auto& [byline, names] : cases) EXPECT_EQ(pages::SplitAuthors(byline), names) << byline;
}

TEST(FindPublicationTest, OnlyLinesThatAreAboutPublicationAreTaken) {
  for (const char* line :
       {"• PublishedDecember 15, 2025", "• Published December 15, 2025", "Published: 2025-12-15",
        "Dec 15, 2025", "15.12.2025", "Updated 3:00 p.m. ET, December 15, 2025",
        "December 15, 2025 | 3 min read", "By Nora Quill | December 15, 2025",
        "By Nora Quill December 15, 2025", "Nora Quill, December 15, 2025",
        "Posted on December 15, 2025 by Nora Quill", "Published Dec. 15 '25",
        "Dec 15, ’25 | Nora Quill", "Published Dec 15, 2025Updated Dec 16, 2025"}) {
    const auto found = pages::FindPublication(line);
    ASSERT_TRUE(found && found->seconds) << line;
    EXPECT_EQ(*found->seconds / 86400, 20437) << line;
  }
  for (const char* line :
       {"December 15, 2025 was a day that nobody in Port Ellery will forget.",
        "The report, published December 15, 2025, said that the crane was old.", "Nora Quill",
        "By Monday the harbour was open.", "9/11 remembered", "24/7 service returns", "May 2025",
        "On December 15, 2025 the harbour was closed and nobody knew why it was so."}) {
    EXPECT_FALSE(pages::FindPublication(line)) << line;
  }
}

// A wrong date is worse than none.
TEST(FindPublicationTest, TimesWithoutADateAreTakenAndGiveNone) {
  for (const char* line :
       {"Published", "Published yesterday", "Updated 3 hours ago", "Posted today at 10:30",
        "• PublishedDec. 15", "Updated: Monday, 10:30 a.m. ET", "Today, 10:30",
        "Dec. 15, 10:30 a.m.", "By Nora Quill | Updated this morning", "Veröffentlicht gestern",
        "Publié hier à 10h30", "Actualizado hace 3 horas", "Nora Quill | 3 min read"}) {
    const auto found = pages::FindPublication(line);
    ASSERT_TRUE(found) << line;
    EXPECT_FALSE(found->seconds) << line;
    EXPECT_EQ(found->problem, "") << line;
  }
  for (const char* line :
       {"Published poet dies", "Updated plans for the harbour", "Posted to Brannoc", "Today",
        "Yesterday was a day that nobody will forget.", "Date night", "Stand by me", "Just now",
        "Published by the navy, the map shows every rock."}) {
    EXPECT_FALSE(pages::FindPublication(line)) << line;
  }
}

}  // namespace
}  // namespace dateline::readers
