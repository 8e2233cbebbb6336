// SPDX-License-Identifier: GPL-3.0-or-later
// dateline: searches a server and changes its index from the command line.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "client/cli/arguments.h"
#include "client/cli/entity_command.h"
#include "client/cli/get_command.h"
#include "client/cli/ingest_command.h"
#include "client/cli/options.h"
#include "client/cli/search_command.h"
#include "client/cli/status_command.h"
#include "client/cli/terminal_text.h"

int main(int argc, char** argv) {
  CLI::App app("Searches a Dateline server, and changes its index.", "dateline");
  app.set_version_flag("--version", "dateline " DATELINE_VERSION);
  app.require_subcommand(1);
  app.footer(
      std::string(
          "search, get, entity, suggest and status call dateline-server; ingest, delete and\n"
          "stats call 'dateline-indexer serve'. 'dateline help COMMAND' lists the options of\n"
          "a command.\n\n"
          "Examples:\n"
          "  dateline search 'harbour bridge' --from 1950 --facet source\n"
          "  dateline get bridge-repair-1951 --query rivets\n"
          "  dateline ingest articles.jsonl\n\n") +
      dateline::cli::kExitCodes);
  dateline::cli::Command run;
  dateline::cli::AddSearchCommand(app, run);
  dateline::cli::AddGetCommand(app, run);
  dateline::cli::AddEntityCommands(app, run);
  dateline::cli::AddStatusCommand(app, run);
  dateline::cli::AddIngestCommands(app, run);
  try {
    dateline::cli::CheckCommand(app, argc, argv);
    app.parse(dateline::cli::Arguments(argc, argv));
  } catch (const CLI::ParseError& error) {
    const std::string told = dateline::cli::ExplainUnknown(app, error);
    if (told.empty()) return app.exit(error) == 0 ? 0 : 2;
    std::fprintf(stderr, "dateline: %s\n", dateline::cli::SafeText(told).c_str());
    return 2;
  }
  return run();
}
