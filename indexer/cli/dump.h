// SPDX-License-Identifier: GPL-3.0-or-later
// `dateline-indexer dump`: everything that an index stores, as `load` takes it.
#ifndef DATELINE_INDEXER_CLI_DUMP_H_
#define DATELINE_INDEXER_CLI_DUMP_H_

#include <string>

#include "core/article/article.h"
#include "indexer/cli/output.h"

namespace dateline::commands {

// The article as one line of JSON, without the line's end: the fields that are not empty, and of
// each entity its name, type and origin. `load` makes the same article of it.
std::string DumpLine(const article::Article& article);

// Writes the live articles of the current generation to `target`: a new file (.gz and .zst are
// compressed), or "-" for stdout. What is damaged is left out and named on stderr; then, and on
// failure, the exit code is 1. How many were written is printed on stdout, for "-" on stderr.
int RunDump(const std::string& folder, const std::string& target, OutputForm form);

}  // namespace dateline::commands

#endif  // DATELINE_INDEXER_CLI_DUMP_H_
