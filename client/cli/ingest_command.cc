// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/ingest_command.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/call.h"
#include "client/cli/print.h"
#include "client/cli/terminal_text.h"
#include "dateline/ingest_stream.h"

namespace dateline::cli {
namespace {

constexpr const char* kNeedsIndexer = "Needs 'dateline-indexer serve'.\n";

// What became of the articles. Counted on the stream's thread; read after Finish.
struct Counts {
  std::uint64_t read = 0;
  std::uint64_t results[5] = {};  // by IngestResult
  std::uint64_t unreadable = 0;   // lines that are not an article, or one too large to be sent
};

void CountOutcome(const v1::IngestOutcome& outcome, Counts& counts) {
  if (outcome.result() >= 0 && outcome.result() < 5) ++counts.results[outcome.result()];
  if (outcome.result() != v1::INGEST_RESULT_REJECTED) return;
  std::fputs(
      fmt::format("article {}: {}\n", outcome.sequence(), SafeText(outcome.status().message()))
          .c_str(),
      stderr);
}

// Sends each line, the proto3 JSON of dateline.v1.Article; other spellings are for
// `dateline-indexer load`.
absl::Status SendLines(std::istream& input, const std::string& name, client::IngestStream& stream,
                       Counts& counts) {
  google::protobuf::util::JsonParseOptions lenient;
  lenient.ignore_unknown_fields = true;
  std::string line;
  for (std::uint64_t number = 1; std::getline(input, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    ++counts.read;
    v1::Article article;
    const auto parsed = google::protobuf::util::JsonStringToMessage(line, &article, lenient);
    if (!parsed.ok()) {
      ++counts.unreadable;
      std::fputs(fmt::format("{}:{}: not the JSON of an article: {}\n", name, number,
                             SafeText(parsed.message().as_string()))
                     .c_str(),
                 stderr);
    } else if (absl::Status status = stream.Add(std::move(article));
               absl::IsInvalidArgument(status)) {
      ++counts.unreadable;
      std::fputs(fmt::format("{}:{}: {}\n", name, number,
                             SafeText({status.message().data(), status.message().size()}))
                     .c_str(),
                 stderr);
    } else if (!status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status SendFile(const std::string& path, client::IngestStream& stream, Counts& counts) {
  if (path == "-") return SendLines(std::cin, "stdin", stream, counts);
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(fmt::format("cannot read '{}'", path));
  return SendLines(file, path, stream, counts);
}

void PrintCounts(const Counts& counts, bool json) {
  const std::uint64_t rejected = counts.results[v1::INGEST_RESULT_REJECTED] + counts.unreadable;
  const char* form = json ? R"({{"read":{},"added":{},"updated":{},"unchanged":{},"rejected":{}}})"
                          : "read {}, added {}, updated {}, unchanged {}, rejected {}";
  std::printf("%s\n",
              fmt::format(fmt::runtime(form), counts.read, counts.results[v1::INGEST_RESULT_ADDED],
                          counts.results[v1::INGEST_RESULT_UPDATED],
                          counts.results[v1::INGEST_RESULT_UNCHANGED], rejected)
                  .c_str());
}

int RunIngest(const CommonOptions& common, const std::vector<std::string>& paths) {
  const auto client = ConnectToIngest(common);
  Counts counts;
  const auto stream = client->OpenStream(
      [&counts](const v1::IngestOutcome& outcome) { CountOutcome(outcome, counts); });
  absl::Status status;
  for (const std::string& path : paths) {
    status = SendFile(path, *stream, counts);
    if (!status.ok()) break;
  }
  const absl::Status finished = stream->Finish();
  PrintCounts(counts, common.json);
  if (!status.ok()) return FailCall(status, common, Service::kIngest);
  if (!finished.ok()) return FailCall(finished, common, Service::kIngest);
  const std::uint64_t stored = counts.results[1] + counts.results[2] + counts.results[3];
  return counts.read > 0 && stored == 0 ? 1 : 0;
}

int RunDelete(const CommonOptions& common, const std::vector<std::string>& ids) {
  const auto response = ConnectToIngest(common)->Delete(ids);
  if (!response.ok()) return FailCall(response.status(), common, Service::kIngest);
  if (common.json) {
    PrintJson(*response);
    return 0;
  }
  std::printf("deleted %u\n", response->deleted());
  for (const auto& id : response->missing_ids()) {
    std::printf("not found: %s\n", SafeText(id).c_str());
  }
  return 0;
}

int RunStats(const CommonOptions& common) {
  const auto stats = ConnectToIngest(common)->GetStats();
  if (!stats.ok()) return FailCall(stats.status(), common, Service::kIngest);
  if (common.json) {
    PrintJson(*stats);
  } else {
    std::fputs(ShowStats(*stats, PrintOptionsFor(common)).c_str(), stdout);
  }
  return 0;
}

}  // namespace

void AddIngestCommands(CLI::App& app, Command& run) {
  const auto common = std::make_shared<CommonOptions>();
  const auto values = std::make_shared<std::vector<std::string>>();
  CLI::App* ingest =
      app.add_subcommand("ingest", "Send articles: lines of dateline.v1.Article JSON");
  ingest->footer(
      std::string("Each line is one article, as JSON of the message dateline.v1.Article. Other\n"
                  "forms are for 'dateline-indexer load'. It has failed if no article was stored,\n"
                  "or if the stream broke.\n") +
      kNeedsIndexer + kExitCodes);
  ingest->add_option("path", *values, "Files; - is stdin")->required();
  AddCommonOptions(*ingest, *common, kIngestServer);
  ingest->callback([=, &run] { run = [=] { return RunIngest(*common, *values); }; });

  CLI::App* erase = app.add_subcommand("delete", "Delete articles by id");
  erase->footer(std::string(kNeedsIndexer) + kExitCodes);
  erase->add_option("id", *values, "Ids of articles")->required();
  AddCommonOptions(*erase, *common, kIngestServer);
  erase->callback([=, &run] { run = [=] { return RunDelete(*common, *values); }; });

  CLI::App* stats = app.add_subcommand("stats", "Show what the index holds");
  stats->footer(std::string(kNeedsIndexer) + kExitCodes);
  AddCommonOptions(*stats, *common, kIngestServer);
  stats->callback([=, &run] { run = [=] { return RunStats(*common); }; });
}

}  // namespace dateline::cli
