// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/rpc/current_watcher.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/test_index.h"

namespace dateline::service {
namespace {

constexpr std::chrono::hours kNever{1};
constexpr std::chrono::seconds kPatience{20};

void RenameIntoPlace(const std::string& folder) {
  std::ofstream(folder + "/CURRENT.new") << "x";
  std::filesystem::rename(folder + "/CURRENT.new", folder + "/CURRENT");
}

TEST(CurrentWatcherTest, ARenameInTheFolderIsToldWithoutThePoll) {
  test_support::TempFolder temp;
  boost::asio::io_context io;
  int told = 0;
  CurrentWatcher watcher(io, {.folder = temp.path(), .poll = kNever}, [&] {
    ++told;
    io.stop();
  });
  for (int i = 1; i <= 3; ++i) {
    RenameIntoPlace(temp.path());
    io.restart();
    io.run_for(kPatience);
    ASSERT_EQ(told, i);
  }
}

TEST(CurrentWatcherTest, WritesThatRenameNothingAreNotTold) {
  test_support::TempFolder temp;
  boost::asio::io_context io;
  int told = 0;
  CurrentWatcher watcher(io, {.folder = temp.path(), .poll = kNever}, [&] { ++told; });
  std::ofstream(temp.path() + "/segment") << "x";
  io.poll();
  EXPECT_EQ(told, 0);
}

TEST(CurrentWatcherTest, WithoutEventsThePollGoesOn) {
  boost::asio::io_context io;
  int told = 0;
  CurrentWatcher watcher(io, {.folder = "/no/such/folder", .poll = std::chrono::milliseconds(1)},
                         [&] {
                           if (++told == 3) io.stop();
                         });
  io.run_for(kPatience);
  EXPECT_EQ(told, 3);
}

TEST(CurrentWatcherTest, AFolderThatComesLaterIsWatched) {
  test_support::TempFolder temp;
  const std::string folder = temp.path() + "/later";
  boost::asio::io_context io;
  int told = 0;
  CurrentWatcher watcher(io, {.folder = folder, .poll = std::chrono::milliseconds(1)}, [&] {
    ++told;
    io.stop();
  });
  EXPECT_FALSE(watcher.watching());
  std::filesystem::create_directory(folder);
  io.run_for(kPatience);  // the poll that finds the folder
  EXPECT_EQ(told, 1);
  EXPECT_TRUE(watcher.watching());
}

TEST(CurrentWatcherTest, ManyEventsAtOnceAreAllRead) {
  test_support::TempFolder temp;
  boost::asio::io_context io;
  int told = 0;
  CurrentWatcher watcher(io, {.folder = temp.path(), .poll = kNever}, [&] { ++told; });
  for (int i = 0; i < 5000; ++i) RenameIntoPlace(temp.path());
  while (io.poll() > 0) continue;
  EXPECT_GT(told, 0);
  const int before = told;
  RenameIntoPlace(temp.path());
  io.run_one_for(kPatience);
  EXPECT_GT(told, before);
}

}  // namespace
}  // namespace dateline::service
