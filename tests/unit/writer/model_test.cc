// SPDX-License-Identifier: GPL-3.0-or-later
// Random sequences of operations against a map. DATELINE_MODEL_SEQUENCES and DATELINE_MODEL_SEED
// change their number and their first seed.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>

#include "indexer/segments/maintenance.h"
#include "tests/support/index_contents.h"
#include "tests/support/test_index.h"

namespace dateline::writer {
namespace {

using testing::IsEmpty;

unsigned FromEnvironment(const char* name, unsigned otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

class Model {
 public:
  Model(std::string folder, unsigned seed) : random_(seed) {
    options_.folder = std::move(folder);
    options_.sync = false;
    options_.threads = 1 + Below(3);
    options_.commit_articles = 1 + Below(30);
    options_.scratch_articles = 1 + Below(10);
    options_.background_merge = Below(2) == 0;
    options_.bulk = Below(2) == 0;
    options_.min_free_bytes = 0;
    if (Below(4) == 0) options_.max_segment_bytes = 200000;
    Reopen();
  }

  void Step() {
    switch (Below(16)) {
      case 0:
        return Reopen();
      case 1:
        return Ok(writer_->MergeAll());
      case 2:
        return Ok(writer_->WaitForMerges());
      case 3:
      case 4:
      case 5:
        return Delete();
      case 6:
      case 7:
      case 8:
        return Check();
      default:
        return Add();
    }
  }

  void Check() {
    Ok(writer_->Flush().status());
    EXPECT_THAT(wrong_outcomes_, IsEmpty());
    EXPECT_THAT(test_support::Differences(articles_, test_support::ReadIndex(options_.folder)),
                IsEmpty());
  }
  void CheckAtEnd() {
    Check();
    writer_ = nullptr;
    EXPECT_THAT(segments::VerifyIndex(options_.folder).problems, IsEmpty());
    EXPECT_THAT(test_support::Differences(articles_, test_support::ReadIndex(options_.folder)),
                IsEmpty());
  }

 private:
  unsigned Below(unsigned bound) { return static_cast<unsigned>(random_() % bound); }
  std::string RandomId() { return fmt::format("id-{}", Below(40)); }
  void Ok(const absl::Status& status) { EXPECT_TRUE(status.ok()) << status; }

  void Reopen() {
    writer_ = nullptr;
    auto writer = IndexWriter::Open(options_);
    ASSERT_TRUE(writer.ok()) << writer.status();
    writer_ = std::move(*writer);
  }
  void Add() {
    for (unsigned left = 1 + Below(12); left > 0; --left) {
      const article::Article article = test_support::Normalised(test_support::MakeArticle(
          RandomId(), fmt::format("Headline {}", Below(4)), "A body of words.",
          Below(3) == 0 ? "" : fmt::format("20{:02}-01-01", Below(30))));
      article::Article& known = articles_[article.id()];
      const WriteResult expected = known.id().empty()      ? WriteResult::kAdded
                                   : Equal(known, article) ? WriteResult::kUnchanged
                                                           : WriteResult::kUpdated;
      known = article;
      writer_->Add(article, [this, expected](const WriteOutcome& outcome) {
        // Of two versions that wait at once the workers may finish either first, so only what holds
        // in any order is certain: nothing is refused, and what is there is there.
        if (outcome.result == WriteResult::kRejected)
          wrong_outcomes_.push_back(outcome.id + ": " + outcome.status.ToString());
        if (options_.threads == 1 && outcome.result != expected)
          wrong_outcomes_.push_back(outcome.id);
      });
    }
  }
  static bool Equal(const article::Article& a, const article::Article& b) {
    return a.SerializeAsString() == b.SerializeAsString();
  }
  void Delete() {
    std::vector<std::string> ids;
    for (unsigned left = 1 + Below(4); left > 0; --left) ids.push_back(RandomId());
    const auto outcome = writer_->Delete(ids);
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    std::uint32_t expected = 0;
    for (const std::string& id : ids) expected += static_cast<std::uint32_t>(articles_.erase(id));
    EXPECT_EQ(outcome->deleted, expected);
  }

  std::mt19937 random_;
  WriterOptions options_;
  std::map<std::string, article::Article> articles_;
  std::vector<std::string> wrong_outcomes_;
  std::unique_ptr<IndexWriter> writer_;
};

TEST(IndexWriterModelTest, RandomOperationsGiveWhatAMapGives) {
  const unsigned sequences = FromEnvironment("DATELINE_MODEL_SEQUENCES", 300);
  const unsigned first = FromEnvironment("DATELINE_MODEL_SEED", std::random_device()());
  for (unsigned seed = first; seed != first + sequences; ++seed) {
    const test_support::TempFolder temp;
    Model model(temp.path() + "/index", seed);
    std::mt19937 length(seed);
    for (auto steps = 5 + length() % 40; steps > 0 && !testing::Test::HasFailure(); --steps)
      model.Step();
    model.CheckAtEnd();
    ASSERT_FALSE(testing::Test::HasFailure()) << "DATELINE_MODEL_SEED=" << seed;
  }
}

}  // namespace
}  // namespace dateline::writer
