// SPDX-License-Identifier: GPL-3.0-or-later
// `dateline entity` and `dateline suggest`.
#ifndef DATELINE_CLIENT_CLI_ENTITY_COMMAND_H_
#define DATELINE_CLIENT_CLI_ENTITY_COMMAND_H_

#include <CLI/CLI.hpp>

#include "client/cli/options.h"

namespace dateline::cli {

// Declares the subcommands on `app`; the one that is chosen sets `run`, which must outlive the
// parse.
void AddEntityCommands(CLI::App& app, Command& run);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_ENTITY_COMMAND_H_
