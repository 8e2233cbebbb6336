// SPDX-License-Identifier: GPL-3.0-or-later
// Damage is left out, named wherever somebody looks, and gone when the files are whole again. What
// is not damage leaves nothing out.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/errors/errors.h"
#include "tests/unit/engine/served_folder.h"

namespace dateline::engine {
namespace {

namespace fs = std::filesystem;

class DamageTest : public ServedFolderTest {
 protected:
  // Segment 1 with 40 apples, segment 2 with 7 bananas; both have a dead article.
  void MakeTwo() {
    Make(
        {.batches = {About("apple", "a", 40), About("banana", "b", 7)}, .deleted = {"a-1", "b-1"}});
  }
  void Flip(const std::string& name, std::size_t at) const {
    std::string bytes = Read(name);
    bytes[at] = static_cast<char>(bytes[at] ^ 4);
    Write(name, bytes);
  }
  void Scrub() {
    const auto response = engine().ScrubIndex({}, {});
    ASSERT_TRUE(response.ok()) << response.status();
  }
  void ExpectBananasAreLeftOut(const std::string& file) {
    const v1::SearchResponse response = Search("story");
    EXPECT_EQ(response.total().value(), 39U);
    EXPECT_EQ(response.total().relation(), v1::COUNT_RELATION_AT_LEAST);
    ASSERT_EQ(response.damage_size(), 1);
    EXPECT_EQ(response.damage(0).file(), file);
    EXPECT_EQ(response.damage(0).segment(), 2U);
    EXPECT_EQ(response.damage(0).article_count(), 6U);
    EXPECT_EQ(response.diagnostics().warnings_size(), 1);
    for (const char* id : {"b-2", "b-1", "no such id"}) {
      const absl::Status status = Get(id).status();
      EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
      EXPECT_EQ(errors::ReasonOf(status), v1::ERROR_REASON_SEGMENT_DAMAGED);
    }
    EXPECT_TRUE(Get("a-2").ok());
    EXPECT_EQ(told_.condition(), Condition::kDamaged);
    EXPECT_EQ(told_.Count("the index is damaged: segment 2, '" + file, Severity::kError), 1);
    const auto info = engine().GetIndexInfo({}, {});
    ASSERT_EQ(info->scrub().damage_size(), 1);
    EXPECT_EQ(info->scrub().damage(0).file(), file);
  }
  void ExpectAllIsWell() {
    const v1::SearchResponse response = Search("story");
    EXPECT_EQ(response.total().value(), 45U);
    EXPECT_EQ(response.total().relation(), v1::COUNT_RELATION_EXACT);
    EXPECT_EQ(response.damage_size(), 0);
    EXPECT_TRUE(Get("b-2").ok());
    EXPECT_EQ(Get("b-1").status().code(), absl::StatusCode::kNotFound);
    EXPECT_EQ(told_.condition(), Condition::kWhole);
  }
};

TEST_F(DamageTest, AScrubFindsDamageOfEachFileUnderARunningEngineAndTheRepairIsSeen) {
  MakeTwo();
  const index::SegmentEntry bananas = Current().segments[1];
  for (const index::FileEntry& file : index::FilesOf(bananas)) {
    SCOPED_TRACE(file.name);
    engine_.reset();
    told_.Clear();
    ExpectAllIsWell();
    const std::string good = Read(file.name);
    Flip(file.name, good.size() / 2);
    Scrub();
    ExpectBananasAreLeftOut(file.name);
    EXPECT_FALSE(Refresh());  // it is still damaged
    Scrub();
    ExpectBananasAreLeftOut(file.name);  // and named once
    Write(file.name, good);
    EXPECT_TRUE(Refresh());
    ExpectAllIsWell();
    EXPECT_EQ(told_.Count("no longer left out"), 1);
  }
}

TEST_F(DamageTest, DamageThatASearchMeetsIsLeftOutOfItsOwnAnswer) {
  MakeTwo();
  ExpectAllIsWell();
  const index::SegmentEntry bananas = Current().segments[1];
  const std::string good = Read(bananas.articles.name);
  std::string bad = good;
  for (std::size_t at = 8; at < bad.size() / 2; ++at) bad[at] = static_cast<char>(bad[at] ^ 0x55);
  Write(bananas.articles.name, bad);
  const v1::SearchResponse response = Search("banana");
  EXPECT_EQ(response.hits_size(), 0);
  EXPECT_EQ(response.total().relation(), v1::COUNT_RELATION_AT_LEAST);
  EXPECT_EQ(response.damage_size(), 1);
  ExpectBananasAreLeftOut(bananas.articles.name);
  Write(bananas.articles.name, good);
  EXPECT_TRUE(Refresh());
  ExpectAllIsWell();
}

TEST_F(DamageTest, AFileThatIsCutShortUnderARunningEngineIsDamageAndNothingWorse) {
  MakeTwo();
  for (const index::FileEntry& file : index::FilesOf(Current().segments[1])) {
    if (file.name.ends_with(".dead")) continue;  // was read when it was opened
    SCOPED_TRACE(file.name);
    engine_.reset();
    told_.Clear();
    EXPECT_EQ(engine().snapshot()->live_articles, 45U);
    const std::string good = Read(file.name);
    Write(file.name, "");
    (void)Search("\"all about banana\"");
    (void)Get("b-2");
    Scrub();
    ExpectBananasAreLeftOut(file.name);
    Write(file.name, good);
    EXPECT_TRUE(Refresh());
    ExpectAllIsWell();
  }
}

TEST_F(DamageTest, ADamagedSegmentAtTheStartIsLeftOutAndNamed) {
  MakeTwo();
  const index::SegmentEntry bananas = Current().segments[1];
  for (const std::string& name : {bananas.columns.name, bananas.tombstones.name}) {
    SCOPED_TRACE(name);
    engine_.reset();
    told_.Clear();
    const std::string good = Read(name);
    Flip(name, good.size() / 2);
    ExpectBananasAreLeftOut(name);
    (void)engine().Refresh();
    Write(name, good);
    EXPECT_TRUE(Refresh());
    ExpectAllIsWell();
  }
}

TEST_F(DamageTest, IfNothingCanBeUsedSearchesAreToldSoUntilItCan) {
  Make({.batches = {About("apple", "a", 5)}});
  const std::string name = Current().segments[0].columns.name;
  const std::string good = Read(name);
  Flip(name, good.size() / 2);
  v1::SearchRequest request;
  EXPECT_EQ(errors::ReasonOf(engine().Search(request, {}).status()),
            v1::ERROR_REASON_SEGMENT_DAMAGED);
  EXPECT_TRUE(absl::IsDataLoss(Get("a-1").status()));
  EXPECT_TRUE(absl::IsDataLoss(engine().SuggestEntities({}, {}).status()));
  EXPECT_TRUE(engine().GetIndexInfo({}, {}).ok());
  EXPECT_EQ(told_.condition(), Condition::kUnusable);
  Write(name, good);
  EXPECT_TRUE(Refresh());
  EXPECT_EQ(Total("apple"), 5U);
  EXPECT_EQ(told_.condition(), Condition::kWhole);
}

TEST_F(DamageTest, AFileThatIsGoneFromTheFolderIsNamedAndStillAnsweredFrom) {
  MakeTwo();
  ExpectAllIsWell();
  const std::string name = Current().segments[1].articles.name;
  const std::string good = Read(name);
  fs::remove(folder() + "/" + name);
  Scrub();
  ExpectAllIsWell();
  EXPECT_EQ(told_.Count(name, Severity::kError), 1);
  const auto info = engine().GetIndexInfo({}, {});
  ASSERT_EQ(info->scrub().damage_size(), 1);
  EXPECT_EQ(info->scrub().damage(0).article_count(), 0U);
  Write(name, good);
  EXPECT_EQ(engine().GetIndexInfo({}, {})->scrub().damage_size(), 0);
}

TEST_F(DamageTest, PageTokensGoOnInWhatIsLeftOfTheIndex) {
  MakeTwo();
  v1::SearchRequest request;
  request.set_query("story");
  request.set_page_size(5);
  const auto page = engine().Search(request, {});
  ASSERT_TRUE(page.ok());
  request.set_page_token(page->next_page_token());
  Flip(Current().segments[1].articles.name, 100);
  Scrub();
  const auto next = engine().Search(request, {});
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_TRUE(next->generation_changed());
  EXPECT_FALSE(next->damage().empty());
}

// Links are not followed, so that one in place of a file is a file that cannot be opened.
TEST_F(DamageTest, AFailureThatIsNotDamageFailsTheStartAndNamesFolderAndFile) {
  MakeTwo();
  for (const index::FileEntry& file : index::FilesOf(Current().segments[1])) {
    if (file.name.ends_with(".dead")) continue;
    const std::string path = folder() + "/" + file.name;
    fs::rename(path, path + ".real");
    fs::create_symlink(path + ".real", path);
    const auto opened = Engine::Open({.folder = folder()});
    ASSERT_FALSE(opened.ok()) << file.name;
    EXPECT_FALSE(absl::IsDataLoss(opened.status())) << opened.status();
    EXPECT_FALSE(absl::IsNotFound(opened.status())) << opened.status();
    const std::string message = errors::MessageOf(opened.status());
    EXPECT_NE(message.find(folder()), std::string::npos) << message;
    EXPECT_NE(message.find(fs::path(file.name).filename().string()), std::string::npos) << message;
    fs::remove(path);
    fs::rename(path + ".real", path);
  }
}

TEST_F(DamageTest, AFailureThatIsNotDamageKeepsTheOldGenerationAndGoesAwayByItself) {
  Make({.batches = {About("apple", "a", 5)}});
  EXPECT_EQ(Total("apple"), 5U);
  Extend(folder(), About("banana", "b", 3));
  const std::string path = folder() + "/" + Current().segments[1].words.name;
  fs::rename(path, path + ".real");
  fs::create_symlink(path + ".real", path);
  for (int poll = 0; poll < 4; ++poll) EXPECT_FALSE(engine().Refresh().ok());
  EXPECT_EQ(told_.Count("is answered from", Severity::kError), 1);
  const v1::SearchResponse response = Search("story");
  EXPECT_EQ(response.total().value(), 5U);
  EXPECT_EQ(response.total().relation(), v1::COUNT_RELATION_EXACT);
  fs::remove(path);
  fs::rename(path + ".real", path);
  EXPECT_TRUE(Refresh());
  EXPECT_EQ(Total("story"), 8U);
}

// Descriptors run out at each place in turn.
TEST_F(DamageTest, ALackOfDescriptorsIsNeverTakenForDamage) {
#ifdef DATELINE_SANITIZED
  GTEST_SKIP() << "the sanitizer needs descriptors to check an object's type";
#endif
  MakeTwo();
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const int lowest = dup(0);
  ASSERT_GE(lowest, 0);
  close(lowest);
  int failed = 0;
  for (int spare = 0; spare < 24; ++spare) {
    rlimit tight = before;
    tight.rlim_cur = static_cast<rlim_t>(lowest) + static_cast<rlim_t>(spare);
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &tight), 0);
    const auto opened = Engine::Open({.folder = folder()});
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    if (opened.ok()) {
      EXPECT_TRUE((*opened)->snapshot()->damaged.empty()) << spare;
      EXPECT_EQ((*opened)->snapshot()->live_articles, 45U) << spare;
    } else {
      ++failed;
      EXPECT_FALSE(absl::IsDataLoss(opened.status())) << spare << ": " << opened.status();
      EXPECT_NE(opened.status().message().find("open files"), std::string::npos)
          << spare << ": " << opened.status();
    }
  }
  EXPECT_GE(failed, 3);
}

TEST_F(DamageTest, AFolderWithoutRightsFailsTheStart) {
  if (geteuid() == 0) GTEST_SKIP() << "root may read everything";
  MakeTwo();
  fs::permissions(folder() + "/segments", fs::perms::none);
  const auto opened = Engine::Open({.folder = folder()});
  fs::permissions(folder() + "/segments", fs::perms::owner_all);
  EXPECT_TRUE(absl::IsPermissionDenied(opened.status())) << opened.status();
}

// A caller who sees the articles of one source only. Articles have a section in two spellings, so
// that what the caller sees is read when it asks for the first time.
class RestrictedDamageTest : public DamageTest {
 protected:
  RestrictedDamageTest() {
    auto scope = std::make_shared<search::CallerScope>();
    scope->filters.emplace_back().add_sources("Gazette");
    context_.scope = std::move(scope);
    std::vector<article::Article> all[2];
    for (int i = 0; i < 40; ++i) {
      article::Article article =
          test_support::MakeArticle("a-" + std::to_string(i), "Story", "Of apples.", "2024-03-01",
                                    i % 2 == 0 ? "Gazette" : "Herald");
      article.set_section(i % 3 == 0 ? "NEWS" : "News");
      all[i % 4 / 2].push_back(std::move(article));
    }
    Make({.batches = {all[0], all[1]}});
  }
  void Spoil() {
    const std::string name = Current().segments[1].articles.name;
    std::string bytes = Read(name);
    for (std::size_t at = 8; at < bytes.size() / 2; ++at) {
      bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
    }
    Write(name, bytes);
  }
  static void ExpectNoNumbers(const std::string& text) {
    EXPECT_EQ(text.find_first_of("0123456789"), std::string::npos) << text;
  }
  template <typename Damage>
  static void ExpectBare(const Damage& damage) {
    ASSERT_EQ(damage.size(), 1);
    EXPECT_EQ(damage[0].segment(), 0U);
    EXPECT_EQ(damage[0].file(), "");
    EXPECT_EQ(damage[0].article_count(), 0U);
    ExpectNoNumbers(damage[0].reason());
  }

  search::SearchContext context_;
};

TEST_F(RestrictedDamageTest, IsToldWithoutFilesAndNumbers) {
  engine();
  Spoil();
  Scrub();
  v1::SearchRequest request;
  request.set_query("story");
  const auto response = engine().Search(request, context_);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->total().relation(), v1::COUNT_RELATION_AT_LEAST);
  ExpectBare(response->damage());
  ASSERT_EQ(response->diagnostics().warnings_size(), 1);
  ExpectNoNumbers(response->diagnostics().warnings(0));
  ExpectBare(engine().SuggestEntities({}, context_)->damage());
  ExpectBare(engine().GetIndexInfo({}, context_)->scrub().damage());
  v1::GetArticleRequest get;
  get.set_id("nothing");
  v1::GetEntityRequest entity;
  entity.set_name("Nobody");
  for (const absl::Status& status : {engine().GetArticle(get, context_).status(),
                                     engine().GetEntity(entity, context_).status()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
    ExpectNoNumbers(errors::MessageOf(status));
    EXPECT_EQ(errors::ErrorMetadata(status, "segment"), "");
  }
}

TEST_F(RestrictedDamageTest, IsLeftOutOfWhatIsServedIfItIsMetThere) {
  engine();
  Spoil();
  const auto info = engine().GetIndexInfo({}, context_);
  ASSERT_TRUE(info.ok()) << info.status();
  ExpectBare(info->scrub().damage());
  EXPECT_EQ(info->article_count(), 10U);
  EXPECT_EQ(told_.condition(), Condition::kDamaged);
}

}  // namespace
}  // namespace dateline::engine
