// SPDX-License-Identifier: GPL-3.0-or-later
// `dateline-indexer load`: articles of files into an index.
#ifndef DATELINE_INDEXER_CLI_LOAD_H_
#define DATELINE_INDEXER_CLI_LOAD_H_

#include <optional>
#include <string>
#include <vector>

#include "core/readers/json_path.h"
#include "core/readers/raw_article.h"
#include "indexer/writer/index_writer.h"

namespace dateline::commands {

struct LoadOptions {
  writer::WriterOptions writer;
  std::vector<std::string> paths;
  std::optional<index::ScoringProfile> profile;  // an index that has another one is refused
  readers::InputFormat format = readers::InputFormat::kAuto;
  readers::JsonOptions reading{};  // of articles in JSON
  std::string language;            // of articles that do not name theirs; empty: detected
  std::string rejects_file;        // tab-separated: file, line, reason
  bool strict =
      false;  // an article of which a value cannot be read is rejected; a reject ends the load
  bool force = false;  // also files whose articles all lack body or date
  bool merge = true;   // down to a handful of segments at the end
  bool json = false;
};

// Exit code: 0, or 1: a file could not be read to its end or was refused, nothing was accepted and
// something was rejected, with --strict anything was rejected, the index failed, the disk is full,
// or a signal ended the load. What was read before is stored then.
int RunLoad(const LoadOptions& options);

}  // namespace dateline::commands

#endif  // DATELINE_INDEXER_CLI_LOAD_H_
