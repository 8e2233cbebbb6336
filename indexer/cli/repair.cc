// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/cli/repair.h"

#include <fmt/format.h>

#include <memory>
#include <vector>

#include "core/index/manifest.h"
#include "indexer/segments/maintenance.h"
#include "indexer/writer/index_folder.h"
#include "indexer/writer/index_lock.h"
#include "indexer/writer/repair.h"

namespace dateline::commands {
namespace {

void PrintText(const writer::RepairReport& report) {
  for (const std::string& problem : report.problems) fmt::print("damaged: {}\n", Shown(problem));
  for (const writer::DamagedSegment& segment : report.segments) {
    for (const std::string& problem : segment.problems)
      fmt::print("damaged: segment {}: {}\n", segment.number, Shown(problem));
    fmt::print("segment {}: {} articles can be kept, {} are lost\n", segment.number, segment.saved,
               segment.lost.size());
    if (segment.may_return > 0) {
      fmt::print(
          "segment {}: its tombstones are lost; of its {} articles that were deleted or replaced "
          "those that no other segment replaces come back: delete them again\n",
          segment.number, segment.may_return);
    }
    for (const std::string& id : segment.lost) fmt::print("lost: {}\n", JsonString(id));
  }
  fmt::print(
      "generation {}: {} segments with {} articles are whole; {} articles of {} damaged "
      "segments can be kept, {} are lost\n",
      report.generation, report.whole_segments, report.whole_articles, report.saved(),
      report.segments.size(), report.lost());
}

void PrintJson(const writer::RepairReport& report, bool repaired) {
  std::string list;
  for (const writer::DamagedSegment& segment : report.segments) {
    list += fmt::format(R"({}{{"number":{},"problems":{},"saved":{},"may_return":{},"lost":{}}})",
                        list.empty() ? "" : ",", segment.number, JsonList(segment.problems),
                        segment.saved, segment.may_return, JsonList(segment.lost));
  }
  fmt::print(R"({{"generation":{},"damaged":{},"repaired":{},"problems":{},"whole_segments":{},)"
             R"("whole_articles":{},"saved":{},"lost":{},"segments":[{}]}})"
             "\n",
             report.generation, report.damaged(), repaired, JsonList(report.problems),
             report.whole_segments, report.whole_articles, report.saved(), report.lost(), list);
}

// Nothing is locked, be it by making LOCK, in a folder that is not an index.
absl::StatusOr<std::unique_ptr<writer::IndexLock>> Lock(const std::string& folder) {
  absl::Status status = writer::CheckFolder(segments::IndexFiles(folder));
  if (!status.ok() && !absl::IsDataLoss(status)) return status;
  if (status.ok()) {
    if (absl::Status there = index::ReadCurrentManifest(folder).status(); !there.ok()) return there;
  }
  return writer::IndexLock::Acquire(folder);
}

}  // namespace

int RunRepair(const std::string& folder, RepairMode mode, OutputForm form) {
  std::unique_ptr<writer::IndexLock> lock;
  if (mode == RepairMode::kKeep) {
    auto acquired = Lock(folder);
    if (!acquired.ok()) return FailAt(folder, acquired.status(), form);
    lock = *std::move(acquired);
  }
  const auto repair = writer::Repair::Inspect(folder);
  if (!repair.ok()) return FailAt(folder, repair.status(), form);
  const writer::RepairReport& report = (*repair)->report();
  if (form == OutputForm::kText) PrintText(report);
  if (mode == RepairMode::kKeep) {
    if (const absl::Status status = (*repair)->Apply(); !status.ok())
      return FailAt(folder, status, form);
  }
  if (form == OutputForm::kJson) PrintJson(report, mode == RepairMode::kKeep);
  if (!report.damaged()) return 0;
  if (mode == RepairMode::kReport) {
    if (form == OutputForm::kText) fmt::print("nothing was changed; --yes keeps what is whole\n");
    return 1;
  }
  const std::vector<std::string> left = segments::VerifyIndex(folder).problems;
  for (const std::string& problem : left) fmt::print(stderr, "damaged: {}\n", Shown(problem));
  if (form == OutputForm::kText && left.empty()) fmt::print("repaired; every file was checked\n");
  return left.empty() ? 0 : 1;
}

}  // namespace dateline::commands
