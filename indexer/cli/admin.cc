// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/cli/admin.h"

#include <fmt/format.h>

#include <chrono>

#include "core/index/maintenance.h"
#include "core/index/segment.h"
#include "core/text/analyzer.h"

namespace dateline {
namespace {

int Fail(const absl::Status& status) {
  fmt::print(stderr, "dateline-indexer: {}\n",
             std::string_view(status.message().data(), status.message().size()));
  return 1;
}

std::string JsonList(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts) {
    if (list.size() > 1) list += ',';
    list += JsonString(text);
  }
  return list + "]";
}

// The writer of an index that exists: these commands make none.
absl::StatusOr<std::unique_ptr<IndexWriter>> OpenExisting(const WriterOptions& options) {
  if (const auto snapshot = OpenSnapshot(options.folder, nullptr); !snapshot.ok())
    return snapshot.status();
  return IndexWriter::Open(options);
}

}  // namespace

std::string JsonString(std::string_view text) {
  std::string json = "\"";
  for (const char c : CleanUtf8(text)) {
    if (c == '"' || c == '\\') {
      json += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      json += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      json += c;
    }
  }
  return json + "\"";
}

int RunStats(const std::string& folder, OutputForm form) {
  const auto snapshot = OpenSnapshot(folder, nullptr);
  if (!snapshot.ok()) return Fail(snapshot.status());
  std::uint64_t bytes = 0;
  std::uint64_t dead = 0;
  for (const auto& segment : (*snapshot)->manifest.segments) {
    bytes += segment.database.bytes + segment.columns.bytes + segment.tombstones.bytes;
    dead += segment.dead;
  }
  fmt::print(
      fmt::runtime(
          form == OutputForm::kJson
              ? R"({{"generation":{},"articles":{},"dead":{},"segments":{},"bytes":{},"damaged":{}}})"
                "\n"
              : "generation {}\narticles   {}\ndead       {}\nsegments   {}\nbytes      {}\n"),
      (*snapshot)->generation, (*snapshot)->live_articles, dead,
      (*snapshot)->manifest.segments.size(), bytes, JsonList((*snapshot)->damaged));
  for (const std::string& damaged : (*snapshot)->damaged)
    fmt::print(stderr, "damaged: {}\n", damaged);
  return (*snapshot)->damaged.empty() ? 0 : 1;
}

int RunVerify(const std::string& folder, OutputForm form) {
  const VerifyReport report = VerifyIndex(folder);
  for (const std::string& problem : report.problems) fmt::print(stderr, "damaged: {}\n", problem);
  fmt::print(
      fmt::runtime(form == OutputForm::kJson ? R"({{"files":{},"problems":{},"findings":{}}})"
                                               "\n"
                                             : "{} files checked, {} problems\n"),
      report.files, report.problems.size(), JsonList(report.problems));
  return report.problems.empty() ? 0 : 1;
}

int RunDelete(const WriterOptions& options, const std::vector<std::string>& ids, OutputForm form) {
  auto writer = OpenExisting(options);
  if (!writer.ok()) return Fail(writer.status());
  const auto outcome = (*writer)->Delete(ids);
  if (!outcome.ok()) return Fail(outcome.status());
  fmt::print(
      fmt::runtime(form == OutputForm::kJson ? R"({{"deleted":{},"missing":{},"missing_ids":{}}})"
                                               "\n"
                                             : "deleted {}, not found {}\n"),
      outcome->deleted, outcome->missing.size(), JsonList(outcome->missing));
  if (form == OutputForm::kText) {
    for (const std::string& id : outcome->missing) fmt::print("not found: {}\n", JsonString(id));
  }
  return 0;
}

int RunMerge(const WriterOptions& options, OutputForm form) {
  const auto start = std::chrono::steady_clock::now();
  auto writer = OpenExisting(options);
  if (!writer.ok()) return Fail(writer.status());
  const std::size_t before = (*writer)->manifest().segments.size();
  if (const absl::Status status = (*writer)->MergeAll(); !status.ok()) return Fail(status);
  fmt::print(fmt::runtime(form == OutputForm::kJson
                              ? R"({{"segments_before":{},"segments":{},"seconds":{:.3f}}})"
                                "\n"
                              : "merged {} segments into {} in {:.1f} s\n"),
             before, (*writer)->manifest().segments.size(),
             std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  return 0;
}

int RunBackup(const std::string& folder, const std::string& target, OutputForm form) {
  if (const absl::Status status = BackupIndex(folder, target); !status.ok()) return Fail(status);
  // Read back, so that what is said is what the copy holds.
  const auto copy = OpenSnapshot(target, nullptr);
  if (!copy.ok()) return Fail(copy.status());
  if (form == OutputForm::kJson) {
    fmt::print("{{\"target\":{},\"generation\":{},\"articles\":{}}}\n", JsonString(target),
               (*copy)->generation, (*copy)->live_articles);
  } else {
    fmt::print("backup of generation {} with {} articles in {}\n", (*copy)->generation,
               (*copy)->live_articles, target);
  }
  return (*copy)->damaged.empty() ? 0 : 1;
}

}  // namespace dateline
