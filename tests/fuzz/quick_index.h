// SPDX-License-Identifier: GPL-3.0-or-later
// Settings of an index that a fuzz target fills: one thread, nothing synced, no merges.
#ifndef DATELINE_TESTS_FUZZ_QUICK_INDEX_H_
#define DATELINE_TESTS_FUZZ_QUICK_INDEX_H_

#include "indexer/writer/index_writer.h"

inline dateline::WriterOptions QuickIndex() {
  dateline::WriterOptions options;
  options.threads = 1;
  options.background_merge = false;
  options.sync = false;
  return options;
}

#endif  // DATELINE_TESTS_FUZZ_QUICK_INDEX_H_
