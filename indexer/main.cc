// SPDX-License-Identifier: GPL-3.0-or-later
// dateline-indexer: loads, changes and looks after one index.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <map>

#include "core/index/maintenance.h"
#include "core/index/segment.h"
#include "indexer/cli/load.h"
#include "indexer/rpc/serve.h"

namespace {

using dateline::InputFormat;

int Fail(const absl::Status& status) {
  fmt::print(stderr, "dateline-indexer: {}\n",
             std::string(status.message().data(), status.message().size()));
  return 1;
}

int Stats(const std::string& folder, bool json) {
  const auto snapshot = dateline::OpenSnapshot(folder, nullptr);
  if (!snapshot.ok()) return Fail(snapshot.status());
  std::uint64_t bytes = 0;
  std::uint64_t dead = 0;
  for (const auto& segment : (*snapshot)->manifest.segments) {
    bytes += TotalBytes(segment);
    dead += segment.dead;
  }
  fmt::print(
      fmt::runtime(
          json ? R"({{"generation":{},"articles":{},"dead":{},"segments":{},"bytes":{}}})"
                 "\n"
               : "generation {}\narticles   {}\ndead       {}\nsegments   {}\nbytes      {}\n"),
      (*snapshot)->generation, (*snapshot)->live_articles, dead,
      (*snapshot)->manifest.segments.size(), bytes);
  for (const std::string& damaged : (*snapshot)->damaged)
    fmt::print(stderr, "damaged: {}\n", damaged);
  return (*snapshot)->damaged.empty() ? 0 : 1;
}

int Verify(const std::string& folder, bool json) {
  const dateline::VerifyReport report = dateline::VerifyIndex(folder);
  for (const std::string& problem : report.problems) fmt::print(stderr, "damaged: {}\n", problem);
  fmt::print(fmt::runtime(json ? R"({{"files":{},"problems":{}}})"
                                 "\n"
                               : "{} files checked, {} problems\n"),
             report.files, report.problems.size());
  return report.problems.empty() ? 0 : 1;
}

int Delete(const dateline::WriterOptions& options, const std::vector<std::string>& ids, bool json) {
  auto writer = dateline::IndexWriter::Open(options);
  if (!writer.ok()) return Fail(writer.status());
  const auto outcome = (*writer)->Delete(ids);
  if (!outcome.ok()) return Fail(outcome.status());
  fmt::print(fmt::runtime(json ? R"({{"deleted":{},"missing":{}}})"
                                 "\n"
                               : "deleted {}, not found {}\n"),
             outcome->deleted, outcome->missing.size());
  return 0;
}

int Merge(const dateline::WriterOptions& options) {
  auto writer = dateline::IndexWriter::Open(options);
  if (!writer.ok()) return Fail(writer.status());
  const absl::Status status = (*writer)->MergeAll();
  return status.ok() ? 0 : Fail(status);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Loads, changes and looks after a Dateline index"};
  app.set_version_flag("--version", std::string("dateline-indexer ") + DATELINE_VERSION);
  app.require_subcommand(1);
  dateline::LoadOptions load;
  dateline::ServeOptions serve;
  std::string folder;
  std::string target;
  std::string language = "auto";
  std::vector<std::string> ids;
  std::vector<double> lengths;
  unsigned threads = 0;
  bool json = false;
  bool no_merge = false;

  const auto command = [&](const char* name, const char* about) {
    CLI::App* sub = app.add_subcommand(name, about);
    sub->add_option("--index", folder, "index folder")->required();
    sub->add_flag("--json", json, "machine-readable output");
    return sub;
  };
  const std::map<std::string, InputFormat> formats{{"auto", InputFormat::kAuto},
                                                   {"jsonl", InputFormat::kJsonLines},
                                                   {"text", InputFormat::kText}};
  CLI::App* load_command = command("load", "load articles from files, folders or '-' for stdin");
  load_command->add_option("paths", load.paths, "files (.gz and .zst too), folders, or -")
      ->required();
  load_command->add_option("--format", load.format, "auto, jsonl or text")
      ->transform(CLI::CheckedTransformer(formats));
  load_command->add_option("--language", language,
                           "of articles that name none: auto, or a code such as en");
  load_command->add_option("--threads", threads, "0 = all cores");
  load_command->add_option("--rejects", load.rejects_file,
                           "write file, line and reason of each rejected article");
  load_command
      ->add_option("--scoring-lengths", lengths,
                   "average words of headline and body, of a new index")
      ->delimiter(',')
      ->expected(2);
  load_command->add_flag("--strict", load.strict, "stop at the first rejected article");
  load_command->add_flag("--no-merge", no_merge, "leave the segments as they were flushed");
  CLI::App* serve_command = command("serve", "take articles over gRPC");
  serve_command->add_option("--listen", serve.listen, "address; port 0 picks a free one");
  serve_command->add_option("--threads", threads, "0 = all cores");
  CLI::App* delete_command = command("delete", "delete articles by id");
  delete_command->add_option("ids", ids, "article ids")->required();
  CLI::App* stats_command = command("stats", "tell what the index holds");
  CLI::App* verify_command = command("verify", "check every file against its checksum");
  CLI::App* merge_command =
      command("merge", "merge down to a handful of segments, without dead articles");
  CLI::App* backup_command = command("backup", "copy the current generation into a new folder");
  backup_command->add_option("target", target, "new folder")->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }

  dateline::WriterOptions writer;
  writer.folder = folder;
  writer.threads = threads;
  if (lengths.size() == 2) {
    if (lengths[0] <= 0 || lengths[1] <= 0) {
      fmt::print(stderr, "--scoring-lengths: both averages must be above 0\n");
      return 2;
    }
    writer.profile.average_headline = lengths[0];
    writer.profile.average_body = lengths[1];
  }
  if (load_command->parsed()) {
    load.writer = writer;
    load.language = language == "auto" ? "" : language;
    load.merge = !no_merge;
    load.json = json;
    return dateline::RunLoad(load);
  }
  if (serve_command->parsed()) {
    serve.writer = writer;
    serve.json = json;
    return dateline::RunServe(serve);
  }
  if (delete_command->parsed()) return Delete(writer, ids, json);
  if (stats_command->parsed()) return Stats(folder, json);
  if (verify_command->parsed()) return Verify(folder, json);
  if (merge_command->parsed()) return Merge(writer);
  if (backup_command->parsed()) {
    const absl::Status status = dateline::BackupIndex(folder, target);
    return status.ok() ? 0 : Fail(status);
  }
  return 2;
}
