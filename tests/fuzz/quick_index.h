// SPDX-License-Identifier: GPL-3.0-or-later
// An index that a fuzz target fills, and files in it, with as little waiting for the disk as can
// be.
#ifndef DATELINE_TESTS_FUZZ_QUICK_INDEX_H_
#define DATELINE_TESTS_FUZZ_QUICK_INDEX_H_

#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>

#include "indexer/writer/index_writer.h"

// One thread, nothing synced, no merges.
inline dateline::writer::WriterOptions QuickIndex() {
  dateline::writer::WriterOptions options;
  options.threads = 1;
  options.background_merge = false;
  options.sync = false;
  return options;
}

// Writes a file anew. The old one is removed first: some file systems wait for the disk when a file
// that was cut to nothing is closed.
inline void WriteAnew(const std::string& path, std::string_view bytes) {
  std::remove(path.c_str());
  std::ofstream(path, std::ios::binary) << bytes;
}

#endif  // DATELINE_TESTS_FUZZ_QUICK_INDEX_H_
