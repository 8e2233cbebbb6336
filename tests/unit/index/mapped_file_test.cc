// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/mapped_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <thread>
#include <vector>

#include "tests/support/test_index.h"

namespace dateline::index {
namespace {

const std::size_t kPage = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));

class MappedFileTest : public testing::Test {
 protected:
  std::shared_ptr<const MappedFile> Open(const std::string& name, std::size_t bytes) {
    std::ofstream(Path(name), std::ios::binary) << std::string(bytes, 'x');
    auto file = MappedFile::Open(Path(name));
    EXPECT_TRUE(file.ok()) << file.status();
    return *file;
  }
  void Shorten(const std::string& name, std::size_t bytes) {
    ASSERT_EQ(truncate(Path(name).c_str(), static_cast<off_t>(bytes)), 0);
  }
  std::string Path(const std::string& name) const { return temp_.path() + "/" + name; }

  test_support::TempFolder temp_;
};

bool AreAll(std::string_view bytes, char value) {
  return std::all_of(bytes.begin(), bytes.end(), [value](char byte) { return byte == value; });
}

TEST_F(MappedFileTest, AFileThatWasShortenedReadsAsZerosAndIsLost) {
  for (const std::size_t left : {std::size_t{0}, std::size_t{1}, kPage - 1, kPage, 3 * kPage + 7}) {
    const auto file = Open("short", 5 * kPage + 11);
    const auto other = Open("other", 2 * kPage);
    EXPECT_FALSE(file->lost());
    Shorten("short", left);
    EXPECT_TRUE(AreAll(file->bytes().substr(0, left), 'x')) << left;
    EXPECT_TRUE(AreAll(file->bytes().substr(left), '\0')) << left;
    EXPECT_TRUE(file->lost()) << left;
    EXPECT_TRUE(AreAll(other->bytes(), 'x'));
    EXPECT_FALSE(other->lost());
  }
}

TEST_F(MappedFileTest, WhatIsNotReadIsNotLost) {
  const auto file = Open("short", 5 * kPage);
  Shorten("short", kPage);
  EXPECT_TRUE(AreAll(file->bytes().substr(0, kPage), 'x'));
  EXPECT_FALSE(file->lost());
}

// Each replaced page may count against the mappings that a process may have.
TEST_F(MappedFileTest, EveryOtherPageOfALargeShortenedFileCanBeRead) {
  const std::size_t pages = 140'000;
  const auto file = Open("large", 8);
  Shorten("large", pages * kPage);  // longer, without taking space
  const auto whole = MappedFile::Open(Path("large"));
  ASSERT_TRUE(whole.ok()) << whole.status();
  Shorten("large", 0);
  for (std::size_t page = pages; page >= 2; page -= 2) {
    ASSERT_EQ((*whole)->bytes()[(page - 1) * kPage], '\0');
  }
  EXPECT_TRUE((*whole)->lost());
}

TEST_F(MappedFileTest, FaultsAreSurvivedWhileOtherThreadsMapAndUnmap) {
  const auto file = Open("short", 64 * kPage);
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 2; ++thread) {
    threads.emplace_back([this, thread](const std::stop_token& stop) {
      const std::string name = "busy" + std::to_string(thread);
      while (!stop.stop_requested()) {
        std::vector<std::shared_ptr<const MappedFile>> open;
        for (int i = 0; i < 100; ++i) open.push_back(Open(name, 1));
        for (const auto& one : open) EXPECT_EQ(one->bytes(), "x");
      }
    });
  }
  for (int round = 0; round < 100; ++round) {
    const auto mapped = Open("round", 3 * kPage);
    Shorten("round", 0);
    EXPECT_TRUE(AreAll(mapped->bytes(), '\0'));
    EXPECT_TRUE(mapped->lost());
  }
  EXPECT_FALSE(file->lost());
}

using MappedFileDeathTest = MappedFileTest;

// How a program ends that had no handler. A sanitizer has one of its own, which reports.
bool EndsAsBefore(int status) {
#ifdef DATELINE_SANITIZED
  return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
#else
  return testing::KilledBySignal(SIGBUS)(status);
#endif
}

// A page past the end of a file, mapped without a guard.
const char* Unguarded(const std::string& path) {
  std::ofstream(path, std::ios::binary) << "x";
  const int file = open(path.c_str(), O_RDONLY);
  const void* map = mmap(nullptr, 2 * kPage, PROT_READ, MAP_SHARED, file, 0);
  close(file);
  return static_cast<const char*>(map) + kPage;
}

TEST_F(MappedFileDeathTest, AFaultElsewhereEndsTheProgramAsBefore) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        const auto file = Open("guarded", kPage);
        const volatile char byte = *Unguarded(Path("other"));
        _exit(byte);
      },
      EndsAsBefore, "");
}

TEST_F(MappedFileDeathTest, ASignalThatIsSentEndsTheProgramAsBefore) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        const auto file = Open("guarded", kPage);
        (void)kill(getpid(), SIGBUS);
        for (;;) (void)pause();
      },
      EndsAsBefore, "");
}

TEST_F(MappedFileDeathTest, AnEarlierHandlerIsCalledForAFaultElsewhere) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        (void)signal(SIGBUS, [](int) { _exit(42); });
        const auto file = Open("guarded", kPage);
        const volatile char byte = *Unguarded(Path("other"));
        _exit(byte);
      },
      testing::ExitedWithCode(42), "");
}

}  // namespace
}  // namespace dateline::index
