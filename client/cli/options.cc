// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/options.h"

#include <absl/time/clock.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "core/dates/parse_period.h"
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
}

PrintOptions PrintOptionsFor(const CommonOptions& common) {
  return {.color = UseColor(common),
          .zone = dates::FindZone(common.time_zone).value_or(absl::UTCTimeZone()),
          .width = TerminalWidth()};
}

std::string DateProblem(const std::string& text) {  // in any zone
  return std::string(dates::ParsePeriod(text, absl::Now(), absl::UTCTimeZone()).status().message());
}

std::string JoinWords(const std::vector<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : " ") + word;
  return joined;
}

const std::map<std::string, v1::CalendarInterval>& Intervals() {
  static const std::map<std::string, v1::CalendarInterval> intervals = {
      {"auto", v1::CALENDAR_INTERVAL_UNSPECIFIED}, {"hour", v1::CALENDAR_INTERVAL_HOUR},
      {"day", v1::CALENDAR_INTERVAL_DAY},          {"week", v1::CALENDAR_INTERVAL_WEEK},
      {"month", v1::CALENDAR_INTERVAL_MONTH},      {"quarter", v1::CALENDAR_INTERVAL_QUARTER},
      {"year", v1::CALENDAR_INTERVAL_YEAR},        {"decade", v1::CALENDAR_INTERVAL_DECADE}};
  return intervals;
}

}  // namespace dateline::cli
