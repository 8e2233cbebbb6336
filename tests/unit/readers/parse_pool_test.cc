// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/parse_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <string>

#include "core/readers/list_inputs.h"

namespace dateline::readers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::string ArticleLine(int number, std::size_t body_bytes = 10) {
  return R"({"id":"a-)" + std::to_string(number) + R"(","headline":"h","body":")" +
         std::string(body_bytes, 'x') + R"(","published_at":"2024-01-02T03:04:05Z"})" + "\n";
}

// Keeps what it gets. `on_article` runs before it does.
class Collector final : public ArticleSink {
 public:
  void OnArticle(ParsedArticle parsed, const InputPlace& place) override {
    if (on_article) on_article(parsed.article);
    const std::lock_guard lock(mutex_);
    unknown.insert(parsed.unknown_fields.begin(), parsed.unknown_fields.end());
    ids.insert(parsed.article.id());
    places.insert(std::filesystem::path(place.file).filename().string() + ":" +
                  std::to_string(place.line));
  }
  void OnReject(const InputPlace& place, const absl::Status& status) override {
    const std::lock_guard lock(mutex_);
    rejects.push_back(std::filesystem::path(place.file).filename().string() + ":" +
                      std::to_string(place.line) + " " + std::string(status.message()));
  }

  void OnSkip(const std::string& file, const absl::Status& status) override {
    const std::lock_guard lock(mutex_);
    skips.push_back(std::filesystem::path(file).filename().string() + " " +
                    std::string(status.message()));
  }

  std::function<void(const article::Article&)> on_article;
  std::multiset<std::string> ids;
  std::multiset<std::string> places;
  std::vector<std::string> rejects;
  std::vector<std::string> skips;
  std::set<std::string> unknown;

 private:
  std::mutex mutex_;
};

class ParsePoolTest : public testing::Test {
 protected:
  ParsePoolTest() {
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("parse_pool_") +
               testing::UnitTest::GetInstance()->current_test_info()->name() + "_" +
               std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  ~ParsePoolTest() override { std::filesystem::remove_all(folder_); }

  InputFile File(const std::string& name, const std::string& content) {
    const auto path = folder_ / name;
    std::ofstream(path) << content;
    return {path.string(), content.size()};
  }

  std::filesystem::path folder_;
  Collector sink_;
};

TEST_F(ParsePoolTest, EveryArticleOfAllFilesReachesTheSinkWithItsPlace) {
  std::string lines;
  std::multiset<std::string> ids{"a-1000"};
  std::multiset<std::string> places{"second.jsonl:1"};
  for (int i = 0; i < 500; ++i) {
    lines += ArticleLine(i);
    ids.insert("a-" + std::to_string(i));
    places.insert("first.jsonl:" + std::to_string(i + 1));
  }
  const std::vector<InputFile> files = {File("first.jsonl", lines),
                                        File("second.jsonl", ArticleLine(1000))};
  ParsePool pool({.threads = 4}, sink_);
  pool.Read(files);
  EXPECT_EQ(sink_.ids, ids);
  EXPECT_EQ(sink_.places, places);
  EXPECT_EQ(pool.parsed(), 501U);
  EXPECT_EQ(pool.read_bytes(), files[0].bytes + files[1].bytes);
  EXPECT_THAT(sink_.rejects, ElementsAre());
}

TEST_F(ParsePoolTest, WhatCannotBeParsedIsRejectedWithFileAndLineAndTheRestIsRead) {
  const auto file = File("mixed.jsonl",
                         ArticleLine(1) + "{\"id\": 7\n" + ArticleLine(2).insert(1, R"("zap":1,)"));
  ParsePool pool({.threads = 2}, sink_);
  pool.Read({file, {(folder_ / "missing.jsonl").string(), 0}});
  EXPECT_THAT(sink_.ids, UnorderedElementsAre("a-1", "a-2"));
  EXPECT_THAT(sink_.rejects,
              UnorderedElementsAre(HasSubstr("mixed.jsonl:2 "), HasSubstr("missing.jsonl:0 ")));
  EXPECT_THAT(sink_.unknown, ElementsAre(HasSubstr("zap")));
  EXPECT_EQ(pool.parsed(), 3U);
}

TEST_F(ParsePoolTest, TheFileIsKeptWithEachArticleThatDoesNotNameOne) {
  const auto file =
      File("a.jsonl", ArticleLine(1) + ArticleLine(2).insert(1, R"("provenance":"p",)"));
  std::mutex mutex;
  std::multiset<std::string> from;
  sink_.on_article = [&](const article::Article& article) {
    const std::lock_guard lock(mutex);
    from.insert(article.provenance());
  };
  ParsePool pool({.threads = 2}, sink_);
  pool.Read({file});
  EXPECT_THAT(from, UnorderedElementsAre(file.path, "p"));
}

TEST_F(ParsePoolTest, FilesThatAreNotArticlesAreSkippedIfFoundAndRejectedIfNamed) {
  InputFile page = File("page.html", "<!DOCTYPE html><html><body>x</body></html>");
  InputFile notes = File("notes", "Milk\nBread\n");  // told by parsing it only
  const auto good = File("good.jsonl", ArticleLine(1));
  page.found = notes.found = true;
  ParsePool found({.threads = 1}, sink_);
  found.Read({page, notes, good});
  EXPECT_THAT(sink_.skips,
              UnorderedElementsAre(HasSubstr("page.html: the file is an HTML page"),
                                   HasSubstr("notes: the file does not have the marks")));
  EXPECT_THAT(sink_.rejects, ElementsAre());
  EXPECT_THAT(sink_.ids, UnorderedElementsAre("a-1"));
  page.found = notes.found = false;
  ParsePool named({.threads = 1}, sink_);
  named.Read({page, notes});
  EXPECT_THAT(sink_.rejects,
              UnorderedElementsAre(HasSubstr("page.html:0 "), HasSubstr("notes:0 ")));
}

TEST_F(ParsePoolTest, AFileWhoseArticlesAllLackABodyIsRefusedAsAWholeUnlessForced) {
  std::string lines;
  for (int i = 0; i < 1500; ++i) {
    lines += R"({"id":"b-)" + std::to_string(i) + R"(","headline":"h","published":"2024-01-02",)" +
             R"("zap":"Words of a text that is long enough to be the body of an article."})" + "\n";
  }
  const std::vector<InputFile> files = {File("b.jsonl", lines), File("a.jsonl", ArticleLine(1))};
  ParsePool pool({.threads = 3}, sink_);
  pool.Read(files);
  EXPECT_THAT(sink_.ids, UnorderedElementsAre("a-1"));
  EXPECT_THAT(sink_.rejects, ElementsAre(HasSubstr("b.jsonl:0 ")));
  EXPECT_THAT(sink_.rejects[0], HasSubstr("--map body=zap"));
  ParsePool forced({.threads = 3, .force = true}, sink_);
  forced.Read(files);
  EXPECT_EQ(sink_.ids.size(), 1502U);
}

TEST_F(ParsePoolTest, TheSinkHoldsBackTheReader) {
  constexpr std::size_t kBodyBytes = 50'000;
  constexpr std::size_t kQueued = 200'000;
  constexpr std::size_t kBlocks = 1U << 20U;  // read at once, and pieces that are being split
  std::string lines;
  for (int i = 0; i < 200; ++i) lines += ArticleLine(i, kBodyBytes);
  const auto file = File("large.jsonl", lines);
  ParsePool pool({.threads = 1, .max_queued_bytes = kQueued}, sink_);
  std::size_t seen = 0;
  std::size_t most_ahead = 0;
  sink_.on_article = [&](const article::Article& article) {
    most_ahead = std::max<std::size_t>(most_ahead, pool.read_bytes() - seen);
    seen += article.body().size();
  };
  pool.Read({file});
  EXPECT_EQ(sink_.ids.size(), 200U);
  EXPECT_LT(most_ahead, kQueued + kBlocks);
  EXPECT_GT(file.bytes, 4 * (kQueued + kBlocks));  // else nothing was shown
}

TEST_F(ParsePoolTest, AfterAbandonNothingMoreReachesTheSink) {
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += ArticleLine(i);
  ParsePool pool({.threads = 1}, sink_);
  sink_.on_article = [&](const article::Article& article) {
    if (article.id() == "a-9") pool.Abandon();
  };
  pool.Read({File("a.jsonl", lines), File("b.jsonl", lines)});
  EXPECT_TRUE(pool.abandoned());
  EXPECT_EQ(sink_.ids.size(), 10U);
  EXPECT_EQ(pool.parsed(), 10U);
  EXPECT_THAT(sink_.rejects, ElementsAre());
}

TEST_F(ParsePoolTest, AStopEndsTheWaitForASilentPipeAndWhatWasReadReachesTheSink) {
  std::array<int, 2> input{};
  std::array<int, 2> stop{};
  ASSERT_EQ(pipe(input.data()), 0);
  ASSERT_EQ(pipe(stop.data()), 0);
  const std::string lines =
      ArticleLine(1) + ArticleLine(2) + R"({"id":"cut)" + std::string(8000, ' ');
  ASSERT_EQ(write(input[1], lines.data(), lines.size()), static_cast<ssize_t>(lines.size()));
  std::atomic<bool> stopped{false};
  sink_.on_article = [&](const article::Article& article) {
    if (article.id() != "a-2") return;
    stopped = true;
    EXPECT_EQ(write(stop[1], "x", 1), 1);
  };
  ParsePool pool(
      {.format = InputFormat::kJsonLines, .threads = 1, .stopped = [&] { return stopped.load(); }},
      sink_);
  // The writing end stays open: without the stop this would wait for ever.
  pool.Read({{"/dev/fd/" + std::to_string(input[0]), 0}, File("next.jsonl", ArticleLine(3))},
            stop[0]);
  EXPECT_THAT(sink_.ids, UnorderedElementsAre("a-1", "a-2"));
  EXPECT_THAT(sink_.rejects, ElementsAre());
  for (const int end : {input[0], input[1], stop[0], stop[1]}) close(end);
}

}  // namespace
}  // namespace dateline::readers
