// SPDX-License-Identifier: GPL-3.0-or-later
// A folder that is being copied: files come late, or are not what this program reads.
#include <gtest/gtest.h>

#include "core/errors/errors.h"
#include "indexer/segments/commit_manifest.h"
#include "tests/unit/engine/served_folder.h"

namespace dateline::engine {
namespace {

namespace fs = std::filesystem;

class LateFilesTest : public ServedFolderTest {
 protected:
  // The index in the folder, and at "newer" a later state of it with bananas.
  void MakeNewer() {
    Make({.batches = {About("apple", "a", 5)}});
    Copy(folder(), Aside("newer"));
    Extend(Aside("newer"), About("banana", "b", 3));
  }
  static std::vector<std::string> FilesAt(const std::string& folder) {
    std::vector<std::string> names;
    const index::Manifest manifest = *index::ReadCurrentManifest(folder);
    for (const auto& segment : manifest.segments) {
      for (const auto& file : index::FilesOf(segment)) names.push_back(file.name);
    }
    return names;
  }
  std::string ManifestNameAt(const std::string& folder) const {
    const std::string text = *index::ReadWholeFile(folder + "/CURRENT");
    return text.substr(0, text.find('\n'));
  }
  // Copies one file of "newer" to the folder.
  void Bring(const std::string& name) const {
    fs::copy_file(Aside("newer") + "/" + name, folder() + "/" + name,
                  fs::copy_options::overwrite_existing);
  }
  void BringHalf(const std::string& name) const {
    const std::string bytes = *index::ReadWholeFile(Aside("newer") + "/" + name);
    Write(name, bytes.substr(0, bytes.size() / 2));
  }
  void ExpectOldIsServed() {
    const v1::SearchResponse response = Search("apple");
    EXPECT_EQ(response.total().value(), 5U);
    EXPECT_EQ(response.total().relation(), v1::COUNT_RELATION_EXACT);
    EXPECT_EQ(response.damage_size(), 0);
    EXPECT_EQ(told_.condition(), Condition::kWhole);
  }
};

TEST_F(LateFilesTest, TheOldGenerationIsServedUntilTheLastFileIsThereWithoutANewCommit) {
  MakeNewer();
  EXPECT_EQ(Total("apple"), 5U);
  Bring(ManifestNameAt(Aside("newer")));
  Bring("CURRENT");
  const std::vector<std::string> files = FilesAt(Aside("newer"));
  for (const std::string& name : files) {
    if (fs::exists(folder() + "/" + name)) continue;
    const auto missing = engine().Refresh();
    EXPECT_EQ(errors::ReasonOf(missing.status()), v1::ERROR_REASON_FILES_MISSING)
        << missing.status();
    ExpectOldIsServed();
    BringHalf(name);
    EXPECT_EQ(errors::ReasonOf(engine().Refresh().status()), v1::ERROR_REASON_FILES_MISSING);
    EXPECT_EQ(errors::ReasonOf(engine().Refresh().status()), v1::ERROR_REASON_FILES_MISSING);
    ExpectOldIsServed();
    Bring(name);
  }
  EXPECT_TRUE(Refresh());
  EXPECT_EQ(Total("banana"), 3U);
  // Of each of the four new files: that it is missing, and that it is too short.
  EXPECT_EQ(told_.Count("is answered from", Severity::kError), 8);
  EXPECT_EQ(told_.Count("can be opened again"), 1);
}

TEST_F(LateFilesTest, AManifestThatComesAfterCurrentIsWaitedFor) {
  MakeNewer();
  EXPECT_EQ(Total("apple"), 5U);
  for (const std::string& name : FilesAt(Aside("newer"))) Bring(name);
  Bring("CURRENT");
  for (int poll = 0; poll < 3; ++poll) {
    EXPECT_EQ(errors::ReasonOf(engine().Refresh().status()), v1::ERROR_REASON_FILES_MISSING);
  }
  ExpectOldIsServed();
  EXPECT_EQ(told_.Count("is answered from", Severity::kError), 1);
  Bring(ManifestNameAt(Aside("newer")));
  EXPECT_TRUE(Refresh());
  EXPECT_EQ(Total("banana"), 3U);
}

TEST_F(LateFilesTest, AnotherIndexThatIsCopiedIntoPlaceIsWaitedForToo) {
  Make({.batches = {About("apple", "a", 5)}});
  Make(Aside("newer"), {.batches = {About("banana", "b", 3)}});
  EXPECT_EQ(Total("apple"), 5U);
  Remove();
  fs::create_directories(folder() + "/segments");
  Bring("CURRENT");
  EXPECT_FALSE(engine().Refresh().ok());
  Bring(ManifestNameAt(Aside("newer")));
  for (const std::string& name : FilesAt(Aside("newer"))) {
    EXPECT_EQ(errors::ReasonOf(engine().Refresh().status()), v1::ERROR_REASON_FILES_MISSING);
    ExpectOldIsServed();
    Bring(name);
  }
  EXPECT_TRUE(Refresh());
  EXPECT_EQ(Total("apple"), 0U);
  EXPECT_EQ(Total("banana"), 3U);
}

TEST_F(LateFilesTest, WhatIsNotReadableIsNotServedAndTheReasonIsLoggedOnce) {
  MakeNewer();
  EXPECT_EQ(Total("apple"), 5U);
  const std::string newer_name = ManifestNameAt(Aside("newer"));
  const std::string newer = *index::ReadWholeFile(Aside("newer") + "/" + newer_name);
  std::string future = newer.substr(0, newer.rfind("\nchecksum "));
  const std::string version = "\"format_version\":5";
  ASSERT_NE(future.find(version), std::string::npos);
  future.replace(future.find(version), version.size(), "\"format_version\":6");
  const struct {
    std::string current, manifest, logged;
  } cases[] = {
      {newer_name + "\n", index::SealManifest(future), "format version 6"},
      {newer_name + "\n", newer.substr(0, newer.size() / 2), "damaged"},
      {"nonsense\n", newer, "CURRENT is damaged"},
      {"", newer, "CURRENT is damaged"},
  };
  for (const auto& one : cases) {
    Write(newer_name, one.manifest);
    Write("CURRENT", one.current);
    const int before = told_.Count("is answered from", Severity::kError);
    for (int poll = 0; poll < 3; ++poll) EXPECT_FALSE(engine().Refresh().ok());
    EXPECT_EQ(told_.Count("is answered from", Severity::kError), before + 1) << one.logged;
    EXPECT_GE(told_.Count(one.logged, Severity::kError), 1) << one.logged;
    ExpectOldIsServed();
    Write("CURRENT", index::SealCurrent(ManifestNameAt(Aside("newer"))));
    Write(newer_name, newer);
    for (const std::string& name : FilesAt(Aside("newer"))) Bring(name);
    EXPECT_TRUE(engine().Refresh().ok());
    EXPECT_EQ(Total("banana"), 3U);
    // Back to the start: an engine that has only the old one.
    engine_.reset();
    Remove();
    Make({.batches = {About("apple", "a", 5)}});
    EXPECT_EQ(Total("apple"), 5U);
  }
}

TEST_F(LateFilesTest, AtTheStartWhatIsThereIsServedTheRestIsNamedAndComesByItself) {
  MakeNewer();
  Remove();
  Copy(Aside("newer"), folder());
  const std::string late = Current().segments[1].words.name;
  fs::remove(folder() + "/" + late);
  EXPECT_EQ(Total("apple"), 5U);
  EXPECT_EQ(told_.condition(), Condition::kDamaged);
  const v1::SearchResponse response = Search("banana");
  EXPECT_EQ(response.total().relation(), v1::COUNT_RELATION_AT_LEAST);
  ASSERT_EQ(response.damage_size(), 1);
  EXPECT_EQ(response.damage(0).file(), late);
  EXPECT_EQ(response.damage(0).article_count(), 3U);
  EXPECT_EQ(told_.Count(late, Severity::kError), 1);
  (void)engine().Refresh();
  Bring(late);
  EXPECT_TRUE(Refresh());
  EXPECT_EQ(Total("banana"), 3U);
  EXPECT_EQ(told_.condition(), Condition::kWhole);
  EXPECT_EQ(told_.Count("no longer left out"), 1);
}

TEST_F(LateFilesTest, WithoutTheManifestTheNewestWholeGenerationIsServedAndSaysSo) {
  Make({.batches = {About("apple", "a", 5)}});
  const std::string old_manifest = Read(ManifestNameAt(folder()));
  const std::string old_name = ManifestNameAt(folder());
  Extend(folder(), About("banana", "b", 3));
  const std::string name = ManifestNameAt(folder());
  const std::string manifest = Read(name);
  Write(old_name, old_manifest);
  fs::remove(folder() + "/" + name);
  const v1::SearchResponse response = Search("apple");
  EXPECT_EQ(response.total().value(), 5U);
  EXPECT_EQ(response.total().relation(), v1::COUNT_RELATION_AT_LEAST);
  ASSERT_EQ(response.damage_size(), 1);
  EXPECT_EQ(response.damage(0).file(), name);
  EXPECT_EQ(told_.Count(name, Severity::kError), 1);
  EXPECT_EQ(Get("b-1").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_FALSE(Refresh());
  Write(name, manifest);
  EXPECT_TRUE(Refresh());
  EXPECT_EQ(Total("banana"), 3U);
  EXPECT_EQ(told_.condition(), Condition::kWhole);
}

TEST_F(LateFilesTest, WithoutAnyWholeGenerationTheStartFailsAndSaysWhatIsMissing) {
  Make({.batches = {About("apple", "a", 5)}});
  const std::string name = ManifestNameAt(folder());
  std::vector<fs::path> manifests;
  for (const auto& file : fs::directory_iterator(folder())) {
    if (file.path().filename().string().starts_with("MANIFEST-")) manifests.push_back(file.path());
  }
  for (const fs::path& manifest : manifests) fs::remove(manifest);
  const auto opened = Engine::Open({.folder = folder()});
  ASSERT_TRUE(absl::IsDataLoss(opened.status())) << opened.status();
  EXPECT_NE(opened.status().message().find(name), std::string::npos) << opened.status();
  EXPECT_NE(opened.status().message().find(folder()), std::string::npos) << opened.status();
}

}  // namespace
}  // namespace dateline::engine
