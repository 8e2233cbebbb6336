// SPDX-License-Identifier: GPL-3.0-or-later
// dateline: searches and changes an index from the command line.
#include <absl/time/time.h>
#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/commands.h"
#include "client/cli/terminal_text.h"
#include "client/cli/when.h"
#include "client/status.h"

namespace dateline::cli {
namespace {

// True where output is to have ANSI colours.
bool UseColor(const CommonOptions& common) {
  if (common.color != "auto") return common.color == "always";
  return ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
}

// Columns of the terminal; 80 where stdout is none or does not tell.
int TerminalWidth() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return std::max<int>(size.ws_col, 20);
}

// The words of the command line, last first, as CLI11 takes them. In a search, -word and everything
// behind -- belongs to the query in its place; CLI11 would look for an option. A space before it
// makes it a word, and means nothing to a query.
std::vector<std::string> Arguments(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  bool only_words = false;
  for (std::size_t i = 1; i < words.size() && words[0] == "search"; ++i) {
    std::string& word = words[i];
    if (!only_words && word == "--") {
      only_words = true;
      words.erase(words.begin() + static_cast<std::ptrdiff_t>(i--));
    } else if (word.size() > 1 && word[0] == '-' &&
               (only_words || (word[1] != '-' && word != "-h"))) {
      word.insert(0, 1, ' ');
    }
  }
  std::reverse(words.begin(), words.end());
  return words;
}

}  // namespace

void AddCommonOptions(CLI::App& command, CommonOptions& common, const std::string& server) {
  common.server = server;
  command.add_option("--server", common.server, "HOST:PORT")->capture_default_str();
  command.add_option("--timeout", common.timeout_seconds, "Seconds to wait for an answer")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--color", common.color, "When to use colours")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "always", "never"}));
  command.add_option("--time-zone", common.time_zone, "IANA time zone of dates; UTC if not given")
      ->check(
          [](const std::string& name) { return std::string(FindZone(name).status().message()); });
  command.add_flag("--json", common.json, "Machine-readable output");
}

PrintOptions PrintOptionsFor(const CommonOptions& common) {
  return {.color = UseColor(common),
          .zone = FindZone(common.time_zone).value_or(absl::UTCTimeZone()),
          .width = TerminalWidth()};
}

std::unique_ptr<client::Client> ConnectToSearch(const CommonOptions& common) {
  client::ClientOptions options;
  options.server = common.server;
  options.timeout = absl::Seconds(common.timeout_seconds);
  return client::Client::Connect(options);
}

void PrintJson(const google::protobuf::Message& message) {
  std::string json;
  // Cannot fail: the messages hold no Any and no invalid time.
  (void)google::protobuf::util::MessageToJsonString(message, &json);
  std::printf("%s\n", json.c_str());
}

absl::Status SetTimes(const std::string& from, const std::string& to, absl::TimeZone zone,
                      v1::Filter& filter) {
  if (!from.empty()) {
    const auto period = ParsePeriod(from, zone);
    if (!period.ok()) return period.status();
    *filter.mutable_publish_time()->mutable_start_time() = ToTimestamp(period->start);
  }
  if (!to.empty()) {  // the day, month or year that is named is inside
    const auto period = ParsePeriod(to, zone);
    if (!period.ok()) return period.status();
    *filter.mutable_publish_time()->mutable_end_time() = ToTimestamp(period->end);
  }
  return absl::OkStatus();
}

std::string DateProblem(const std::string& text) {  // in any zone
  return std::string(ParsePeriod(text, absl::UTCTimeZone()).status().message());
}

const std::map<std::string, v1::CalendarInterval>& Intervals() {
  static const std::map<std::string, v1::CalendarInterval> intervals = {
      {"auto", v1::CALENDAR_INTERVAL_UNSPECIFIED}, {"hour", v1::CALENDAR_INTERVAL_HOUR},
      {"day", v1::CALENDAR_INTERVAL_DAY},          {"week", v1::CALENDAR_INTERVAL_WEEK},
      {"month", v1::CALENDAR_INTERVAL_MONTH},      {"quarter", v1::CALENDAR_INTERVAL_QUARTER},
      {"year", v1::CALENDAR_INTERVAL_YEAR},        {"decade", v1::CALENDAR_INTERVAL_DECADE}};
  return intervals;
}

int Fail(const absl::Status& status) {
  const std::string reason = client::Reason(status);
  const std::string message = SafeText({status.message().data(), status.message().size()});
  std::fputs(fmt::format("dateline: {}{}: {}\n", StatusCodeToString(status.code()),
                         reason.empty() ? "" : " (" + SafeText(reason) + ")", message)
                 .c_str(),
             stderr);
  return 1;
}

int FailCall(const absl::Status& status, const CommonOptions& common, Asked asked) {
  if (!absl::IsUnimplemented(status)) return Fail(status);
  const char* told =
      asked == Asked::kIngest
          ? "the server at {} answers searches; this command asks 'dateline-indexer serve', "
            "127.0.0.1:7701 unless --server names another"
          : "the server at {} takes articles; this command asks 'dateline-server', "
            "127.0.0.1:7700 unless --server names another";
  return Fail(absl::UnimplementedError(fmt::format(fmt::runtime(told), common.server)));
}

// Throws ParseError on a first word that is no command, and names those that are.
void CheckCommand(const CLI::App& app, int argc, char** argv) {
  const std::string first = argc > 1 ? argv[1] : "";
  if (first.empty() || first.front() == '-') return;
  std::string names;
  for (const CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (one->check_name(first)) return;
    names += (names.empty() ? "" : ", ") + one->get_name();
  }
  throw CLI::ParseError(fmt::format("there is no command '{}'; the commands are {}", first, names),
                        CLI::ExitCodes::ExtrasError);
}

}  // namespace dateline::cli

int main(int argc, char** argv) {
  CLI::App app("Searches a Dateline server, and changes its index.", "dateline");
  app.set_version_flag("--version", "dateline " DATELINE_VERSION);
  app.require_subcommand(1);
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
