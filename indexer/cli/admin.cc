// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/cli/admin.h"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <iostream>

#include "core/article/article.h"
#include "core/errors/errors.h"
#include "core/index/snapshot.h"
#include "indexer/cli/output.h"
#include "indexer/segments/maintenance.h"
#include "indexer/writer/index_lock.h"

namespace dateline::commands {
namespace {

// Adds the lines of `path`; empty lines are skipped.
absl::Status ReadIds(const std::string& path, std::vector<std::string>& ids) {
  if (path.empty()) return absl::OkStatus();
  std::ifstream file;
  if (path != "-") file.open(path);
  std::istream& lines = path == "-" ? std::cin : file;
  if (!lines)
    return absl::NotFoundError(
        fmt::format("{}: the file of ids cannot be read; give a file, or - for stdin", path));
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) ids.push_back(std::move(line));
  }
  if (lines.bad() || ids.empty())
    return absl::InvalidArgumentError(fmt::format("{}: holds no ids; write one per line", path));
  return absl::OkStatus();
}

// The writer of an index that exists: these commands make none.
absl::StatusOr<std::unique_ptr<writer::IndexWriter>> OpenExisting(
    const writer::WriterOptions& options) {
  if (const auto snapshot = index::OpenSnapshot(options.folder, nullptr); !snapshot.ok())
    return snapshot.status();
  return writer::IndexWriter::Open(options);
}

}  // namespace

int RunVerify(const std::string& folder, OutputForm form) {
  if (const auto manifest = index::ReadCurrentManifest(folder); absl::IsNotFound(manifest.status()))
    return FailAt(folder, manifest.status(), form);  // not damage
  const segments::VerifyReport report = segments::VerifyIndex(folder);
  for (const std::string& problem : report.problems)
    fmt::print(stderr, "damaged: {}\n", Shown(problem));
  if (form == OutputForm::kJson) {
    fmt::print("{{\"files\":{},\"problems\":{},\"findings\":{}}}\n", report.files,
               report.problems.size(), JsonList(report.problems));
  } else {
    fmt::print("{} {} checked, {} {}\n", report.files, report.files == 1 ? "file" : "files",
               report.problems.size(), report.problems.size() == 1 ? "problem" : "problems");
  }
  return report.problems.empty() ? 0 : 1;
}

int RunDelete(const writer::WriterOptions& options, std::vector<std::string> ids,
              const std::string& ids_file, OutputForm form) {
  if (absl::Status status = ReadIds(ids_file, ids); !status.ok()) return Fail(status, form);
  for (const std::string& id : ids) {
    const std::string problem = article::IdProblem(id);
    if (!problem.empty()) {
      return Fail(errors::MakeFieldError(v1::ERROR_REASON_INVALID_ARGUMENT, "ids",
                                         fmt::format("{}: {}", JsonString(id), problem)),
                  form);
    }
  }
  auto writer = OpenExisting(options);
  if (!writer.ok()) return FailAt(options.folder, writer.status(), form);
  const auto outcome = (*writer)->Delete(ids);
  if (!outcome.ok()) return FailAt(options.folder, outcome.status(), form);
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

int RunMerge(const writer::WriterOptions& options, OutputForm form) {
  const auto start = std::chrono::steady_clock::now();
  auto writer = OpenExisting(options);
  if (!writer.ok()) return FailAt(options.folder, writer.status(), form);
  const std::size_t before = (*writer)->manifest().segments.size();
  if (const absl::Status status = (*writer)->MergeAll(); !status.ok()) {
    return FailAt(options.folder, status, form);
  }
  fmt::print(fmt::runtime(form == OutputForm::kJson
                              ? R"({{"segments_before":{},"segments":{},"seconds":{:.3f}}})"
                                "\n"
                              : "merged {} segments into {} in {:.1f} s\n"),
             before, (*writer)->manifest().segments.size(),
             std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  return 0;
}

int RunBackup(const std::string& folder, const std::string& target, segments::BackupOptions options,
              OutputForm form) {
  // A copy that is written by itself goes its own way.
  if (const absl::Status status = writer::IndexLock::CheckFree(target); !status.ok())
    return FailAt(target, status, form);
  segments::BackupReport report;
  options.report = &report;
  if (const absl::Status status = segments::BackupIndex(folder, target, options); !status.ok()) {
    return FailAt(folder, status, form);
  }
  // Read back, so that what is printed is what the copy holds.
  const auto copy = index::OpenSnapshot(target, nullptr);
  if (!copy.ok()) return FailAt(target, copy.status(), form);
  if (form == OutputForm::kJson) {
    fmt::print(R"({{"target":{},"generation":{},"articles":{},"files":{},"copied":{},"bytes":{}}})"
               "\n",
               JsonString(target), (*copy)->generation, (*copy)->live_articles, report.files,
               report.copied, report.bytes);
  } else {
    fmt::print("backup of generation {} with {} articles in {}: {} of {} files copied\n",
               (*copy)->generation, (*copy)->live_articles, Shown(target), report.copied,
               report.files);
  }
  return (*copy)->damaged.empty() ? 0 : 1;
}

}  // namespace dateline::commands
