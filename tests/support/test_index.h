// SPDX-License-Identifier: GPL-3.0-or-later
// A real index in a temporary folder, for tests.
#ifndef DATELINE_TESTS_SUPPORT_TEST_INDEX_H_
#define DATELINE_TESTS_SUPPORT_TEST_INDEX_H_

#include <memory>
#include <string>
#include <vector>

#include "core/article/article.h"
#include "indexer/writer/index_writer.h"

namespace dateline::test_support {

// An article with what tests need; `published` as ReadDate reads it, at its first second and no
// less exact, "" = undated.
article::Article MakeArticle(const std::string& id, const std::string& headline,
                             const std::string& body, const std::string& published = "",
                             const std::string& source = "");

// A folder that is removed with everything in it.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// An index with its writer. Any failure throws, which fails the test.
class TestIndex {
 public:
  explicit TestIndex(writer::WriterOptions options = {});
  ~TestIndex();
  const std::string& folder() const { return options_.folder; }
  writer::IndexWriter& writer() { return *writer_; }
  // Adds, waits until durable; the results in order.
  std::vector<writer::WriteResult> Add(const std::vector<article::Article>& articles);
  void Delete(const std::vector<std::string>& ids);

 private:
  TempFolder temp_;
  writer::WriterOptions options_;
  std::unique_ptr<writer::IndexWriter> writer_;
};

}  // namespace dateline::test_support

#endif  // DATELINE_TESTS_SUPPORT_TEST_INDEX_H_
