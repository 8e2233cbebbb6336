// SPDX-License-Identifier: GPL-3.0-or-later
// `dateline status`.
#ifndef DATELINE_CLIENT_CLI_STATUS_COMMAND_H_
#define DATELINE_CLIENT_CLI_STATUS_COMMAND_H_

#include <CLI/CLI.hpp>

#include "client/cli/options.h"

namespace dateline::cli {

// Declares the subcommand on `app`; if it is chosen it sets `run`, which must outlive the parse.
void AddStatusCommand(CLI::App& app, Command& run);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_STATUS_COMMAND_H_
