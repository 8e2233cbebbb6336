// SPDX-License-Identifier: GPL-3.0-or-later
// A small index at rest, to be damaged.
#ifndef DATELINE_TESTS_SUPPORT_TWO_SEGMENTS_H_
#define DATELINE_TESTS_SUPPORT_TWO_SEGMENTS_H_

#include <string>
#include <vector>

#include "core/index/manifest.h"
#include "indexer/writer/index_writer.h"
#include "tests/support/test_index.h"

namespace dateline::test_support {

// Two segments, both with dead articles, and no writer at work. 48 articles live.
class TwoSegments {
 public:
  TwoSegments();
  const std::string& folder() const { return folder_; }
  // Options of a writer that commits at flushes only.
  writer::WriterOptions options() const;
  std::vector<index::FileEntry> Files() const;
  // Bytes of a file as it is now.
  std::string Read(const std::string& name) const;
  void Write(const std::string& name, const std::string& bytes) const;
  // Flips a bit in the middle of the stored articles of the first segment, which opening does not
  // see; returns the file's name.
  std::string DamageArticles() const;

 private:
  TempFolder temp_;
  std::string folder_ = temp_.path() + "/index";
};

}  // namespace dateline::test_support

#endif  // DATELINE_TESTS_SUPPORT_TWO_SEGMENTS_H_
