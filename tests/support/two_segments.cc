// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/two_segments.h"

#include <fstream>
#include <stdexcept>
#include <utility>

#include "core/index/files.h"

namespace dateline::test_support {
namespace {

void Check(const absl::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

}  // namespace

TwoSegments::TwoSegments() {
  writer::WriterOptions without_sync = options();
  without_sync.sync = false;
  auto writer = writer::IndexWriter::Open(without_sync);
  Check(writer.status());
  for (const int first : {0, 20}) {
    for (int i = first; i < first + 30; ++i) {
      (*writer)->Add(MakeArticle("id" + std::to_string(i), "Headline " + std::to_string(first),
                                 "A body of some words", "2026-01-02", "Source"),
                     [](const writer::WriteOutcome&) {});
    }
    Check((*writer)->Flush().status());
  }
  Check((*writer)->Delete({"id1", "id45"}).status());
}

writer::WriterOptions TwoSegments::options() const {
  writer::WriterOptions options;
  options.folder = folder_;
  options.threads = 1;
  options.background_merge = false;
  options.bulk = true;
  options.min_free_bytes = 0;
  return options;
}

std::vector<index::FileEntry> TwoSegments::Files() const {
  std::vector<index::FileEntry> files;
  const auto manifest = index::ReadCurrentManifest(folder_);
  Check(manifest.status());
  for (const index::SegmentEntry& segment : manifest->segments) {
    for (index::FileEntry& file : index::FilesOf(segment)) files.push_back(std::move(file));
  }
  return files;
}

std::string TwoSegments::Read(const std::string& name) const {
  auto bytes = index::ReadWholeFile(folder_ + "/" + name);
  Check(bytes.status());
  return *std::move(bytes);
}

void TwoSegments::Write(const std::string& name, const std::string& bytes) const {
  std::ofstream(folder_ + "/" + name, std::ios::binary) << bytes;
}

std::string TwoSegments::DamageArticles() const {
  const std::string name = index::ReadCurrentManifest(folder_)->segments[0].articles.name;
  std::string bytes = Read(name);
  bytes[100] = static_cast<char>(bytes[100] ^ 1);
  Write(name, bytes);
  return name;
}

}  // namespace dateline::test_support
