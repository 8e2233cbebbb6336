// SPDX-License-Identifier: GPL-3.0-or-later
// dateline: searches a server and changes its index from the command line.
#include <CLI/CLI.hpp>
#include <string>

#include "client/cli/arguments.h"
#include "client/cli/entity_command.h"
#include "client/cli/ingest_command.h"
#include "client/cli/options.h"
#include "client/cli/search_command.h"

int main(int argc, char** argv) {
  CLI::App app("Searches a Dateline server, and changes its index.", "dateline");
  app.set_version_flag("--version", "dateline " DATELINE_VERSION);
  app.require_subcommand(1);
  app.footer(std::string(
                 "search, get, entity and suggest call dateline-server; ingest, delete and stats\n"
                 "call 'dateline-indexer serve'. 'dateline COMMAND --help' lists the options of a\n"
                 "command.\n") +
             dateline::cli::kExitCodes);
  dateline::cli::Command run;
  dateline::cli::AddSearchCommands(app, run);
  dateline::cli::AddEntityCommands(app, run);
  dateline::cli::AddIngestCommands(app, run);
  try {
    dateline::cli::CheckCommand(app, argc, argv);
    app.parse(dateline::cli::Arguments(argc, argv));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return run();
}
