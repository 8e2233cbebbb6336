// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/status_command.h"

#include <cstdio>
#include <memory>

#include "client/cli/call.h"
#include "client/cli/print_index.h"

namespace dateline::cli {
namespace {

int RunStatus(const CommonOptions& common) {
  const auto info = ConnectToSearch(common)->GetIndexInfo();
  if (!info.ok()) return FailCall(info.status(), common, Service::kSearch);
  if (common.json) return PrintJson(*info);
  std::fputs(ShowIndexInfo(*info, PrintOptionsFor(common)).c_str(), stdout);
  return 0;
}

}  // namespace

void AddStatusCommand(CLI::App& app, Command& run) {
  const auto common = std::make_shared<CommonOptions>();
  CLI::App* status = app.add_subcommand("status", "Show what the server answers from");
  AddCommonOptions(*status, *common, kSearchServer);
  status->footer(std::string("Calls dateline-server; 'dateline stats' has more, and calls\n"
                             "'dateline-indexer serve'.\n") +
                 kExitCodes);
  status->callback([common, &run] { run = [common] { return RunStatus(*common); }; });
}

}  // namespace dateline::cli
