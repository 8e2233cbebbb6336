// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_index.h"

#include <stdlib.h>

#include <filesystem>
#include <stdexcept>
#include <utility>

namespace dateline::test_support {

article::Article MakeArticle(const std::string& id, const std::string& headline,
                             const std::string& body, const std::string& published,
                             const std::string& source) {
  article::Article article;
  article.set_id(id);
  article.set_headline(headline);
  article.set_body(body);
  article.set_source(source);
  article.set_language("en");
  if (!published.empty()) {
    const auto date = article::ReadDate(published);
    if (!date.ok()) throw std::invalid_argument("not a date: " + published);
    article.mutable_publish_time()->set_seconds(date->start.value());
  }
  return article;
}

TempFolder::TempFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "dateline-test.XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TempFolder::~TempFolder() { std::filesystem::remove_all(path_); }

TestIndex::TestIndex(writer::WriterOptions options) : options_(std::move(options)) {
  options_.folder = temp_.path() + "/index";
  options_.threads = options_.threads == 0 ? 2 : options_.threads;
  auto writer = writer::IndexWriter::Open(options_);
  if (!writer.ok()) throw std::runtime_error(std::string(writer.status().message()));
  writer_ = std::move(*writer);
  if (!writer_->Flush().ok()) throw std::runtime_error("an empty index cannot be flushed");
}

TestIndex::~TestIndex() = default;

std::vector<writer::WriteResult> TestIndex::Add(const std::vector<article::Article>& articles) {
  std::vector<writer::WriteResult> results(articles.size());
  for (std::size_t i = 0; i < articles.size(); ++i) {
    writer_->Add(articles[i], [&results, i](const writer::WriteOutcome& outcome) {
      results[i] = outcome.result;
    });
  }
  if (auto flushed = writer_->Flush(); !flushed.ok()) {
    throw std::runtime_error(std::string(flushed.status().message()));
  }
  return results;
}

void TestIndex::Delete(const std::vector<std::string>& ids) {
  if (auto deleted = writer_->Delete(ids); !deleted.ok()) {
    throw std::runtime_error(std::string(deleted.status().message()));
  }
}

}  // namespace dateline::test_support
