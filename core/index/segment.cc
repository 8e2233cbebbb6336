// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/segment.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xapian.h>
#include <xxhash.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <utility>

#include "core/errors/errors.h"
#include "core/index/columns_file.h"
#include "core/index/damage.h"
#include "core/index/files.h"
#include "core/index/mapped_file.h"
#include "core/index/xapian_errors.h"

namespace dateline::index {
namespace {

std::uint64_t NextSerial() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace

DatabaseLease::DatabaseLease(const Segment* segment, std::unique_ptr<Xapian::Database> database)
    : segment_(segment), database_(std::move(database)) {}
DatabaseLease::DatabaseLease(DatabaseLease&&) noexcept = default;
DatabaseLease::~DatabaseLease() {
  if (database_ != nullptr) segment_->Release(std::move(database_));
}

Segment::Segment() : serial_(NextSerial()) {}
Segment::~Segment() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::StatusOr<std::shared_ptr<const Segment>> Segment::Open(const std::string& folder,
                                                             const SegmentEntry& entry) {
  auto mapped = MappedFile::Open(folder + "/" + entry.columns.name);
  if (!mapped.ok()) return mapped.status();
  auto columns = ParseColumns((*mapped)->bytes(), *mapped);
  if (!columns.ok()) return DamagedFile(entry.columns.name, errors::MessageOf(columns.status()));
  if (columns->rows() != entry.rows) {
    return DamagedFile(entry.columns.name, fmt::format("it has {} rows, the manifest says {}",
                                                       columns->rows(), entry.rows));
  }
  std::shared_ptr<Segment> segment(new Segment());
  const std::string path = folder + "/" + entry.database.name;
  segment->number_ = entry.number;
  segment->descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (segment->descriptor_ < 0) return ErrnoStatus(errno, "open", path);
  struct stat about {};
  if (fstat(segment->descriptor_, &about) != 0) return ErrnoStatus(errno, "stat", path);
  if (static_cast<std::uint64_t>(about.st_size) != entry.database.bytes) {
    return DamagedFile(entry.database.name, fmt::format("it has {} bytes, the manifest says {}",
                                                        about.st_size, entry.database.bytes));
  }
  auto articles = RowFile::Open(folder, entry.articles, entry.rows);
  if (!articles.ok()) return articles.status();
  segment->articles_ = std::move(*articles);
  auto words = RowFile::Open(folder, entry.words, entry.rows);
  if (!words.ok()) return words.status();
  segment->words_ = std::move(*words);
  segment->columns_ = std::move(*columns);
  // The first handle shows that the database opens at all.
  absl::Status status = RunXapian([&] { segment->Release(segment->OpenDatabase()); });
  // A lack of memory or descriptors is not damage.
  if (absl::IsInternal(status) || absl::IsResourceExhausted(status)) return status;
  if (!status.ok()) return DamagedFile(entry.database.name, errors::MessageOf(status));
  return std::shared_ptr<const Segment>(std::move(segment));
}

DatabaseLease Segment::AcquireDatabase() const {
  {
    absl::MutexLock lock(&mutex_);
    if (!idle_.empty()) {
      auto database = std::move(idle_.back());
      idle_.pop_back();
      return {this, std::move(database)};
    }
  }
  return {this, OpenDatabase()};
}

// Through the open descriptor, so that a removed file still opens. Not with dup: copies share one
// file offset, and handles that open at once would read from each other's places.
std::unique_ptr<Xapian::Database> Segment::OpenDatabase() const {
  const int own = open(fmt::format("/proc/self/fd/{}", descriptor_).c_str(), O_RDONLY | O_CLOEXEC);
  if (own < 0) throw Xapian::DatabaseOpeningError("segment cannot be opened again", errno);
  return std::make_unique<Xapian::Database>(own);
}

void Segment::Release(std::unique_ptr<Xapian::Database> database) const {
  absl::MutexLock lock(&mutex_);
  idle_.push_back(std::move(database));
}

absl::StatusOr<article::Article> Segment::ReadArticle(DocId doc) const {
  return DecompressArticle(articles_->view().Row(doc - 1));
}

std::optional<DocId> Segment::FindArticle(std::string_view id, std::span<const DocId> dead) const {
  for (const DocId doc : columns_.FindId(XXH3_64bits(id.data(), id.size()))) {
    if (std::binary_search(dead.begin(), dead.end(), doc)) continue;
    if (ReadId(doc) == id) return doc;
  }
  return std::nullopt;
}

}  // namespace dateline::index
