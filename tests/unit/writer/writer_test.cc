// SPDX-License-Identifier: GPL-3.0-or-later
#include <absl/synchronization/mutex.h>
#include <absl/synchronization/notification.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>

#include "core/index/snapshot.h"
#include "indexer/segments/maintenance.h"
#include "indexer/writer/index_writer.h"
#include "tests/support/index_contents.h"
#include "tests/support/test_index.h"

namespace dateline::writer {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

article::Article Numbered(int number) {
  return test_support::MakeArticle(fmt::format("id-{}", number), fmt::format("Headline {}", number),
                                   "A body.");
}

WriterOptions Options(unsigned threads, std::size_t commit_articles, std::size_t scratch_articles) {
  WriterOptions options;
  options.threads = threads;
  options.commit_articles = commit_articles;
  options.scratch_articles = scratch_articles;
  return options;
}

TEST(IndexWriterTest, ALoneArticleIsAcknowledgedWithoutAnyFlush) {
  test_support::TestIndex index(Options(4, 8000, 300));
  for (int round = 0; round < 3; ++round) {
    absl::Notification done;
    index.writer().Add(Numbered(round), [&done](const WriteOutcome& outcome) {
      EXPECT_EQ(outcome.result, WriteResult::kAdded);
      done.Notify();
    });
    done.WaitForNotification();
    EXPECT_EQ(test_support::ReadIndex(index.folder()).articles.size(),
              static_cast<std::size_t>(round) + 1);
  }
}

TEST(IndexWriterTest, ARejectionCarriesTheReasonAndOtherArticlesAreStored) {
  test_support::TestIndex index;
  article::Article bad;
  bad.set_id(std::string(100000, 'x'));
  EXPECT_THAT(index.Add({Numbered(1), bad, Numbered(2)}),
              ElementsAre(WriteResult::kAdded, WriteResult::kRejected, WriteResult::kAdded));
}

TEST(IndexWriterTest, WhatIsStoredOtherwiseThanGivenIsToldInTheOutcome) {
  test_support::TestIndex index;
  article::Article given;
  given.set_id("a");
  given.set_text_format(v1::TEXT_FORMAT_HTML);
  given.set_headline("Don&#8217;t <b>panic</b>");
  given.set_body("<p>One.</p><p>Two.</p>");
  given.set_publish_date("Unknown");
  given.set_language("xx");
  given.set_extra(R"({"views": 18446744073709551615})");
  WriteOutcome told;
  index.writer().Add(given, [&told](const WriteOutcome& outcome) { told = outcome; });
  ASSERT_TRUE(index.writer().Flush().ok());
  EXPECT_EQ(told.result, WriteResult::kAdded);
  EXPECT_THAT(told.warnings,
              testing::UnorderedElementsAre(testing::HasSubstr("language not known"),
                                            testing::HasSubstr("date could not be read")));
  const auto snapshot = index::OpenSnapshot(index.folder(), nullptr);
  ASSERT_TRUE(snapshot.ok());
  const auto stored = (*snapshot)->segments[0].segment->ReadArticle(1);
  ASSERT_TRUE(stored.ok()) << stored.status();
  EXPECT_EQ(stored->headline(), "Don\u2019t panic");
  EXPECT_EQ(stored->body(), "One.\n\nTwo.");
  EXPECT_EQ(stored->text_format(), v1::TEXT_FORMAT_UNSPECIFIED);
  EXPECT_EQ(stored->extra(), given.extra());
  EXPECT_FALSE(stored->has_publish_time());
}

TEST(IndexWriterTest, FlushReturnsWhileOthersKeepAdding) {
  test_support::TestIndex index(Options(2, 8000, 300));
  std::atomic<bool> stop{false};
  std::jthread other([&] {
    for (int i = 0; !stop; ++i) index.writer().Add(Numbered(i % 500), [](const WriteOutcome&) {});
  });
  for (int i = 0; i < 5; ++i) {
    bool told = false;
    index.writer().Add(Numbered(10000 + i), [&told](const WriteOutcome&) { told = true; });
    ASSERT_TRUE(index.writer().Flush().ok());
    EXPECT_TRUE(told);
  }
  stop = true;
}

TEST(IndexWriterTest, OfVersionsSentInTurnTheLastStaysWhicheverWorkerIsFaster) {
  test_support::TestIndex index(Options(4, 20, 3));
  for (int version = 1; version <= 400; ++version) {
    article::Article article = Numbered(version % 5);
    article.set_headline(fmt::format("Version {}", version));
    index.writer().Add(article, [](const WriteOutcome&) {});
  }
  ASSERT_TRUE(index.writer().Flush().ok());
  const test_support::IndexContents found = test_support::ReadIndex(index.folder());
  EXPECT_THAT(found.problems, IsEmpty());
  ASSERT_EQ(found.articles.size(), 5U);
  for (int id = 0; id < 5; ++id) {
    EXPECT_EQ(found.articles.at(fmt::format("id-{}", id)).headline(),
              fmt::format("Version {}", id == 0 ? 400 : 395 + id));
  }
}

TEST(IndexWriterTest, MergesRunDuringAddsUpdatesAndDeletes) {
  test_support::TestIndex index(Options(2, 10, 5));
  std::map<std::string, article::Article> expected;
  for (int round = 0; round < 60; ++round) {
    for (int i = 0; i < 10; ++i) {
      article::Article article = Numbered((round * 7 + i * 13) % 150);
      article.set_body(fmt::format("Body of round {}", round));
      expected[article.id()] = test_support::Normalised(article);
      index.writer().Add(article, [](const WriteOutcome& outcome) {
        EXPECT_TRUE(outcome.status.ok()) << outcome.status;
      });
    }
    if (round % 4 == 3) {
      const std::string id = fmt::format("id-{}", (round * 7) % 150);
      index.Delete({id});
      expected.erase(id);
    }
  }
  ASSERT_TRUE(index.writer().Flush().ok());
  ASSERT_TRUE(index.writer().WaitForMerges().ok());
  EXPECT_THAT(test_support::Differences(expected, test_support::ReadIndex(index.folder())),
              IsEmpty());
  ASSERT_TRUE(index.writer().MergeAll().ok());
  EXPECT_EQ(index.writer().manifest().segments.size(), 1U);
  EXPECT_THAT(test_support::Differences(expected, test_support::ReadIndex(index.folder())),
              IsEmpty());
  EXPECT_THAT(segments::VerifyIndex(index.folder()).problems, IsEmpty());
}

TEST(IndexWriterTest, ArticlesAreRefusedWhileTheDiskHasTooLittleRoom) {
  const test_support::TempFolder temp;
  WriterOptions options;
  options.folder = temp.path() + "/index";
  options.threads = 1;
  options.min_free_bytes = std::uint64_t{1} << 62U;
  const auto writer = IndexWriter::Open(options);
  ASSERT_TRUE(writer.ok());
  absl::Status status;
  (*writer)->Add(Numbered(1), [&status](const WriteOutcome& outcome) { status = outcome.status; });
  EXPECT_TRUE(absl::IsResourceExhausted(status));
}

class SectionAnnotator : public article::ArticleAnnotator {
 public:
  void Annotate(article::Article& article) override { article.set_section("annotated"); }
};

TEST(IndexWriterTest, EveryWorkerAnnotatesItsArticlesWithAnAnnotatorOfItsOwn) {
  const test_support::TempFolder temp;
  WriterOptions options = Options(3, 8000, 4);
  options.folder = temp.path() + "/index";
  std::atomic<int> made{0};
  options.make_annotator = [&made] {
    ++made;
    return std::make_unique<SectionAnnotator>();
  };
  {
    const auto writer = IndexWriter::Open(options);
    ASSERT_TRUE(writer.ok());
    for (int i = 0; i < 50; ++i) (*writer)->Add(Numbered(i), [](const WriteOutcome&) {});
  }
  EXPECT_EQ(made, 3);
  const test_support::IndexContents found = test_support::ReadIndex(options.folder);
  EXPECT_EQ(found.articles.size(), 50U);
  for (const auto& [id, article] : found.articles) EXPECT_EQ(article.section(), "annotated") << id;
}

TEST(IndexWriterTest, ClosingCommitsWhatWaits) {
  const test_support::TempFolder temp;
  WriterOptions options;
  options.folder = temp.path() + "/index";
  options.bulk = true;
  int told = 0;
  {
    const auto writer = IndexWriter::Open(options);
    ASSERT_TRUE(writer.ok());
    for (int i = 0; i < 10; ++i)
      (*writer)->Add(Numbered(i), [&told](const WriteOutcome& outcome) {
        told += outcome.result == WriteResult::kAdded ? 1 : 0;
      });
  }
  EXPECT_EQ(told, 10);
  EXPECT_EQ(test_support::ReadIndex(options.folder).articles.size(), 10U);
}

}  // namespace
}  // namespace dateline::writer
