// SPDX-License-Identifier: GPL-3.0-or-later
// An open segment of an index.
#ifndef DATELINE_CORE_INDEX_SEGMENT_H_
#define DATELINE_CORE_INDEX_SEGMENT_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/article/article.h"
#include "core/index/columns.h"
#include "core/index/manifest.h"
#include "core/index/row_file.h"
#include "core/index/stored_article.h"

namespace Xapian {
class Database;
}

namespace dateline::index {

// A Xapian handle that one thread holds; goes back to its segment on destruction.
class DatabaseLease;

// One immutable segment, open for reading. Thread-safe.
class Segment {
 public:
  // Opens the files of `entry` below `folder`. The columns' checksum is checked, of the others only
  // the size. DATA_LOSS: damaged; NOT_FOUND: a file is gone.
  static absl::StatusOr<std::shared_ptr<const Segment>> Open(const std::string& folder,
                                                             const SegmentEntry& entry);
  ~Segment();
  Segment(const Segment&) = delete;
  Segment& operator=(const Segment&) = delete;

  std::uint32_t number() const { return number_; }
  // Unique in this process, also among segments of other indexes: what is remembered of a segment
  // is kept under it. 0 is never given.
  std::uint64_t serial() const { return serial_; }
  std::string damage() const { return {}; }
  const Columns& columns() const { return columns_; }
  // The words of a document in order, as hashes.
  WordRow Words(DocId doc) const {
    return {words_->view().Row(doc - 1), columns_.headline_words[doc - 1]};
  }
  // All rows as they are stored.
  const RowsView& article_rows() const { return articles_->view(); }
  const RowsView& word_rows() const { return words_->view(); }
  // A Xapian handle for the calling thread; handles are kept and used again. Call it inside
  // RunXapian: throws Xapian::DatabaseOpeningError, as everything that is done with the handle
  // throws Xapian's exceptions.
  DatabaseLease AcquireDatabase() const;
  // The stored article. DATA_LOSS if it does not parse.
  absl::StatusOr<article::Article> ReadArticle(DocId doc) const;
  // Its id alone; empty if the row is damaged.
  std::string_view ReadId(DocId doc) const { return IdOfRow(articles_->view().Row(doc - 1)); }
  // Document that holds the article with this id and that is not in `dead` (ascending).
  std::optional<DocId> FindArticle(std::string_view id, std::span<const DocId> dead) const;

 private:
  friend class DatabaseLease;
  Segment();
  std::unique_ptr<Xapian::Database> OpenDatabase() const;
  void Release(std::unique_ptr<Xapian::Database> database) const;

  int descriptor_ = -1;  // keeps the file readable after the writer removes it
  std::uint32_t number_ = 0;
  const std::uint64_t serial_;
  Columns columns_;
  std::unique_ptr<RowFile> articles_;
  std::unique_ptr<RowFile> words_;
  mutable absl::Mutex mutex_;
  mutable std::vector<std::unique_ptr<Xapian::Database>> idle_ ABSL_GUARDED_BY(mutex_);
};

class DatabaseLease {
 public:
  DatabaseLease(const Segment* segment, std::unique_ptr<Xapian::Database> database);
  ~DatabaseLease();
  DatabaseLease(DatabaseLease&&) noexcept;
  DatabaseLease& operator=(DatabaseLease&&) = delete;
  Xapian::Database& operator*() const { return *database_; }
  Xapian::Database* operator->() const { return database_.get(); }

 private:
  const Segment* segment_;
  std::unique_ptr<Xapian::Database> database_;
};

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_SEGMENT_H_
