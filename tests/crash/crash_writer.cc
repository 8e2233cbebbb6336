// SPDX-License-Identifier: GPL-3.0-or-later
// The program that the crash tests kill.
//   write FOLDER ACKS   adds, replaces, deletes and merges; says in ACKS what it sends ("> id
//                       version") and what was acknowledged ("< id version"), version 0 = deleted
//   check FOLDER ACKS   the index holds what was acknowledged, once, and takes another article
#include <absl/synchronization/mutex.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "indexer/segments/maintenance.h"
#include "tests/support/index_contents.h"
#include "tests/support/test_index.h"

namespace dateline::crash {
namespace {

constexpr int kRounds = 6;
constexpr int kArticlesARound = 10;
constexpr int kIds = 25;
constexpr int kDeleted = 0;

// One line per write, so that a kill leaves whole lines.
class Acks {
 public:
  explicit Acks(const char* path) : fd_(open(path, O_WRONLY | O_CREAT | O_APPEND, 0644)) {}
  ~Acks() { close(fd_); }
  void Say(char mark, const std::string& id, int version) {
    const std::string line = fmt::format("{} {} {}\n", mark, id, version);
    const absl::MutexLock lock(&mutex_);
    if (::write(fd_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::abort();
  }

 private:
  int fd_;
  absl::Mutex mutex_;  // one line at a time
};

// Long enough for several blocks in every file.
article::Article Version(const std::string& id, int version) {
  std::string body = fmt::format("{}", version);
  for (int word = 0; word < 150; ++word) body += fmt::format(" word{}", version * 131 + word * 7);
  return test_support::MakeArticle(id, fmt::format("Version {}", version), body, "2026-01-02",
                                   "Source");
}

int Fail(const std::string& what, const absl::Status& status) {
  fmt::print(stderr, "{}: {}\n", what, status.ToString());
  return 2;  // a clean refusal
}

writer::WriterOptions Options(const std::string& folder) {
  writer::WriterOptions options;
  options.folder = folder;
  options.threads = 1;
  options.scratch_articles = 4;
  options.background_merge = false;
  options.bulk = true;  // commits at flushes only, and dropped files go at once
  options.min_free_bytes = 0;
  return options;
}

absl::Status DeleteSome(writer::IndexWriter& writer, std::mt19937& random, Acks& acks) {
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(fmt::format("a{}", random() % kIds));
  for (const std::string& id : ids) acks.Say('>', id, kDeleted);
  const auto deleted = writer.Delete(ids);
  if (!deleted.ok()) return deleted.status();
  for (const std::string& id : ids) acks.Say('<', id, kDeleted);
  return absl::OkStatus();
}

int Write(const std::string& folder, const char* acks_path) {
  Acks acks(acks_path);
  auto opened = writer::IndexWriter::Open(Options(folder));
  if (!opened.ok()) return Fail("open", opened.status());
  writer::IndexWriter& writer = **opened;
  std::mt19937 random(1);
  int version = 0;
  for (int round = 0; round < kRounds; ++round) {
    for (int i = 0; i < kArticlesARound; ++i) {
      const std::string id = fmt::format("a{}", random() % kIds);
      const int sent = ++version;
      acks.Say('>', id, sent);
      writer.Add(Version(id, sent), [&acks, sent](const writer::WriteOutcome& outcome) {
        if (outcome.result != writer::WriteResult::kRejected) acks.Say('<', outcome.id, sent);
      });
    }
    if (const auto flushed = writer.Flush(); !flushed.ok()) return Fail("flush", flushed.status());
    if (absl::Status status = DeleteSome(writer, random, acks); !status.ok())
      return Fail("delete", status);
    if (round % 3 != 2) continue;
    if (absl::Status status = writer.MergeAll(); !status.ok()) return Fail("merge", status);
  }
  return 0;
}

struct Promise {
  int acknowledged = kDeleted;
  std::set<int> sent_since;  // any of these may have come through
};

std::map<std::string, Promise> ReadAcks(const char* path) {
  std::map<std::string, Promise> promises;
  std::ifstream lines(path);
  char mark = 0;
  std::string id;
  int version = 0;
  while (lines >> mark >> id >> version) {
    Promise& promise = promises[id];
    if (mark == '>') {
      promise.sent_since.insert(version);
      continue;
    }
    // Answers of one flush may come in any order; the later version counts. A deletion waits for
    // what was sent before it.
    const bool newer = version == kDeleted || version > promise.acknowledged;
    if (newer) promise.acknowledged = version;
    if (version == kDeleted) {
      promise.sent_since.clear();
    } else {
      std::erase_if(promise.sent_since, [&](int one) { return one != kDeleted && one <= version; });
    }
  }
  return promises;
}

int problems = 0;
void Problem(const std::string& text) {
  ++problems;
  fmt::print(stderr, "{}\n", text);
}

void CheckContents(const std::string& folder, const std::map<std::string, Promise>& promises) {
  const test_support::IndexContents contents = test_support::ReadIndex(folder);
  for (const std::string& problem : contents.problems) Problem(problem);
  for (const auto& [id, article] : contents.articles) {
    if (!promises.contains(id)) Problem(id + " was never sent");
    const int version = std::atoi(article.body().c_str());
    if (article.SerializeAsString() !=
        test_support::Normalised(Version(id, version)).SerializeAsString())
      Problem(id + " has another content");
  }
  for (const auto& [id, promise] : promises) {
    const auto it = contents.articles.find(id);
    const int found =
        it == contents.articles.end() ? kDeleted : std::atoi(it->second.body().c_str());
    if (found != promise.acknowledged && !promise.sent_since.contains(found))
      Problem(fmt::format("{}: version {} was acknowledged, {} is there", id, promise.acknowledged,
                          found));
  }
}

int Check(const std::string& folder, const char* acks_path) {
  auto promises = ReadAcks(acks_path);
  const auto current = index::ReadCurrentManifest(folder);
  if (current.ok() || !absl::IsNotFound(current.status())) {
    for (const std::string& problem : segments::VerifyIndex(folder).problems) Problem(problem);
    CheckContents(folder, promises);
  } else {
    for (const auto& [id, promise] : promises) {
      if (promise.acknowledged != kDeleted)
        Problem(id + " was acknowledged, and there is no index");
    }
  }
  {
    auto writer = writer::IndexWriter::Open(Options(folder));
    if (!writer.ok()) return Fail("open again", writer.status()) + 1;
    (*writer)->Add(Version("after", 7), [](const writer::WriteOutcome& outcome) {
      if (!outcome.status.ok()) Problem("another article is refused: " + outcome.status.ToString());
    });
    if (const auto flushed = (*writer)->Flush(); !flushed.ok())
      Problem("flush: " + flushed.status().ToString());
  }
  promises["after"] = {7, {}};
  for (const std::string& problem : segments::VerifyIndex(folder).problems) Problem(problem);
  CheckContents(folder, promises);
  return problems == 0 ? 0 : 1;
}

}  // namespace
}  // namespace dateline::crash

int main(int argc, char** argv) {
  const std::string what = argc == 4 ? argv[1] : "";
  if (what == "write") return dateline::crash::Write(argv[2], argv[3]);
  if (what == "check") return dateline::crash::Check(argv[2], argv[3]);
  fmt::print(stderr, "usage: {} write|check FOLDER ACKS\n", argv[0]);
  return 64;
}
