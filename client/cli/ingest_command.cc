// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/ingest_command.h"

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/call.h"
#include "client/cli/number_text.h"
#include "client/cli/print_index.h"
#include "client/cli/send_files.h"
#include "client/cli/terminal_text.h"
#include "dateline/ingest_stream.h"

namespace dateline::cli {
namespace {

constexpr const char* kNeedsIndexer = "Needs 'dateline-indexer serve'.\n";

// What was sent and how it went: the numbers of a stream count only what the stream took.
class Sending {
 public:
  Sending(const client::IngestClient& client, bool progress)
      : progress_(progress),
        report_([this](const std::string& line) { PrintLine(line + "\n"); }),
        stream_(
            client.OpenStream([this](const v1::IngestOutcome& outcome) { Acknowledge(outcome); })) {
  }

  absl::Status Send(const std::string& path) {
    return SendFile(
        path,
        [this](std::uint64_t number, v1::Article article) {
          {
            absl::MutexLock lock(&mutex_);
            numbers_.emplace(++sent_, number);  // before the outcome can come
          }
          absl::Status status = stream_->Add(std::move(article));
          if (!status.ok()) {
            absl::MutexLock lock(&mutex_);
            numbers_.erase(sent_--);
          }
          ShowProgress();
          return status;
        },
        report_);
  }

  absl::Status Finish() {
    absl::Status status = stream_->Finish();
    if (progress_) std::fputs("\r\x1b[K", stderr);
    return status;
  }
  IngestCounts counts() const { return report_.counts(); }

 private:
  void Acknowledge(const v1::IngestOutcome& outcome) {
    std::uint64_t number = 0;
    {
      absl::MutexLock lock(&mutex_);
      const auto found = numbers_.find(outcome.sequence());
      if (found == numbers_.end()) return;
      number = found->second;
      numbers_.erase(found);
    }
    report_.Acknowledge(number, outcome);
    ShowProgress();
  }

  // Called with the report locked: one line at a time.
  void PrintLine(const std::string& line) {
    std::fputs(((progress_ ? "\r\x1b[K" : "") + line).c_str(), stderr);
  }

  // At most ten times per second, on a terminal only.
  void ShowProgress() {
    if (!progress_) return;
    const auto counts = report_.counts();
    absl::MutexLock lock(&mutex_);
    const absl::Time now = absl::Now();
    if (now - shown_ < absl::Milliseconds(100)) return;
    shown_ = now;
    const std::uint64_t stored = counts.added + counts.updated + counts.unchanged;
    std::fputs(fmt::format("\r\x1b[K{} read, {} stored, {} rejected", Thousands(counts.read),
                           Thousands(stored), Thousands(counts.rejected))
                   .c_str(),
               stderr);
  }

  const bool progress_;
  absl::Mutex mutex_;
  std::map<std::uint64_t, std::uint64_t> numbers_ ABSL_GUARDED_BY(mutex_);  // by sequence number
  std::uint64_t sent_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time shown_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  IngestReport report_;
  std::unique_ptr<client::IngestStream> stream_;  // last: its thread uses all of the above
};

void PrintCounts(const IngestCounts& counts, bool json) {
  if (json) {
    std::printf(
        "%s\n",
        fmt::format(R"({{"read":{},"added":{},"updated":{},"unchanged":{},"rejected":{}}})",
                    counts.read, counts.added, counts.updated, counts.unchanged, counts.rejected)
            .c_str());
    return;
  }
  std::printf("%s\n", fmt::format("read {}, added {}, updated {}, unchanged {}, rejected {}",
                                  Thousands(counts.read), Thousands(counts.added),
                                  Thousands(counts.updated), Thousands(counts.unchanged),
                                  Thousands(counts.rejected))
                          .c_str());
}

int RunIngest(const CommonOptions& common, const std::vector<std::string>& paths) {
  const auto client = ConnectToIngest(common);
  Sending sending(*client, ::isatty(STDERR_FILENO) == 1 && !common.json);
  absl::Status status;
  for (const std::string& path : paths) {
    status = sending.Send(path);
    if (!status.ok()) break;
  }
  const absl::Status finished = sending.Finish();
  const IngestCounts counts = sending.counts();
  PrintCounts(counts, common.json);
  if (!status.ok()) return FailCall(status, common, Service::kIngest);
  if (!finished.ok()) return FailCall(finished, common, Service::kIngest);
  const std::uint64_t stored = counts.added + counts.updated + counts.unchanged;
  return counts.read > 0 && stored == 0 ? 1 : 0;
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

}  // namespace

void AddIngestCommands(CLI::App& app, Command& run) {
  const auto common = std::make_shared<CommonOptions>();
  const auto values = std::make_shared<std::vector<std::string>>();
  CLI::App* ingest =
      app.add_subcommand("ingest", "Send articles: lines of dateline.v1.Article JSON");
  ingest->footer(
      std::string("Each line is one article, as JSON of the message dateline.v1.Article. Other\n"
                  "forms are for 'dateline-indexer load'. It has failed if no article was stored,\n"
                  "or if the stream broke. Articles that are rejected are told on stderr, as\n"
                  "FILE:LINE: why, in the order of the lines.\n\nExample:\n"
                  "  dateline ingest articles.jsonl\n\n") +
      kNeedsIndexer + kExitCodes);
  ingest->add_option("path", *values, "Files; - is stdin")->required();
  AddCommonOptions(*ingest, *common, kIngestServer);
  ingest->callback([=, &run] { run = [=] { return RunIngest(*common, *values); }; });

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
