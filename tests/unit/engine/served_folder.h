// SPDX-License-Identifier: GPL-3.0-or-later
// A folder in which indexes come and go under a running engine.
#ifndef DATELINE_TESTS_UNIT_ENGINE_SERVED_FOLDER_H_
#define DATELINE_TESTS_UNIT_ENGINE_SERVED_FOLDER_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/index/files.h"
#include "core/index/manifest.h"
#include "server/engine/engine.h"
#include "tests/support/test_index.h"

namespace dateline::engine {

// What an index is made of: articles of each commit; "-ID" in `deleted` afterwards.
struct Recipe {
  std::vector<std::vector<article::Article>> batches;
  std::vector<std::string> deleted{};
  bool merged = false;
};

// Articles with ids PREFIX-1 to PREFIX-`count` about `word`.
inline std::vector<article::Article> About(const std::string& word, const std::string& prefix,
                                           int count) {
  std::vector<article::Article> articles;
  for (int i = 1; i <= count; ++i) {
    articles.push_back(test_support::MakeArticle(prefix + "-" + std::to_string(i),
                                                 "Story of " + word, "All about " + word + ".",
                                                 "2024-03-0" + std::to_string(1 + i % 9)));
  }
  return articles;
}

// What an engine told, in order.
class Told {
 public:
  Listener listener() {
    return {.log =
                [this](Severity severity, const std::string& message) {
                  const std::lock_guard lock(mutex_);
                  lines_.emplace_back(severity, message);
                },
            .changed =
                [this](Condition condition) {
                  const std::lock_guard lock(mutex_);
                  condition_ = condition;
                }};
  }
  // Lines of at least this severity that contain `text`.
  int Count(const std::string& text, Severity severity = Severity::kInfo) const {
    const std::lock_guard lock(mutex_);
    int count = 0;
    for (const auto& [level, message] : lines_) {
      count += level >= severity && message.find(text) != std::string::npos;
    }
    return count;
  }
  void Clear() {
    const std::lock_guard lock(mutex_);
    lines_.clear();
  }
  Condition condition() const {
    const std::lock_guard lock(mutex_);
    return condition_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::pair<Severity, std::string>> lines_;
  Condition condition_ = Condition::kWhole;
};

class ServedFolderTest : public testing::Test {
 protected:
  std::string folder() const { return temp_.path() + "/index"; }
  std::string Aside(const std::string& name) const { return temp_.path() + "/" + name; }

  // Makes an index at `folder`, which must not be there.
  static void Make(const std::string& folder, const Recipe& recipe) {
    writer::WriterOptions options;
    options.folder = folder;
    options.threads = 1;
    options.sync = false;
    options.background_merge = false;
    options.min_free_bytes = 0;
    options.bulk = true;
    auto writer = writer::IndexWriter::Open(options);
    ASSERT_TRUE(writer.ok()) << writer.status();
    for (const auto& batch : recipe.batches) {
      for (const article::Article& article : batch) {
        (*writer)->Add(article, [](const writer::WriteOutcome&) {});
      }
      ASSERT_TRUE((*writer)->Flush().ok());
    }
    if (!recipe.deleted.empty()) {
      ASSERT_TRUE((*writer)->Delete(recipe.deleted).ok());
    }
    if (recipe.merged) {
      ASSERT_TRUE((*writer)->MergeAll().ok());
    }
  }
  // More articles for an index that is there.
  static void Extend(const std::string& folder, const std::vector<article::Article>& articles) {
    Make(folder, {.batches = {articles}});
  }
  void Make(const Recipe& recipe) const { Make(folder(), recipe); }

  static void Copy(const std::string& from, const std::string& to) {
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
  }
  void Remove() const { std::filesystem::remove_all(folder()); }
  void Move(const std::string& from) const { std::filesystem::rename(from, folder()); }

  Engine& engine() {
    if (engine_ == nullptr) {
      auto opened = Engine::Open({.folder = folder(), .listener = told_.listener()});
      EXPECT_TRUE(opened.ok()) << opened.status();
      engine_ = *std::move(opened);
    }
    return *engine_;
  }
  bool Refresh() {
    const auto refreshed = engine().Refresh();
    return refreshed.ok() && *refreshed;
  }

  static v1::SearchResponse Search(Engine& engine, const std::string& query) {
    v1::SearchRequest request;
    request.set_query(query);
    request.set_page_size(100);
    const auto response = engine.Search(request, {});
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::SearchResponse();
  }
  v1::SearchResponse Search(const std::string& query) { return Search(engine(), query); }
  std::uint32_t Total(const std::string& query) { return Search(query).total().value(); }
  absl::StatusOr<v1::GetArticleResponse> Get(const std::string& id) {
    v1::GetArticleRequest request;
    request.set_id(id);
    return engine().GetArticle(request, {});
  }

  // The running engine answers as a new one does that opens what is in the folder now.
  void ExpectAsFresh(const std::vector<std::string>& queries) {
    auto fresh = Engine::Open({.folder = folder()});
    ASSERT_TRUE(fresh.ok()) << fresh.status();
    for (const std::string& query : queries) {
      const v1::SearchResponse want = Search(**fresh, query);
      const v1::SearchResponse got = Search(query);
      EXPECT_EQ(got.total().DebugString(), want.total().DebugString()) << query;
      EXPECT_EQ(IdsOf(got), IdsOf(want)) << query;
    }
  }
  static std::vector<std::string> IdsOf(const v1::SearchResponse& response) {
    std::vector<std::string> ids;
    for (const v1::Hit& hit : response.hits()) ids.push_back(hit.article().id());
    return ids;
  }

  index::Manifest Current() const { return *index::ReadCurrentManifest(folder()); }
  std::string Read(const std::string& name) const {
    return *index::ReadWholeFile(folder() + "/" + name);
  }
  void Write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder() + "/" + name, std::ios::binary | std::ios::trunc) << bytes;
  }

  test_support::TempFolder temp_;
  Told told_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace dateline::engine

#endif  // DATELINE_TESTS_UNIT_ENGINE_SERVED_FOLDER_H_
