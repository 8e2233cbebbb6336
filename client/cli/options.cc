// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/options.h"

#include <absl/time/clock.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "core/dates/parse_period.h"
#include "core/dates/time_span.h"
#include "core/dates/time_zone.h"

namespace dateline::cli {
namespace {

bool UseColor(const CommonOptions& common) {
  if (common.color != "auto") return common.color == "always";
  return ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
}

// Columns of the terminal; 80 if stdout is not one, or does not tell.
int TerminalWidth() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return std::max<int>(size.ws_col, 20);
}

// Empty if `header` is "NAME: VALUE" with a name that gRPC takes.
std::string HeaderProblem(const std::string& header) {
  const auto colon = header.find(':');
  const std::string name = header.substr(0, colon);
  const bool printable = std::all_of(header.begin(), header.end(),
                                     [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
  const bool good =
      printable && colon != std::string::npos && !name.empty() &&
      std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
      });
  return good ? "" : "'" + header + "' is not 'name: value' in ASCII with a name in lower case";
}

void AddConnectionOptions(CLI::App& command, CommonOptions& common) {
  constexpr const char* kGroup = "Connection";
  CLI::Option* tls = command.add_flag("--tls", common.tls, "Connect with TLS")->group(kGroup);
  const auto add = [&](const char* name, std::string& file, const char* help) {
    return command.add_option(name, file, help)
        ->type_name("FILE")
        ->check(CLI::ExistingFile)
        ->group(kGroup);
  };
  add("--ca", common.ca_file,
      "PEM of who may have signed the server's certificate; if not given, "
      "those that the system trusts")
      ->needs(tls);
  CLI::Option* certificate =
      add("--cert", common.certificate_file, "PEM of your certificate, for servers that ask for it")
          ->needs(tls);
  certificate->needs(
      add("--key", common.private_key_file, "PEM of its private key")->needs(certificate));
  add("--api-key-file", common.api_key_file,
      "File with your key for the server. If not given, the environment variable DATELINE_API_KEY. "
      "There is no option for the key itself: everybody on this host can see command lines");
  command
      .add_option("--header", common.headers,
                  "'name: value' to send with the call; may be repeated")
      ->allow_extra_args(false)
      ->check(HeaderProblem)
      ->group(kGroup);
}

std::string ZoneProblem(const std::string& name) {
  return std::string(dates::FindZone(name).status().message());
}

}  // namespace

void AddCommonOptions(CLI::App& command, CommonOptions& common, const std::string& server) {
  common.server = server;
  command.add_option("--server", common.server, "HOST:PORT")->capture_default_str();
  command.add_option("--timeout", common.timeout_seconds, "Seconds to wait for an answer")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command
      .add_option("--color", common.color,
                  "When to use colours; auto: on a terminal, unless NO_COLOR is set")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "always", "never"}));
  command
      .add_option("--time-zone", common.time_zone,
                  "IANA name such as Europe/Berlin, for dates that are typed and shown; UTC if not "
                  "given. A date without a time is the same in all zones")
      ->check(ZoneProblem);
  command.add_flag("--json", common.json, "Machine-readable output");
  AddConnectionOptions(command, common);
}

PrintOptions PrintOptionsFor(const CommonOptions& common) {
  return {.color = UseColor(common),
          .zone = dates::FindZone(common.time_zone).value_or(absl::UTCTimeZone()),
          .width = TerminalWidth()};
}

std::string DateProblem(const std::string& text) {  // in any zone
  return std::string(dates::ParsePeriod(text, absl::Now(), absl::UTCTimeZone()).status().message());
}

std::string SpanProblem(const std::string& text) {
  const auto span = dates::ParseTimeSpan(text, absl::Now(), absl::UTCTimeZone());
  return std::string(span.status().message());
}

std::string JoinWords(const std::vector<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : " ") + word;
  return joined;
}

}  // namespace dateline::cli
