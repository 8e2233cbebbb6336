// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/rpc/current_watcher.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>

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

// Runs `io` until `done`, or fails.
void RunUntil(boost::asio::io_context& io, const std::function<bool()>& done) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  io.restart();
  while (!done()) {
    ASSERT_LT(std::chrono::steady_clock::now(), end);
    io.run_one_for(std::chrono::milliseconds(50));
  }
}

// How a folder is replaced by one that `next` holds.
struct Replacement {
  const char* name;
  std::function<void(const std::string& folder, const std::string& next)> replace;
};

TEST(CurrentWatcherTest, AFolderThatReplacesTheWatchedOneIsWatchedHoweverItCame) {
  namespace fs = std::filesystem;
  const Replacement replacements[] = {
      {"moved aside, copied",
       [](const std::string& folder, const std::string& next) {
         fs::rename(folder, folder + ".old");
         fs::copy(next, folder, fs::copy_options::recursive);
       }},
      {"moved aside, moved",
       [](const std::string& folder, const std::string& next) {
         fs::rename(folder, folder + ".old");
         fs::rename(next, folder);
       }},
      {"removed, moved",
       [](const std::string& folder, const std::string& next) {
         fs::remove_all(folder);
         fs::rename(next, folder);
       }},
      {"removed, made",
       [](const std::string& folder, const std::string&) {
         fs::remove_all(folder);
         fs::create_directory(folder);
       }},
  };
  for (const Replacement& replacement : replacements) {
    SCOPED_TRACE(replacement.name);
    test_support::TempFolder temp;
    const std::string folder = temp.path() + "/index";
    fs::create_directories(folder);
    fs::create_directories(temp.path() + "/next");
    boost::asio::io_context io;
    int told = 0;
    CurrentWatcher watcher(io, {.folder = folder, .poll = kNever}, [&] { ++told; });
    EXPECT_TRUE(watcher.watching());
    replacement.replace(folder, temp.path() + "/next");
    RunUntil(io, [&] { return told >= 1 && watcher.watching(); });
    const int before = told;
    RenameIntoPlace(folder);
    RunUntil(io, [&] { return told > before; });
  }
}

TEST(CurrentWatcherTest, AFolderAboveMayBeReplacedAndThePollSeesIt) {
  namespace fs = std::filesystem;
  test_support::TempFolder temp;
  const std::string folder = temp.path() + "/above/index";
  fs::create_directories(folder);
  fs::create_directories(temp.path() + "/next/index");
  boost::asio::io_context io;
  int told = 0;
  CurrentWatcher watcher(io, {.folder = folder, .poll = std::chrono::milliseconds(1)},
                         [&] { ++told; });
  fs::rename(temp.path() + "/above", temp.path() + "/old");
  EXPECT_FALSE(watcher.watching());
  fs::rename(temp.path() + "/next", temp.path() + "/above");
  RunUntil(io, [&] { return watcher.watching(); });
}

TEST(CurrentWatcherTest, WithoutTheFolderNothingIsWatchedUntilItIsThereAgain) {
  namespace fs = std::filesystem;
  test_support::TempFolder temp;
  const std::string folder = temp.path() + "/index";
  fs::create_directories(folder);
  boost::asio::io_context io;
  int told = 0;
  CurrentWatcher watcher(io, {.folder = folder, .poll = std::chrono::milliseconds(1)},
                         [&] { ++told; });
  fs::remove_all(folder);
  RunUntil(io, [&] { return told > 2; });
  EXPECT_FALSE(watcher.watching());
  fs::create_directories(folder);
  RunUntil(io, [&] { return watcher.watching(); });
}

}  // namespace
}  // namespace dateline::service
