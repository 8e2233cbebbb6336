// SPDX-License-Identifier: GPL-3.0-or-later
// dateline-indexer: loads, changes and maintains one index.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <string_view>

#include "core/errors/errors.h"
#include "core/intake/intake.h"
#include "core/readers/json_path.h"
#include "core/readers/raw_article.h"
#include "core/rpc/listen_address.h"
#include "core/rpc/security_flags.h"
#include "indexer/cli/admin.h"
#include "indexer/cli/dump.h"
#include "indexer/cli/key_command.h"
#include "indexer/cli/load.h"
#include "indexer/cli/repair.h"
#include "indexer/cli/scrub.h"
#include "indexer/cli/stats.h"
#include "indexer/entities/entity_finder.h"
#include "indexer/rpc/serve.h"

namespace {

using dateline::commands::OutputForm;
using dateline::readers::InputFormat;

constexpr const char* kExitCodes =
    "Exit codes: 0 done; 1 failed (load: a file could not be read to its end or was refused, or "
    "nothing was accepted and something was rejected, or --strict and something was rejected, or "
    "an interrupt or a full disk ended it: then what was read before is stored; verify, stats, "
    "scrub, dump, repair: damage was found); 2 wrong usage.\n"
    "Results go to stdout, messages and progress to stderr.";

// What the command line gave.
struct Options {
  dateline::commands::LoadOptions load;
  std::vector<std::string> mappings;
  dateline::ingest::ServeOptions serve;
  std::string folder;
  std::string target;
  std::string format = "auto";
  std::string language = "auto";
  std::vector<std::string> ids;
  std::string ids_file;
  std::vector<double> lengths;
  unsigned threads = 0;
  std::uint64_t min_free_mb = 256;
  std::string entities = "detect";
  std::string models;
  bool json = false;
  bool no_merge = false;
  bool allow_damaged = false;
  bool copy = false;
  bool yes = false;
  std::uint64_t commit_interval_ms = 200;
  int start_timeout = 60;
  double scrub_hours = 24;
  std::uint64_t mb_per_second = 0;
};

CLI::App* AddCommand(CLI::App& app, Options& options, const char* name, const char* description,
                     const char* json = "print the result as one line of JSON") {
  CLI::App* command = app.add_subcommand(name, description);
  command->add_option("--index", options.folder, "folder of the index")
      ->required()
      ->type_name("DIR");
  command->add_flag("--json", options.json, json);
  command->footer(kExitCodes);
  return command;
}

void AddDiskOption(CLI::App& command, Options& options) {
  command
      .add_option("--min-free-mb", options.min_free_mb,
                  "megabytes of the disk to keep free; if less is free, articles and merges are "
                  "refused with RESOURCE_EXHAUSTED")
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{1} << 40U))
      ->capture_default_str()
      ->type_name("MB");
}

void AddWriterOptions(CLI::App& command, Options& options) {
  AddDiskOption(command, options);
  command
      .add_option("--threads", options.threads,
                  "threads that analyse articles; by default as many as there are cores (0)")
      ->check(CLI::Range(0, 1024))
      ->type_name("N");
  command
      .add_option("--entities", options.entities,
                  "people, organisations and places of articles: detect (those given with the "
                  "article and those named in its text), provided (those given), off (none)")
      ->check(CLI::IsMember({"detect", "provided", "off"}))
      ->capture_default_str()
      ->type_name("MODE");
  command
      .add_option("--models", options.models,
                  "folder of the models that find names (LANGUAGE.names); by default the folder "
                  "models next to the program")
      ->type_name("DIR");
  command.add_flag("--allow-damaged", options.allow_damaged,
                   "write on while damaged segments are left out; they stay as they are until "
                   "they are repaired, and what they hold can be neither replaced nor deleted");
}

void AddLoad(CLI::App& app, Options& options) {
  CLI::App* command = AddCommand(app, options, "load",
                                 "Load articles from files, folders or stdin; creates the index if "
                                 "there is none. JSON may be one article per line, a list, an "
                                 "object that holds a list, or objects over several lines; a "
                                 "text file is one saved page. Files of folders that hold no "
                                 "articles are passed over and named.");
  command
      ->add_option("paths", options.load.paths,
                   "files (.gz and .zst too), folders (walked), or - for stdin")
      ->required()
      ->type_name("PATH");
  command
      ->add_option("--format", options.format,
                   "format of the files: auto (by name and content), jsonl, ndjson or json (JSON "
                   "articles), text "
                   "(a saved page)")
      ->check(CLI::IsMember({"auto", "jsonl", "ndjson", "json", "text"}))
      ->capture_default_str()
      ->type_name("FORMAT");
  command
      ->add_option(
          "--language", options.language,
          "language of articles that do not name theirs: auto (detected), or a code such as en")
      ->check(&dateline::intake::LanguageProblem)
      ->capture_default_str()
      ->type_name("CODE");
  command
      ->add_option(
          "--map", options.mappings,
          "place of a field of JSON articles, as in body=fields.bodyText, headline=titles[0] "
          "or authors=people[*].name; may be given several times")
      ->check(&dateline::readers::MappingProblem)
      ->allow_extra_args(false)
      ->type_name("FIELD=PATH");
  AddWriterOptions(*command, options);
  command
      ->add_option("--rejects", options.load.rejects_file,
                   "write file, line and reason of every rejected article to FILE, tab-separated")
      ->type_name("FILE");
  command
      ->add_option(
          "--scoring-lengths", options.lengths,
          "average words of headline and body, for scores; a new index keeps them for good")
      ->delimiter(',')
      ->expected(2)
      ->check(CLI::PositiveNumber)
      ->default_str(fmt::format("{},{}", options.load.writer.profile.average_headline,
                                options.load.writer.profile.average_body))
      ->type_name("H,B");
  command->add_flag("--strict", options.load.strict,
                    "reject articles of which a date or another value could not be read, and stop "
                    "at the first rejected one");
  command->add_flag("--force", options.load.force,
                    "load files whose articles all lack body or date, too");
  command->add_flag("--no-merge", options.no_merge, "leave the segments as they were written");
}

void AddDelete(CLI::App& app, Options& options) {
  CLI::App* command = AddCommand(
      app, options, "delete", "Delete articles by id; ids that the index does not hold are listed");
  command->add_option("ids", options.ids, "ids of articles")
      ->check([](const std::string& id) {
        return id.empty() ? "an id is empty; leave it out" : std::string();
      })
      ->type_name("ID");
  command->add_option("--ids-file", options.ids_file, "file of ids, one per line; - for stdin")
      ->type_name("FILE");
  command->callback([command] {
    if (command->count("ids") + command->count("--ids-file") == 0)
      throw CLI::RequiredError("ids: give ids, or --ids-file FILE");
  });
  AddDiskOption(*command, options);
}

// What is for damaged indexes, or against it.
void AddRescue(CLI::App& app, Options& options) {
  AddCommand(app, options, "scrub",
             "Read every file once and compare it with its checksum, as verify does, but slowly "
             "and past the page cache; for a program that runs, AdminService.ScrubIndex does it")
      ->add_option("--mb-per-second", options.mb_per_second,
                   "most megabytes to read per second; 0 = as many as the disk gives")
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{1} << 20U))
      ->capture_default_str()
      ->type_name("MB");
  AddCommand(app, options, "repair",
             "Say what is damaged, what can be kept and which articles are lost")
      ->add_flag("--yes", options.yes,
                 "keep what is whole: whole segments stay, and whole articles of the others are "
                 "added anew");
  AddCommand(app, options, "dump",
             "Write all articles as JSON Lines that load takes back, with the same --entities")
      ->add_option("file", options.target,
                   "file to make, compressed if it ends in .gz or .zst; - for stdout")
      ->default_str("-")
      ->type_name("FILE");
}

void AddOthers(CLI::App& app, Options& options) {
  CLI::App* serve = AddCommand(app, options, "serve",
                               "Take articles over gRPC until SIGINT or SIGTERM; creates the index "
                               "if there is none",
                               "write log lines as JSON");
  serve->add_option("--listen", options.serve.listen, "address and port; port 0 picks a free one")
      ->check(dateline::rpc::ListenAddressProblem)
      ->capture_default_str()
      ->type_name("HOST:PORT");
  dateline::rpc::AddSecurityOptions(*serve, options.serve.security);
  serve
      ->add_option("--commit-interval", options.commit_interval_ms,
                   "longest wait of an article for its commit, such as 200ms, 2s or 1m; from 10ms "
                   "to 60s")
      ->transform(CLI::AsNumberWithUnit(
          std::map<std::string, std::uint64_t>{{"ms", 1}, {"s", 1000}, {"m", 60000}},
          CLI::AsNumberWithUnit::CASE_SENSITIVE, "TIME"))
      ->check(CLI::Range(std::uint64_t{10}, std::uint64_t{60000}))
      ->default_str("200ms")
      ->type_name("TIME");
  serve
      ->add_option("--scrub-hours", options.scrub_hours,
                   "hours in which every file of the index is read once, at most 10 MB per "
                   "second, to find damage; 0 = never")
      ->check(CLI::Range(0.0, 10'000.0))
      ->capture_default_str()
      ->type_name("HOURS");
  serve
      ->add_option("--start-timeout", options.start_timeout,
                   "seconds within which the service must listen; a start that takes longer ends "
                   "with exit code 1")
      ->check(CLI::Range(1, 86400))
      ->capture_default_str()
      ->type_name("SECONDS");
  AddWriterOptions(*serve, options);
  AddDelete(app, options);
  AddCommand(app, options, "stats", "Print what the index holds");
  AddCommand(app, options, "verify", "Check every file of the index against its checksum");
  AddDiskOption(*AddCommand(app, options, "merge",
                            "Merge down to as few segments as possible, without dead articles"),
                options);
  CLI::App* backup = AddCommand(
      app, options, "backup",
      "Copy the current generation into a new or empty folder, or into an earlier backup "
      "of the same index: then only what is new is copied, and nothing is removed");
  backup->add_option("target", options.target, "folder to create or fill")
      ->required()
      ->type_name("TARGET");
  backup->add_flag("--copy", options.copy,
                   "copy the bytes of files; without it they are hard links if TARGET is on the "
                   "same file system");
  AddRescue(app, options);
}

// How entities are found, as the command line says. Models that are missing are reported on stderr.
dateline::article::MakeAnnotator EntityFinders(const Options& options) {
  using dateline::entities::EntityMode;
  const dateline::entities::EntityMode mode =
      options.entities == "off"        ? dateline::entities::EntityMode::kOff
      : options.entities == "provided" ? dateline::entities::EntityMode::kProvided
                                       : dateline::entities::EntityMode::kDetect;
  std::shared_ptr<const dateline::entities::EntityModels> models;
  if (mode == dateline::entities::EntityMode::kDetect) {
    std::vector<std::string> warnings;
    models = dateline::entities::EntityModels::Open(
        options.models.empty() ? dateline::entities::EntityModels::DefaultFolder() : options.models,
        warnings);
    for (const std::string& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
  }
  return [mode, models] { return dateline::entities::MakeEntityFinder(mode, models); };
}

int Run(const std::string& command, Options& options) {
  dateline::writer::WriterOptions writer;
  writer.folder = options.folder;
  writer.threads = options.threads;
  writer.min_free_bytes = options.min_free_mb << 20U;
  writer.allow_damaged = options.allow_damaged;
  if (options.lengths.size() == 2) {
    writer.profile.average_headline = options.lengths[0];
    writer.profile.average_body = options.lengths[1];
  }
  const dateline::commands::OutputForm form =
      options.json ? dateline::commands::OutputForm::kJson : dateline::commands::OutputForm::kText;
  if (command == "load" || command == "serve") writer.make_annotator = EntityFinders(options);
  if (command == "load") {
    options.load.writer = writer;
    if (options.lengths.size() == 2) options.load.profile = writer.profile;
    options.load.format = *dateline::readers::InputFormatNamed(options.format);
    options.load.reading = dateline::readers::WithMappings(options.mappings);
    options.load.language = options.language == "auto" ? "" : options.language;
    options.load.merge = !options.no_merge;
    options.load.json = options.json;
    return dateline::commands::RunLoad(options.load);
  }
  if (command == "serve") {
    writer.commit_interval = std::chrono::milliseconds(options.commit_interval_ms);
    options.serve.writer = writer;
    options.serve.json = options.json;
    options.serve.scrub_period = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::duration<double, std::ratio<3600>>(options.scrub_hours));
    options.serve.start_timeout = std::chrono::seconds(options.start_timeout);
    options.serve.version = DATELINE_VERSION;
    return dateline::ingest::RunServe(options.serve);
  }
  if (command == "delete")
    return dateline::commands::RunDelete(writer, options.ids, options.ids_file, form);
  if (command == "stats") return dateline::commands::RunStats(options.folder, form);
  if (command == "verify") return dateline::commands::RunVerify(options.folder, form);
  if (command == "merge") return dateline::commands::RunMerge(writer, form);
  if (command == "scrub") {
    constexpr std::uint64_t kMegabyte = 1'000'000;
    return dateline::commands::RunScrub(options.folder, options.mb_per_second * kMegabyte, form);
  }
  if (command == "repair") {
    using dateline::commands::RepairMode;
    const auto mode = options.yes ? RepairMode::kKeep : RepairMode::kReport;
    return dateline::commands::RunRepair(options.folder, mode, form);
  }
  if (command == "dump") {
    return dateline::commands::RunDump(options.folder,
                                       options.target.empty() ? "-" : options.target, form);
  }
  return dateline::commands::RunBackup(options.folder, options.target, {.copy = options.copy},
                                       form);
}

// A first word that is not a sub-command, or "".
std::string UnknownCommand(const CLI::App& app, int argc, char** argv) {
  const std::string first = argc > 1 ? argv[1] : "";
  if (first.empty() || first.front() == '-') return "";
  const auto known =
      app.get_subcommands([&](const CLI::App* one) { return one->check_name(first); });
  return known.empty() ? first : "";
}

int WrongUsage(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  std::string message = error.what();
  if (const std::string unknown = UnknownCommand(app, argc, argv); !unknown.empty()) {
    std::string names;
    for (const CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; }))
      names += (names.empty() ? "" : ", ") + one->get_name();
    message = fmt::format("there is no command '{}'; the commands are {}", unknown, names);
  }
  const bool json = std::any_of(argv, argv + argc,
                                [](const char* one) { return std::string_view(one) == "--json"; });
  (void)dateline::commands::Fail(
      dateline::errors::MakeError(absl::StatusCode::kInvalidArgument,
                                  dateline::v1::ERROR_REASON_WRONG_USAGE,
                                  message + "; --help lists commands and options"),
      json ? dateline::commands::OutputForm::kJson : dateline::commands::OutputForm::kText);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Loads, changes and maintains a Dateline index", "dateline-indexer"};
  app.set_version_flag("--version", std::string("dateline-indexer ") + DATELINE_VERSION);
  app.require_subcommand(1);
  app.footer(kExitCodes);
  Options options;
  AddLoad(app, options);
  AddOthers(app, options);
  std::function<int()> key_command;
  dateline::commands::AddKeyCommands(app, key_command);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return error.get_exit_code() == 0 ? app.exit(error) : WrongUsage(app, error, argc, argv);
  }
  if (key_command) return key_command();
  return Run(app.get_subcommands().front()->get_name(), options);
}
