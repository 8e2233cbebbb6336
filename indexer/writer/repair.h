// SPDX-License-Identifier: GPL-3.0-or-later
// Keeping what is whole of a damaged index.
#ifndef DATELINE_INDEXER_WRITER_REPAIR_H_
#define DATELINE_INDEXER_WRITER_REPAIR_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/index/manifest.h"
#include "core/index/snapshot.h"
#include "indexer/segments/index_files.h"
#include "indexer/segments/salvage.h"

namespace dateline::writer {

// A segment whose files are not all whole.
struct DamagedSegment {
  std::uint32_t number = 0;
  std::vector<std::string> problems{};  // one per file
  std::uint64_t saved = 0;              // articles that are whole and are kept
  // Ids of articles that are not; "row 7 of segment 3" for one whose id cannot be told.
  std::vector<std::string> lost{};
  // Its tombstones are lost: so many articles that were deleted or replaced may be among the saved.
  std::uint32_t may_return = 0;
};

struct RepairReport {
  std::vector<std::string> problems;  // of CURRENT and the manifest
  std::uint64_t generation = 0;       // that the repair starts from
  std::size_t whole_segments = 0;
  std::uint64_t whole_articles = 0;  // in those
  std::vector<DamagedSegment> segments;

  bool damaged() const { return !problems.empty() || !segments.empty(); }
  std::uint64_t saved() const;
  std::uint64_t lost() const;
};

// One repair. Not thread-safe.
class Repair {
 public:
  // Reads every file; changes nothing. NOT_FOUND: no index; FAILED_PRECONDITION: something else
  // (NOT_AN_INDEX), or of another format. With a writer at work what is found may be of the past.
  static absl::StatusOr<std::unique_ptr<Repair>> Inspect(const std::string& folder);
  ~Repair();
  Repair(const Repair&) = delete;
  Repair& operator=(const Repair&) = delete;
  const RepairReport& report() const { return report_; }

  // Commits a generation of what is whole: segments as they are if all their files fit; of the
  // others the whole articles are added anew to segments that take their place. The caller holds
  // the lock since before Inspect. Does nothing if nothing is damaged. On failure nothing has
  // changed. The damaged files stay until the next writer starts.
  absl::Status Apply();

 private:
  struct Part;

  explicit Repair(const std::string& folder);
  absl::Status ChooseManifest();
  bool TakeManifest(const std::string& name);
  void TakeSegmentFiles(const std::string& text);
  absl::Status InspectSegments();
  absl::Status InspectSegment(const index::SegmentEntry& entry);
  void Decide();
  bool IsElsewhere(const std::string& id) const;
  absl::Status Rewrite(const Part& part, index::Manifest& next, std::vector<std::string>& made);
  std::uint32_t HighestNumber() const;

  const segments::IndexFiles files_;
  index::Manifest manifest_;
  bool sealed_ = true;  // its checksum fits
  std::vector<Part> parts_;
  RepairReport report_;
};

}  // namespace dateline::writer

#endif  // DATELINE_INDEXER_WRITER_REPAIR_H_
