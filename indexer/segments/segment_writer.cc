// SPDX-License-Identifier: GPL-3.0-or-later
// Compaction of scratch databases and segments into one published segment.
#include "indexer/segments/segment_writer.h"

#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

#include "core/errors/errors.h"
#include "core/index/columns_file.h"
#include "core/index/damage.h"
#include "core/index/database_lease.h"
#include "core/index/files.h"
#include "core/index/xapian_errors.h"
#include "indexer/segments/columns_builder.h"
#include "indexer/segments/commit_manifest.h"
#include "indexer/segments/compaction.h"
#include "indexer/segments/file_names.h"
#include "indexer/segments/row_writer.h"
#include "indexer/segments/scratch_database.h"

namespace dateline::segments {
namespace {

constexpr std::size_t kExpungeScratchArticles = 300;

index::GoOn Unless(const std::stop_token& cancel) {
  return [&cancel] { return !cancel.stop_requested(); };
}

// Files of a merge: its long steps fail when it is cancelled. Syncs do not: a failed sync means
// more than a step that was not made.
IndexFiles UnlessCancelled(const IndexFiles& files, const std::stop_token& cancel) {
  return IndexFiles(files.folder(), [&](std::string_view step, const std::string& path) {
    const bool ends = step == "write" || step == "scratch add" || step == "scratch finish";
    if (ends && cancel.stop_requested()) return absl::CancelledError("the merge was cancelled");
    return files.FaultBefore(step, path);
  });
}

// The rows are only right if the compaction numbered documents as expected.
absl::Status CheckNumbers(const std::string& path, std::size_t rows) {
  absl::Status wrong;
  absl::Status status = index::RunXapian([&] {
    const Xapian::Database database(path);
    if (database.get_lastdocid() != rows || database.get_doccount() != rows) {
      wrong =
          absl::InternalError(fmt::format("compaction made {} articles up to {}; expected {}",
                                          database.get_doccount(), database.get_lastdocid(), rows));
    }
  });
  status.Update(wrong);
  return status;
}

index::SegmentEntry Summarize(const NewSegment& segment, const index::Columns& columns) {
  index::SegmentEntry entry;
  entry.number = segment.number;
  entry.rows = static_cast<std::uint32_t>(columns.rows());
  for (const std::int64_t seconds : columns.publish_seconds) {
    if (seconds == index::kNoDate) continue;
    const bool first = entry.oldest_seconds > entry.newest_seconds;
    entry.oldest_seconds = first ? seconds : std::min(entry.oldest_seconds, seconds);
    entry.newest_seconds = first ? seconds : std::max(entry.newest_seconds, seconds);
  }
  return entry;
}

// What goes into a segment, part after part.
struct SegmentParts {
  // `part_columns`: Columns, or their builder.
  template <typename PartColumns>
  void Add(const PartColumns& part_columns, const index::RowsView& article_rows,
           const index::RowsView& word_rows) {
    columns.Append(part_columns);
    articles.push_back(article_rows);
    words.push_back(word_rows);
  }
  Compaction compaction;
  ColumnsBuilder columns;
  std::vector<index::RowsView> articles;
  std::vector<index::RowsView> words;
};

// All files of a segment, synced, but not yet their folder. Leaves what it wrote on failure.
absl::StatusOr<index::SegmentEntry> WriteFiles(const IndexFiles& files, const NewSegment& segment,
                                               SegmentParts& parts, const std::stop_token& cancel) {
  const index::Columns columns = parts.columns.Finish();
  index::SegmentEntry entry = Summarize(segment, columns);
  const auto name = [&segment](std::string_view extension) {
    return fmt::format("{}.{}", SegmentStem(segment.number, segment.epoch), extension);
  };
  const std::string database = name("glass");
  absl::Status status = parts.compaction.Run(files, database, cancel);
  if (status.ok()) status = CheckNumbers(files.Path(database), columns.rows());
  const auto keep = [&status](absl::StatusOr<index::FileEntry> file, index::FileEntry& into) {
    status.Update(file.status());
    if (file.ok()) into = std::move(*file);
  };
  if (status.ok())
    keep(index::DescribeFile(files.folder(), database, Unless(cancel)), entry.database);
  if (status.ok()) keep(WriteRowFile(files, name("articles"), parts.articles), entry.articles);
  if (status.ok()) keep(WriteRowFile(files, name("words"), parts.words), entry.words);
  if (status.ok()) status = files.WriteFile(name("columns"), columns.bytes, true);
  if (status.ok()) keep(index::DescribeFile(files.folder(), name("columns")), entry.columns);
  if (!status.ok()) return status;
  return entry;
}

// The same with their folder; leaves nothing on failure.
absl::StatusOr<index::SegmentEntry> WriteSegment(const IndexFiles& files, const NewSegment& segment,
                                                 SegmentParts& parts,
                                                 const std::stop_token& cancel = {}) {
  absl::StatusOr<index::SegmentEntry> entry = absl::UnknownError("");
  absl::Status status =
      index::RunXapian([&] { entry = WriteFiles(files, segment, parts, cancel); });
  if (status.ok()) status = entry.status();
  if (status.ok()) status = files.SyncFolder("segments");
  if (status.ok()) return entry;
  for (const char* extension : {"glass", "articles", "words", "columns"}) {
    (void)files.RemoveFile(SegmentStem(segment.number, segment.epoch) + "." + extension);
  }
  return status;
}

void AddScratch(const ScratchDatabase& scratch, SegmentParts& parts) {
  if (scratch.rows() == 0) return;
  const ScratchContents from = scratch.contents();
  parts.compaction.AddScratch(from.folder);
  parts.Add(from.columns, from.articles, from.words);
}

absl::Status SourceDamaged(const MergeSource& source, const absl::Status& status) {
  return errors::MakeError(
      absl::StatusCode::kDataLoss, v1::ERROR_REASON_SEGMENT_DAMAGED,
      fmt::format("segment {} is damaged and is left out of merges: {}; restore a "
                  "backup, or load its articles anew",
                  source.segment->number(), std::string(status.message())),
      {{"segment", std::to_string(source.segment->number())}});
}

absl::Status CheckSource(const std::string& folder, const MergeSource& source,
                         const std::stop_token& cancel) {
  for (const index::FileEntry& file : index::FilesOf(source.entry)) {
    if (file.name == source.entry.tombstones.name) continue;  // an older one may be gone by now
    absl::Status status = index::CheckFile(folder, file, Unless(cancel));
    if (absl::IsDataLoss(status) || absl::IsNotFound(status)) return SourceDamaged(source, status);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Whether the sources stayed as they were while they were read: their files may have been shortened
// or changed meanwhile, and the merge would give that a good checksum. Rows were checked one by
// one.
absl::Status CheckAfterwards(std::span<const MergeSource> sources) {
  for (const MergeSource& source : sources) {
    absl::Status status = index::CheckColumns(source.segment->columns());
    if (const auto damage = source.segment->damage(); damage) {
      status = index::DamagedFile(damage->file, damage->reason);
    }
    if (!status.ok()) return SourceDamaged(source, status);
  }
  return absl::OkStatus();
}

// `status` of a merge that failed, or the damage of a source that explains it.
absl::Status Explain(const absl::Status& status, const std::string& folder,
                     std::span<const MergeSource> sources) {
  if (absl::IsResourceExhausted(status) || IsSyncFailure(status)) return status;
  for (const MergeSource& source : sources) {
    absl::Status damage = CheckSource(folder, source, {});
    if (errors::ReasonOf(damage) == v1::ERROR_REASON_SEGMENT_DAMAGED) return damage;
  }
  return status;
}

using ScratchDatabases = std::vector<std::unique_ptr<ScratchDatabase>>;

// The articles of a segment that live, added anew to scratch databases `name`.0, `name`.1 ...
absl::StatusOr<ScratchDatabases> AddLiving(const MergeSource& source, const IndexFiles& files,
                                           const std::string& name,
                                           const index::ScoringProfile& profile,
                                           std::vector<index::DocId>& new_ids, index::DocId base) {
  ScratchDatabases databases;
  text::Analyzer analyzer;
  const auto rows = static_cast<index::DocId>(source.segment->columns().rows());
  auto dead = source.dead.begin();
  for (index::DocId doc = 1; doc <= rows; ++doc) {
    if (dead != source.dead.end() && *dead == doc) {
      ++dead;
      continue;
    }
    if (databases.empty() || databases.back()->rows() == kExpungeScratchArticles) {
      auto made =
          ScratchDatabase::Create(files, fmt::format("{}.{}", name, databases.size()), profile);
      if (!made.ok()) return made.status();
      databases.push_back(std::move(*made));
    }
    const auto article = source.segment->ReadArticle(doc);
    if (!article.ok()) return SourceDamaged(source, article.status());
    if (absl::Status status = databases.back()->Add(*article, analyzer); !status.ok()) {
      return status;
    }
    new_ids[doc - 1] = ++base;
  }
  for (const auto& database : databases) {
    if (absl::Status status = database->Finish(); !status.ok()) return status;
  }
  return databases;
}

}  // namespace

absl::StatusOr<index::SegmentEntry> SegmentPublisher::Publish(
    std::span<ScratchDatabase* const> scratch, const NewSegment& segment) const {
  SegmentParts parts;
  absl::Status status = index::RunXapian([&] {
    for (const ScratchDatabase* source : scratch) AddScratch(*source, parts);
  });
  if (!status.ok()) return status;
  return WriteSegment(files_, segment, parts);
}

absl::StatusOr<MergedSegment> SegmentPublisher::Merge(std::span<const MergeSource> sources,
                                                      const MergeTarget& target) const {
  const IndexFiles files = UnlessCancelled(files_, target.cancel);
  MergedSegment merged;
  SegmentParts parts;
  std::vector<ScratchDatabases> rewritten;
  absl::Status failed;
  for (const MergeSource& source : sources) {
    absl::Status checked = CheckSource(files.folder(), source, target.cancel);
    if (!checked.ok()) return checked;
  }
  absl::Status status = index::RunXapian([&] {
    for (const MergeSource& source : sources) {
      const index::Segment& segment = *source.segment;
      const auto base = static_cast<index::DocId>(parts.columns.rows());
      std::vector<index::DocId>& new_ids = merged.new_ids.emplace_back(segment.columns().rows());
      if (!source.expunge || source.dead.empty()) {
        std::iota(new_ids.begin(), new_ids.end(), base + 1);
        parts.compaction.AddSegment(files.Path(source.entry.database.name));
        parts.Add(segment.columns(), segment.article_rows(), segment.word_rows());
        continue;
      }
      const std::string name = fmt::format(
          "{}.{}", ExpungePrefix(target.segment.epoch, target.segment.number), rewritten.size());
      auto living = AddLiving(source, files, name, target.profile, new_ids, base);
      if (failed = living.status(); !failed.ok()) return;
      for (const auto& scratch : *living) AddScratch(*scratch, parts);
      rewritten.push_back(std::move(*living));
    }
  });
  status.Update(failed);
  if (!status.ok()) return status;
  if (status = CheckAfterwards(sources); !status.ok()) return status;
  if (parts.columns.rows() == 0) return merged;
  auto entry = WriteSegment(files, target.segment, parts, target.cancel);
  if (absl::IsCancelled(entry.status())) return entry.status();
  if (!entry.ok()) return Explain(entry.status(), files.folder(), sources);
  merged.entry = std::move(*entry);
  return merged;
}

}  // namespace dateline::segments
