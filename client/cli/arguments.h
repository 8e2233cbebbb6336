// SPDX-License-Identifier: GPL-3.0-or-later
// The command line before CLI11 reads it.
#ifndef DATELINE_CLIENT_CLI_ARGUMENTS_H_
#define DATELINE_CLIENT_CLI_ARGUMENTS_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace dateline::cli {

// The words after the program's name, last first, as CLI11 takes them. "help COMMAND" is
// "COMMAND --help". In a search, -word and
// everything after -- belong to the query; CLI11 would look for an option. A space in front makes
// such a word an argument, and means nothing to a query.
std::vector<std::string> Arguments(int argc, char** argv);

// Throws CLI::ParseError on a first word that is not a command, and names those that are.
void CheckCommand(const CLI::App& app, int argc, char** argv);

// What to say of `error`, which parsing by `app` threw, in place of CLI11's own words: an option
// that is not known with the one that may be meant. "" if CLI11's words are right.
std::string ExplainUnknown(const CLI::App& app, const CLI::ParseError& error);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_ARGUMENTS_H_
