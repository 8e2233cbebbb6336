// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/key_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "core/access/key_json.h"
#include "core/errors/errors.h"
#include "tests/unit/access/temporary_folder.h"

namespace dateline::access {
namespace {

using testing::HasSubstr;

Key NewKey(const std::string& name) {
  Key key;
  key.id = name;
  key.name = name;
  key.roles = Role::kSearch;
  return key;
}

absl::Status AddKey(const std::string& path, const std::string& name) {
  return ChangeKeyFile(path, [&name](std::vector<Key>& keys) {
    keys.push_back(NewKey(name));
    return absl::OkStatus();
  });
}

class KeyFileTest : public testing::Test {
 protected:
  TemporaryFolder folder_;
  std::string path_ = folder_.File("keys.json");
};

TEST_F(KeyFileTest, AFileThatOthersMayReadIsRefused) {
  for (const mode_t mode : {0644U, 0640U, 0660U, 0604U, 0602U, 0601U, 0610U, 0777U}) {
    WriteFile(path_, PrintKeys({NewKey("a")}), mode);
    const auto read = ReadKeyFile(path_);
    EXPECT_TRUE(absl::IsFailedPrecondition(read.status())) << mode;
    EXPECT_THAT(errors::MessageOf(read.status()), HasSubstr("chmod 600"));
  }
  for (const mode_t mode : {0600U, 0400U}) {
    WriteFile(path_, PrintKeys({NewKey("a")}), mode);
    EXPECT_TRUE(ReadKeyFile(path_).ok()) << mode;
  }
}

TEST_F(KeyFileTest, WhatIsNotAFileIsRefused) {
  const std::string other = folder_.File("other.json");
  WriteFile(other, PrintKeys({NewKey("a")}));
  ASSERT_EQ(::symlink(other.c_str(), path_.c_str()), 0);
  EXPECT_THAT(errors::MessageOf(ReadKeyFile(path_).status()), HasSubstr("is a link"));
  EXPECT_FALSE(AddKey(path_, "b").ok());
  EXPECT_EQ(ReadFile(other), PrintKeys({NewKey("a")}));
  const std::string pipe = folder_.File("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_TRUE(absl::IsFailedPrecondition(ReadKeyFile(pipe).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(ReadKeyFile(folder_.File(".")).status()));
  EXPECT_TRUE(absl::IsNotFound(ReadKeyFile(folder_.File("nothing")).status()));
}

TEST_F(KeyFileTest, ANewFileIsForItsOwnerAlone) {
  const mode_t before = ::umask(0);
  ASSERT_TRUE(AddKey(path_, "a").ok());
  ::umask(before);
  struct stat file {};
  ASSERT_EQ(::stat(path_.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 07777, 0600U);
  EXPECT_NE(::access(folder_.File("keys.json.new").c_str(), F_OK), 0);
}

class KeyFileAsRootTest : public KeyFileTest {
 protected:
  static constexpr uid_t kOther = 12345;

  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can give files to others";
    ASSERT_TRUE(AddKey(path_, "a").ok());
    ASSERT_EQ(::chown(path_.c_str(), kOther, kOther), 0);
  }
  static uid_t OwnerOf(const std::string& path) {
    struct stat file {};
    EXPECT_EQ(::lstat(path.c_str(), &file), 0);
    return file.st_uid;
  }
};

// Else the server of that user keeps the old keys: a key that was revoked stays good.
TEST_F(KeyFileAsRootTest, AChangeLeavesTheFileToTheUserOfTheServer) {
  ASSERT_TRUE(AddKey(path_, "b").ok());
  EXPECT_EQ(OwnerOf(path_), kOther);
  EXPECT_EQ(OwnerOf(path_ + ".lock"), kOther);
  EXPECT_EQ(ReadKeyFile(path_, KeyFileOwner::kAnybodyForRoot)->keys.size(), 2U);
  EXPECT_TRUE(absl::IsFailedPrecondition(ReadKeyFile(path_).status()))
      << "a server of root is not let in by others";
}

TEST_F(KeyFileAsRootTest, AFileThatIsOnlyLinkedHereIsNotGivenAway) {
  const std::string other = folder_.File("of-root");
  WriteFile(other, "");
  ::unlink((path_ + ".lock").c_str());
  ASSERT_EQ(::link(other.c_str(), (path_ + ".lock").c_str()), 0);
  EXPECT_TRUE(absl::IsFailedPrecondition(AddKey(path_, "b")));
  EXPECT_EQ(OwnerOf(other), 0U);
}

TEST_F(KeyFileTest, AFailedChangeLeavesTheFileAsItWas) {
  ASSERT_TRUE(AddKey(path_, "a").ok());
  const std::string before = ReadFile(path_);
  EXPECT_FALSE(AddKey(path_, "a").ok()) << "two keys with one name";
  EXPECT_FALSE(ChangeKeyFile(path_, [](std::vector<Key>& keys) {
                 keys.clear();
                 return absl::NotFoundError("no");
               }).ok());
  EXPECT_EQ(ReadFile(path_), before);
  WriteFile(path_, "broken");
  EXPECT_FALSE(AddKey(path_, "b").ok());
  EXPECT_EQ(ReadFile(path_), "broken");
}

TEST_F(KeyFileTest, ChangesAtOneTimeAreAllKept) {
  std::vector<std::jthread> threads;
  for (char name = 'a'; name < 'i'; ++name) {
    threads.emplace_back([this, name] { EXPECT_TRUE(AddKey(path_, std::string(1, name)).ok()); });
  }
  threads.clear();
  const auto file = ReadKeyFile(path_);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->keys.size(), 8U);
}

TEST_F(KeyFileTest, AFileInTheIndexIsRefused) {
  const std::string index = folder_.File("index");
  for (const std::string& inside :
       {index + "/keys.json", index + "/segments/keys.json", index + "/../index/keys.json"}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(CheckOutside(inside, index))) << inside;
    EXPECT_TRUE(absl::IsFailedPrecondition(CheckOutside(inside, index + "/"))) << inside;
  }
  EXPECT_TRUE(CheckOutside(path_, index).ok());
  EXPECT_TRUE(CheckOutside(folder_.File("index.keys/keys.json"), index).ok());
}

TEST_F(KeyFileTest, TheStampTellsAChange) {
  EXPECT_EQ(StampOf(path_), FileStamp{});
  ASSERT_TRUE(AddKey(path_, "a").ok());
  const FileStamp first = StampOf(path_);
  EXPECT_EQ(StampOf(path_), first);
  ASSERT_TRUE(AddKey(path_, "b").ok());
  EXPECT_NE(StampOf(path_), first);
}

}  // namespace
}  // namespace dateline::access
