// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/scratch_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "core/index/files.h"
#include "tests/support/file_faults.h"
#include "tests/support/test_index.h"

namespace dateline::writer {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

class ScratchBuilderTest : public testing::Test {
 protected:
  void Add(const std::string& id) {
    PendingArticle pending;
    pending.sequence = ++sequence_;
    pending.article = test_support::MakeArticle(id, "Headline of " + id, "Some body.");
    builder_.Add(std::move(pending));
  }
  void Collect() {
    builder_.Finish();
    for (ScratchPart& part : builder_.TakeParts()) {
      EXPECT_EQ(part.articles.size(), part.database->rows());
      for (const AnalysedArticle& article : part.articles) built_.push_back(article.id);
    }
    for (const Notification& one : builder_.TakeRejected())
      rejected_.push_back(one.outcome.id + ": " + std::string(one.outcome.status.message()));
  }
  std::size_t FoldersLeft() const {
    const std::filesystem::directory_iterator all(temp_.path());
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

  test_support::TempFolder temp_;
  test_support::FileFaults faults_;
  const segments::IndexFiles files_{temp_.path(), faults_.seam()};
  ScratchBuilder builder_{files_, "0", index::ScoringProfile{}};
  std::uint64_t sequence_ = 0;
  std::vector<std::string> built_;
  std::vector<std::string> rejected_;
};

TEST_F(ScratchBuilderTest, ArticlesComeOutInOrder) {
  for (const char* id : {"a", "b", "c"}) Add(id);
  Collect();
  EXPECT_THAT(built_, ElementsAre("a", "b", "c"));
  EXPECT_THAT(rejected_, ElementsAre());
}

TEST_F(ScratchBuilderTest, AnArticleThatXapianRefusesIsRejectedAloneWhereverItStands) {
  for (const char* culprit : {"a", "c", "e"}) {
    faults_.Set([culprit](std::string_view step, const std::string& id) {
      const bool refused = step == "scratch add" && id == culprit;
      return refused ? absl::InvalidArgumentError("term too long") : absl::OkStatus();
    });
    built_.clear();
    rejected_.clear();
    std::set<std::string> expected{"a", "b", "c", "d", "e"};
    for (const std::string& id : expected) Add(id);
    expected.erase(culprit);
    Collect();
    EXPECT_THAT(built_, testing::UnorderedElementsAreArray(expected));
    EXPECT_THAT(rejected_, ElementsAre(std::string(culprit) + ": term too long"));
  }
}

TEST_F(ScratchBuilderTest, AnArticleThatFailsOnlyWhenTheDatabaseIsFinishedIsRejectedAlone) {
  // Which articles are in the database under way, as the fault sees it.
  auto in_hand = std::make_shared<std::set<std::string>>();
  faults_.Set([in_hand](std::string_view step, const std::string& id) -> absl::Status {
    if (step == "scratch add") in_hand->insert(id);
    if (step != "scratch finish") return absl::OkStatus();
    const bool bad = in_hand->contains("7") || in_hand->contains("20");
    in_hand->clear();
    return bad ? absl::InvalidArgumentError("empty term") : absl::OkStatus();
  });
  std::set<std::string> expected;
  for (int i = 0; i < 25; ++i) expected.insert(std::to_string(i));
  for (const std::string& id : expected) Add(id);
  Collect();
  expected.erase("7");
  expected.erase("20");
  EXPECT_THAT(built_, testing::UnorderedElementsAreArray(expected));
  EXPECT_THAT(rejected_, UnorderedElementsAre("7: empty term", "20: empty term"));
}

TEST_F(ScratchBuilderTest, AFullDiskRejectsWhatIsInHandAndTheNextArticleStartsAnew) {
  Add("a");
  faults_.Set([](std::string_view step, const std::string& id) {
    return step == "scratch add" && id == "b" ? index::DiskFull("no room") : absl::OkStatus();
  });
  Add("b");
  Add("c");
  Collect();
  EXPECT_THAT(built_, ElementsAre("c"));
  EXPECT_THAT(rejected_, UnorderedElementsAre("a: no room; make room, then send again",
                                              "b: no room; make room, then send again"));
}

TEST_F(ScratchBuilderTest, NothingStaysOnDiskOnceThePartsAreGone) {
  faults_.Set([](std::string_view step, const std::string& id) {
    return step == "scratch add" && id == "b" ? absl::InternalError("no") : absl::OkStatus();
  });
  for (const char* id : {"a", "b", "c"}) Add(id);
  Collect();
  EXPECT_EQ(FoldersLeft(), 0U);
}

}  // namespace
}  // namespace dateline::writer
