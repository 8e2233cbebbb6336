// SPDX-License-Identifier: GPL-3.0-or-later
// An open segment of an index.
#ifndef DATELINE_CORE_INDEX_SEGMENT_H_
#define DATELINE_CORE_INDEX_SEGMENT_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/article/article.h"
#include "core/index/checked_rows.h"
#include "core/index/columns.h"
#include "core/index/damage.h"
#include "core/index/manifest.h"
#include "core/index/mapped_file.h"
#include "core/index/read_once.h"
#include "core/index/row_file.h"
#include "core/index/stored_article.h"

namespace Xapian {
class Database;
}

namespace dateline::index {

class DatabaseLease;

// One immutable segment, open for reading. Thread-safe. Its files lie on a disk that may change or
// lose them meanwhile: whatever is read is checked, or cannot do harm, and what is found damaged is
// remembered.
class Segment {
 public:
  // Opens the files of `entry` below `folder`. The columns' checksum is checked, of the others only
  // size and structure. DATA_LOSS: damaged; NOT_FOUND: a file is gone; any other: it may be whole
  // and could not be opened now.
  static absl::StatusOr<std::shared_ptr<const Segment>> Open(const std::string& folder,
                                                             const SegmentEntry& entry);
  ~Segment();
  Segment(const Segment&) = delete;
  Segment& operator=(const Segment&) = delete;

  std::uint32_t number() const { return entry_.number; }
  // Unique in this process, also among segments of other indexes: what is remembered of a segment
  // is kept under it. 0 is never given.
  std::uint64_t serial() const { return serial_; }
  std::uint32_t rows() const { return static_cast<std::uint32_t>(columns_.rows()); }
  const Columns& columns() const { return columns_; }
  // The words of a document in order, as hashes. The row is checked the first time; no words, and
  // damage(), if it is damaged.
  WordRow Words(DocId doc) const {
    const std::size_t row = doc - 1;
    if (row >= columns_.rows()) [[unlikely]]
      return {{}, 0};
    return {checked_words_.Holds(row) ? word_rows_.Row(row) : CheckWords(row),
            ReadOnce(columns_.headline_words[row])};
  }
  // Asks the processor for what a phrase reads first of them; nothing is read or checked.
  template <typename Phrase>
  void PrefetchWords(DocId doc, const Phrase& phrase) const {
    const std::size_t row = doc - 1;
    if (row < columns_.rows()) phrase.Prefetch(WordRow(word_rows_.Row(row), 0));
  }
  // All rows as they are stored, unchecked.
  const RowsView& article_rows() const { return articles_->view(); }
  const RowsView& word_rows() const { return word_rows_; }
  // A Xapian handle for the calling thread. Call it inside RunXapian: throws
  // Xapian::DatabaseOpeningError, as everything that is done with the handle throws Xapian's
  // exceptions. ReadDatabase is what to use if the handle is not kept.
  DatabaseLease AcquireDatabase() const;
  // Calls `body` with a Xapian handle. An exception of Xapian becomes a status, as in ReadXapian:
  // DATA_LOSS names the segment and is remembered in damage().
  absl::Status ReadDatabase(const std::function<void(const Xapian::Database&)>& body) const;
  // How many handles that nobody uses are kept open: 1, until this says otherwise. Each takes a
  // descriptor; to open one takes about 12 us. For a segment that is no longer current: 0.
  void KeepIdle(std::size_t most) const;
  // The stored article. DATA_LOSS (SEGMENT_DAMAGED), and damage(), if the row is damaged.
  absl::StatusOr<article::Article> ReadArticle(DocId doc) const;
  // Its id alone, which takes a checksum of the row. Fails as ReadArticle. Valid as long as the
  // segment.
  absl::StatusOr<std::string_view> ReadId(DocId doc) const;
  // Whether ReadArticle succeeds, as far as the row's checksum tells.
  bool IsSoundArticle(DocId doc) const { return articles_->view().CheckedRow(doc - 1).has_value(); }
  // Document that holds the article with this id and that is not in `dead` (ascending). If the row
  // is damaged, the hash of the id decides: it is the article, which cannot be read.
  std::optional<DocId> FindArticle(std::string_view id, std::span<const DocId> dead) const;

  // What was found damaged first since the segment was opened; nullopt: nothing. Look after an
  // answer was made: documents may be missing in it. Takes a few loads of atomics if there is none.
  std::optional<SegmentDamage> damage() const;
  // Whether a part of a file could not be read, because it was shortened or its disk fails. It
  // reads as zeros: if it is of the columns, counts and dates are wrong from then on.
  bool lost() const;
  // Makes this the damage(), if nothing was found before. `file` is a name in the entry.
  void ReportDamage(std::string_view file, std::string_view reason) const;

 private:
  friend class DatabaseLease;
  explicit Segment(SegmentEntry entry);
  std::unique_ptr<Xapian::Database> OpenDatabase() const;
  void Release(std::unique_ptr<Xapian::Database> database) const;
  std::string_view CheckWords(std::size_t row) const;
  absl::Status ArticleDamaged(DocId doc) const;
  absl::Status DamageStatus(std::string_view file, std::string_view message) const;

  const SegmentEntry entry_;
  const std::uint64_t serial_;
  int descriptor_ = -1;  // keeps the file readable after the writer removes it
  std::shared_ptr<const MappedFile> columns_file_;
  Columns columns_;
  std::unique_ptr<RowFile> articles_;
  std::unique_ptr<RowFile> words_;
  RowsView word_rows_;  // of words_, without a step in between
  mutable CheckedRows checked_words_;
  mutable std::atomic<bool> damaged_{false};  // there is a damage_
  mutable absl::Mutex mutex_;
  mutable std::optional<SegmentDamage> damage_ ABSL_GUARDED_BY(mutex_);
  mutable std::size_t keep_idle_ ABSL_GUARDED_BY(mutex_) = 1;
  mutable std::vector<std::unique_ptr<Xapian::Database>> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_SEGMENT_H_
