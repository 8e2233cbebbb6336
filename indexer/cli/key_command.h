// SPDX-License-Identifier: GPL-3.0-or-later
// `dateline-indexer key`: makes, lists, revokes and derives keys.
#ifndef DATELINE_INDEXER_CLI_KEY_COMMAND_H_
#define DATELINE_INDEXER_CLI_KEY_COMMAND_H_

#include <CLI/CLI.hpp>
#include <functional>

namespace dateline::commands {

// Declares the command with its sub-commands. After `app` was parsed `run` does the chosen one and
// returns the exit code of the program; it is empty if another command was chosen.
void AddKeyCommands(CLI::App& app, std::function<int()>& run);

}  // namespace dateline::commands

#endif  // DATELINE_INDEXER_CLI_KEY_COMMAND_H_
