// SPDX-License-Identifier: GPL-3.0-or-later
// `dateline ingest`, `dateline delete` and `dateline stats`.
#ifndef DATELINE_CLIENT_CLI_INGEST_COMMAND_H_
#define DATELINE_CLIENT_CLI_INGEST_COMMAND_H_

#include <CLI/CLI.hpp>

#include "client/cli/options.h"

namespace dateline::cli {

// Declares the subcommands on `app`; the one that is chosen sets `run`, which must outlive the
// parse.
void AddIngestCommands(CLI::App& app, Command& run);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_INGEST_COMMAND_H_
