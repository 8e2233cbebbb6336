// SPDX-License-Identifier: GPL-3.0-or-later
// Compaction of scratch databases and segments into one published file.
#include "core/index/segment_writer.h"

#include <fmt/format.h>
#include <roaring/roaring.h>
#include <xapian.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "core/index/files.h"
#include "core/index/scratch_impl.h"
#include "core/index/xapian_errors.h"

namespace dateline {
namespace {

std::string DatabaseName(std::uint32_t number) {
  return fmt::format("segments/{:08}.glass", number);
}
std::string ColumnsName(std::uint32_t number) {
  return fmt::format("segments/{:08}.columns", number);
}

// Compacts `databases` in order into one single-file database, synced.
absl::Status CompactInto(Xapian::Database& databases, const std::string& path) {
  const std::string temporary = path + ".tmp";
  absl::Status status = RunXapian([&] {
    databases.compact(temporary, Xapian::DBCOMPACT_SINGLE_FILE | Xapian::Compactor::STANDARD);
  });
  if (status.ok()) status = SyncFile(temporary);
  if (status.ok()) status = RenameFile(temporary, path);
  if (!status.ok()) (void)RemoveFile(temporary);
  return status;
}

// The columns are only right if the compaction numbered documents as expected.
absl::Status CheckNumbers(const std::string& path, std::size_t rows, std::size_t articles) {
  absl::Status wrong;
  absl::Status status = RunXapian([&] {
    const Xapian::Database database(path);
    if (database.get_lastdocid() > rows || database.get_doccount() != articles) {
      wrong = absl::InternalError(
          fmt::format("compaction made {} articles up to {}; expected {} up to {}",
                      database.get_doccount(), database.get_lastdocid(), articles, rows));
    }
  });
  status.Update(wrong);
  return status;
}

absl::StatusOr<SegmentEntry> Describe(const std::string& folder, std::uint32_t number,
                                      const Columns& columns) {
  SegmentEntry entry;
  entry.number = number;
  entry.rows = static_cast<std::uint32_t>(columns.rows());
  entry.articles = static_cast<std::uint32_t>(columns.ids.size());
  for (const std::int64_t seconds : columns.publish_seconds) {
    if (seconds == kNoDate) continue;
    const bool first = entry.oldest_seconds > entry.newest_seconds;
    entry.oldest_seconds = first ? seconds : std::min(entry.oldest_seconds, seconds);
    entry.newest_seconds = first ? seconds : std::max(entry.newest_seconds, seconds);
  }
  auto database = DescribeFile(folder, DatabaseName(number));
  if (!database.ok()) return database.status();
  auto file = DescribeFile(folder, ColumnsName(number));
  if (!file.ok()) return file.status();
  entry.database = std::move(*database);
  entry.columns = std::move(*file);
  return entry;
}

// Writes the columns beside a finished database and describes both; on failure neither file stays.
absl::StatusOr<SegmentEntry> Complete(const std::string& folder, std::uint32_t number,
                                      const Columns& columns) {
  const std::string database = folder + "/" + DatabaseName(number);
  absl::Status status = CheckNumbers(database, columns.rows(), columns.ids.size());
  if (status.ok())
    status = WriteFile(folder + "/" + ColumnsName(number), SerializeColumns(columns), true);
  if (status.ok()) status = SyncFolder(folder + "/segments");
  if (status.ok()) {
    auto entry = Describe(folder, number, columns);
    if (entry.ok()) return entry;
    status = entry.status();
  }
  (void)RemoveFile(database);
  (void)RemoveFile(folder + "/" + ColumnsName(number));
  return status;
}

// A copy of a segment without its dead documents, in a directory of its own.
class PurgedCopy {
 public:
  PurgedCopy(const MergeSource& source, const std::string& path) : path_(path) {
    const DatabaseLoan loan = source.segment->BorrowDatabase();
    loan->compact(path_, Xapian::Compactor::STANDARD);
    Xapian::WritableDatabase writable(path_,
                                      Xapian::DB_OPEN | Xapian::DB_NO_SYNC | Xapian::DB_DANGEROUS);
    for (const DocId doc : source.dead) {
      if (source.segment->columns().content_hashes[doc - 1] != 0) writable.delete_document(doc);
    }
    writable.commit();
    database_ = Xapian::Database(path_);
  }
  ~PurgedCopy() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  PurgedCopy(const PurgedCopy&) = delete;
  PurgedCopy& operator=(const PurgedCopy&) = delete;
  const Xapian::Database& database() const { return database_; }

 private:
  std::string path_;
  Xapian::Database database_;
};

// First and last document that is left.
std::pair<DocId, DocId> UsedRange(const MergeSource& source) {
  const std::vector<std::uint64_t>& hashes = source.segment->columns().content_hashes;
  const auto used = [&](DocId doc) {
    return hashes[doc - 1] != 0 &&
           !(source.purge && std::binary_search(source.dead.begin(), source.dead.end(), doc));
  };
  DocId first = 1;
  auto last = static_cast<DocId>(hashes.size());
  while (first <= last && !used(first)) ++first;
  while (last >= first && !used(last)) --last;
  return {first, last};
}

}  // namespace

absl::StatusOr<SegmentEntry> SegmentPublisher::Publish(std::span<ScratchDatabase* const> scratch,
                                                       std::uint32_t number) const {
  Columns columns;
  absl::Status compacted;
  absl::Status status = RunXapian([&] {
    Xapian::Database all;
    ColumnsBuilder builder;
    for (ScratchDatabase* source : scratch) {
      if (source->rows() == 0) continue;
      all.add_database(Xapian::Database(source->impl_->folder));
      const Columns part = source->impl_->columns.Finish();
      builder.Append(part, 1, static_cast<DocId>(part.rows()), {});
    }
    columns = builder.Finish();
    const std::string path = folder_ + "/" + DatabaseName(number);
    compacted = CompactInto(all, path);
  });
  status.Update(compacted);
  if (!status.ok()) return status;
  return Complete(folder_, number, columns);
}

absl::StatusOr<MergedSegment> SegmentPublisher::Merge(std::span<const MergeSource> sources,
                                                      std::uint32_t number) const {
  MergedSegment merged;
  ColumnsBuilder builder;
  absl::Status compacted;
  absl::Status status = RunXapian([&] {
    Xapian::Database all;
    std::vector<std::unique_ptr<PurgedCopy>> copies;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const MergeSource& source = sources[i];
      const auto [first, last] = UsedRange(source);
      merged.ranges.push_back({first, last, static_cast<std::int64_t>(builder.rows()) - first + 1});
      if (first > last) continue;
      if (source.purge && !source.dead.empty()) {
        copies.push_back(std::make_unique<PurgedCopy>(
            source, fmt::format("{}/scratch/purge.{}.{}", folder_, number, i)));
        all.add_database(copies.back()->database());
      } else {
        all.add_database(*source.segment->BorrowDatabase());
      }
      const std::span<const DocId> gone =
          source.purge ? source.dead : std::span<const DocId>(source.segment->absent());
      builder.Append(source.segment->columns(), first, last, gone);
    }
    if (builder.rows() == 0) return;
    const std::string path = folder_ + "/" + DatabaseName(number);
    compacted = CompactInto(all, path);
  });
  status.Update(compacted);
  if (!status.ok()) return status;
  if (builder.rows() == 0) return merged;  // nothing was left: the entry has no rows
  auto entry = Complete(folder_, number, builder.Finish());
  if (!entry.ok()) return entry.status();
  merged.entry = std::move(*entry);
  return merged;
}

absl::StatusOr<FileEntry> SegmentPublisher::WriteTombstones(std::uint32_t number,
                                                            std::uint64_t generation,
                                                            std::span<const DocId> dead) const {
  roaring_bitmap_t* bitmap = roaring_bitmap_of_ptr(dead.size(), dead.data());
  roaring_bitmap_run_optimize(bitmap);
  std::string bytes(roaring_bitmap_portable_size_in_bytes(bitmap), '\0');
  roaring_bitmap_portable_serialize(bitmap, bytes.data());
  roaring_bitmap_free(bitmap);
  const std::string name = TombstonesName(number, generation);
  if (absl::Status status = WriteFile(folder_ + "/" + name, bytes, true); !status.ok())
    return status;
  if (absl::Status status = SyncFolder(folder_ + "/segments"); !status.ok()) return status;
  return DescribeFile(folder_, name);
}

}  // namespace dateline
