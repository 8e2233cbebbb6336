// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/ingest_command.h"

#include <absl/status/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "client/cli/call.h"
#include "client/cli/number_text.h"
#include "client/cli/print_index.h"
#include "client/cli/stream_store.h"
#include "client/cli/terminal_text.h"
#include "core/intake/intake.h"
#include "core/intake/interrupt.h"
#include "core/readers/json_path.h"
#include "core/readers/raw_article.h"

namespace dateline::cli {
namespace {

constexpr const char* kNeedsIndexer = "Needs 'dateline-indexer serve'.\n";

// What the command line gave.
struct IngestOptions {
  std::vector<std::string> paths;
  std::string format = "auto";
  std::string language = "auto";
  std::string rejects_file;
  std::vector<std::string> mappings;
  bool strict = false;
  bool force = false;
};

int RunIngest(const CommonOptions& common, const IngestOptions& options) {
  intake::Intake intake(
      {.program = "dateline",
       .paths = options.paths,
       .format = *readers::InputFormatNamed(options.format),
       .json = readers::WithMappings(options.mappings),
       .language = options.language == "auto" ? "" : options.language,
       .rejects_file = options.rejects_file,
       .threads = 1,  // the later version of an article is sent later
       .strict = options.strict,
       .force = options.force,
       .form = common.json ? intake::ReportForm::kJson : intake::ReportForm::kText});
  if (const absl::Status status = intake.OpenRejects(); !status.ok()) return Fail(status);
  if (!intake.List()) return intake.Finish(absl::OkStatus());
  const intake::Interrupt interrupt;
  const auto client = ConnectToIngest(common);
  StreamStore store(*client);
  intake.Read(store);
  intake.BeginPhase("committing");
  absl::Status result = store.Finish();
  intake.EndProgress();
  if (const absl::Status refusal = intake.refusal(); result.ok()) result = refusal;
  const int code = intake.Finish(
      result.ok() && intake::Interrupt::Came()
          ? absl::CancelledError("interrupted: what was sent is stored; send the same files again "
                                 "for the rest")
          : absl::OkStatus());
  return result.ok() ? code : FailCall(result, common, Service::kIngest);
}

int RunDelete(const CommonOptions& common, const std::vector<std::string>& ids) {
  const auto response = ConnectToIngest(common)->Delete(ids);
  if (!response.ok()) return FailCall(response.status(), common, Service::kIngest);
  const int code = response->missing_ids().empty() ? 0 : 1;
  if (common.json) return std::max(code, PrintJson(*response));
  std::printf("deleted %s\n", Thousands(response->deleted()).c_str());
  for (const auto& id : response->missing_ids()) {
    std::printf("not found: %s\n", SafeText(id).c_str());
  }
  return code;
}

int RunStats(const CommonOptions& common) {
  const auto stats = ConnectToIngest(common)->GetStats();
  if (!stats.ok()) return FailCall(stats.status(), common, Service::kIngest);
  if (common.json) return PrintJson(*stats);
  std::fputs(ShowStats(*stats, PrintOptionsFor(common)).c_str(), stdout);
  return 0;
}

// What to read, as 'dateline-indexer load' has it.
void AddReadingOptions(CLI::App& command, IngestOptions& options) {
  command
      .add_option("--format", options.format,
                  "Format of the files: auto (by name and content), jsonl, ndjson or json (JSON "
                  "articles), text (a saved page)")
      ->check([](const std::string& name) {
        return readers::InputFormatNamed(name) ? std::string()
                                               : "'" + name +
                                                     "' is not a format; give auto, "
                                                     "jsonl, ndjson, json or text";
      })
      ->type_name("FORMAT");
  command
      .add_option("--language", options.language,
                  "Language of articles that do not name theirs: auto (detected), or a code "
                  "such as en")
      ->check(&intake::LanguageProblem)
      ->type_name("CODE");
  command
      .add_option(
          "--map", options.mappings,
          "Place of a field of JSON articles, as in body=fields.bodyText, headline=titles[0] "
          "or authors=people[*].name; may be given several times")
      ->check(&readers::MappingProblem)
      ->allow_extra_args(false)
      ->type_name("FIELD=PATH");
  command
      .add_option("--rejects", options.rejects_file,
                  "Write file, line and reason of every rejected article to FILE, tab-separated")
      ->type_name("FILE");
  command.add_flag(
      "--strict", options.strict,
      "Reject articles of which a date or another value could not be read, and stop at the "
      "first rejected one");
  command.add_flag("--force", options.force,
                   "Take files whose articles all lack body or date, too");
}

}  // namespace

void AddIngestCommands(CLI::App& app, Command& run) {
  const auto common = std::make_shared<CommonOptions>();
  const auto values = std::make_shared<std::vector<std::string>>();
  const auto options = std::make_shared<IngestOptions>();
  CLI::App* ingest = app.add_subcommand(
      "ingest",
      "Send articles from files, folders or stdin, as 'dateline-indexer load' reads them");
  ingest->footer(
      std::string(
          "Files are JSON (one article per line, a list, an object that holds a list) or\n"
          "saved text pages, in .gz or .zst too. The first ten articles that are rejected\n"
          "are told on stderr, as FILE:LINE: why. It has failed if a file could not be read\n"
          "to its end, if nothing was stored, if --strict rejected something, or if the\n"
          "stream broke.\n\nExample:\n  dateline ingest articles.jsonl\n\n") +
      kNeedsIndexer + kExitCodes);
  ingest->add_option("path", options->paths, "Files, folders (walked), or - for stdin")->required();
  AddReadingOptions(*ingest, *options);
  AddCommonOptions(*ingest, *common, kIngestServer);
  ingest->callback([=, &run] { run = [=] { return RunIngest(*common, *options); }; });

  CLI::App* erase = app.add_subcommand("delete", "Delete articles by id");
  erase->footer(
      std::string("It has failed if an id was not found; the others are deleted.\n\nExample:\n"
                  "  dateline delete bridge-repair-1951\n\n") +
      kNeedsIndexer + kExitCodes);
  erase->add_option("id", *values, "Ids of articles")->required();
  AddCommonOptions(*erase, *common, kIngestServer);
  erase->callback([=, &run] { run = [=] { return RunDelete(*common, *values); }; });

  CLI::App* stats = app.add_subcommand("stats", "Show what the index holds");
  stats->footer(std::string(kNeedsIndexer) + kExitCodes);
  AddCommonOptions(*stats, *common, kIngestServer);
  stats->callback([=, &run] { run = [=] { return RunStats(*common); }; });
}

}  // namespace dateline::cli
