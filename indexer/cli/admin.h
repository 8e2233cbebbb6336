// SPDX-License-Identifier: GPL-3.0-or-later
// The sub-commands of dateline-indexer that look after an index. Each prints its result on stdout,
// as text or as one line of JSON, problems on stderr, and returns the exit code: 0, or 1 if it
// failed or found damage.
#ifndef DATELINE_INDEXER_CLI_ADMIN_H_
#define DATELINE_INDEXER_CLI_ADMIN_H_

#include <string>
#include <vector>

#include "indexer/cli/output.h"
#include "indexer/segments/backup.h"
#include "indexer/writer/index_writer.h"

namespace dateline::commands {

// Files that were checked and each finding.
int RunVerify(const std::string& folder, OutputForm form);
// Deletes `ids` and those of the lines of `ids_file` ("" = none, "-" = stdin). How many were
// deleted, and the ids that were not there (no failure).
int RunDelete(const writer::WriterOptions& options, std::vector<std::string> ids,
              const std::string& ids_file, OutputForm form);
// Segments before and after, and the seconds it took.
int RunMerge(const writer::WriterOptions& options, OutputForm form);
// The folder of the copy, what it holds, and how much was copied.
int RunBackup(const std::string& folder, const std::string& target, segments::BackupOptions options,
              OutputForm form);

}  // namespace dateline::commands

#endif  // DATELINE_INDEXER_CLI_ADMIN_H_
