// SPDX-License-Identifier: GPL-3.0-or-later
// The subcommands of `dateline`. Each Add function declares one and sets `run` when it is chosen.
#ifndef DATELINE_CLIENT_CLI_COMMANDS_H_
#define DATELINE_CLIENT_CLI_COMMANDS_H_

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <google/protobuf/message.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "client/cli/print.h"
#include "client/client.h"

namespace dateline::cli {

// Options that every subcommand has.
struct CommonOptions {
  std::string server;
  std::string color = "auto";
  std::string time_zone;
  double timeout_seconds = 10;
  bool json = false;
};

// Returns the exit code.
using Command = std::function<int()>;

void AddSearchCommands(CLI::App& app, Command& run);
void AddEntityCommands(CLI::App& app, Command& run);
void AddIngestCommands(CLI::App& app, Command& run);

inline constexpr const char* kDefaultSearchServer = "127.0.0.1:7700";

// A client of the search server that `common` names.
std::unique_ptr<client::Client> ConnectToSearch(const CommonOptions& common);
// One line of JSON on stdout.
void PrintJson(const google::protobuf::Message& message);
// Sets the half-open span of `from` to `to`, each a period such as 2024-05 or empty; the period of
// `to` is inside.
absl::Status SetTimes(const std::string& from, const std::string& to, absl::TimeZone zone,
                      v1::Filter& filter);
// Says why `text` is no date; "" where it is one.
std::string DateProblem(const std::string& text);
// Calendar intervals by name.
const std::map<std::string, v1::CalendarInterval>& Intervals();
// Declares the options of `common` on `command`, with `server` as the default.
void AddCommonOptions(CLI::App& command, CommonOptions& common, const std::string& server);
// How to print on this terminal. The zone was checked when the command line was read.
PrintOptions PrintOptionsFor(const CommonOptions& common);
// Says the error with its reason on stderr; returns 1.
int Fail(const absl::Status& status);
// The same for a call of `asked` to `common.server`: names the right program where the server does
// not have that service.
enum class Asked { kSearch, kIngest };
int FailCall(const absl::Status& status, const CommonOptions& common, Asked asked);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_COMMANDS_H_
