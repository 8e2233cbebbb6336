// SPDX-License-Identifier: GPL-3.0-or-later
// Options that every subcommand of `dateline` has, and what more than one of them needs.
#ifndef DATELINE_CLIENT_CLI_OPTIONS_H_
#define DATELINE_CLIENT_CLI_OPTIONS_H_

#include <absl/time/time.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "client/cli/print.h"
#include "dateline/v1/search_service.pb.h"

namespace dateline::cli {

struct CommonOptions {
  std::string server;
  std::string color = "auto";
  std::string time_zone;
  double timeout_seconds = 10;
  bool json = false;
  bool tls = false;
  std::string ca_file, certificate_file, private_key_file;  // PEM; empty: none
  std::string api_key_file;
  std::vector<std::string> headers;  // "NAME: VALUE"
};

// What a chosen subcommand does. Returns the exit code of the program: 0 done, 1 failed.
using Command = std::function<int()>;

inline constexpr const char* kSearchServer = "127.0.0.1:7710";
inline constexpr const char* kIngestServer = "127.0.0.1:7711";

// What --from and --to take, for --help.
inline constexpr const char* kDateHelp =
    "First date: 2024, 2024-05, 2024-05-17, 2024-Q2, 'May 2024', RFC 3339, today, yesterday, now, "
    "now-7d/d";

// The end of every --help.
inline constexpr const char* kExitCodes = "Exit codes: 0 done, 1 failed, 2 wrong usage.";

// Declares the options of `common` on `command`, with `server` as the default.
void AddCommonOptions(CLI::App& command, CommonOptions& common, const std::string& server);

// How to print on this terminal. The zone was checked when the command line was read.
PrintOptions PrintOptionsFor(const CommonOptions& common);

// Says why `text` is not a date; "" if it is one.
std::string DateProblem(const std::string& text);

// The words as one text, with a space between two.
std::string JoinWords(const std::vector<std::string>& words);

// Says why `text` is not a span of dates (core/dates/time_span.h); "" if it is one.
std::string SpanProblem(const std::string& text);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_OPTIONS_H_
