// SPDX-License-Identifier: GPL-3.0-or-later
// dateline: searches and changes an index from the command line.
#include <absl/time/time.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "client/commands.h"
#include "client/status.h"
#include "client/terminal_text.h"

namespace dateline::client {

void AddCommonOptions(CLI::App& command, CommonOptions& common, const std::string& server) {
  common.server = server;
  command.add_option("--server", common.server, "HOST:PORT")->capture_default_str();
  command.add_option("--timeout", common.timeout_seconds, "Seconds to wait for an answer")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--color", common.color, "When to use colours")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "always", "never"}));
  command.add_option("--time-zone", common.time_zone, "IANA time zone of dates; UTC if not given");
  command.add_flag("--json", common.json, "Machine-readable output");
}

bool UseColor(const CommonOptions& common) {
  if (common.color != "auto") return common.color == "always";
  return ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
}

int Fail(const absl::Status& status) {
  const std::string reason = Reason(status);
  const std::string message = SafeText({status.message().data(), status.message().size()});
  std::fputs(fmt::format("dateline: {}{}: {}\n", StatusCodeToString(status.code()),
                         reason.empty() ? "" : " (" + SafeText(reason) + ")", message)
                 .c_str(),
             stderr);
  return 1;
}

}  // namespace dateline::client

int main(int argc, char** argv) {
  CLI::App app("Searches a Dateline server, and changes its index.", "dateline");
  app.set_version_flag("--version", "dateline " DATELINE_VERSION);
  app.require_subcommand(1);
  dateline::client::Command run;
  dateline::client::AddSearchCommands(app, run);
  dateline::client::AddIngestCommands(app, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return run();
}
