// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/segment.h"

#include <absl/cleanup/cleanup.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xapian.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "core/errors/errors.h"
#include "core/index/checksum.h"
#include "core/index/columns_file.h"
#include "core/index/database_lease.h"
#include "core/index/files.h"
#include "core/index/tombstones.h"
#include "core/index/xapian_errors.h"

namespace dateline::index {
namespace {

absl::StatusOr<std::vector<DocId>> ReadTombstones(const std::string& folder,
                                                  const SegmentEntry& entry) {
  if (entry.tombstones.name.empty()) return std::vector<DocId>();
  auto bytes = ReadWholeFile(folder + "/" + entry.tombstones.name);
  if (!bytes.ok()) return bytes.status();
  if (ChecksumOf(*bytes) != entry.tombstones.checksum) {
    return absl::DataLossError(fmt::format("'{}' is damaged", entry.tombstones.name));
  }
  auto dead = ParseTombstones(*bytes, entry.rows);
  if (dead.ok()) return dead;
  return absl::DataLossError(
      fmt::format("'{}' is damaged: {}", entry.tombstones.name, errors::MessageOf(dead.status())));
}

}  // namespace

Segment::Segment(std::size_t rows) : checked_words_(rows) {}
Segment::~Segment() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::StatusOr<std::shared_ptr<const Segment>> Segment::Open(const std::string& folder,
                                                             const SegmentEntry& entry) {
  auto mapped = MappedFile::Open(folder + "/" + entry.columns.name);
  if (!mapped.ok()) return mapped.status();
  auto columns = ParseColumns((*mapped)->bytes(), *mapped);
  if (!columns.ok()) return columns.status();
  if (columns->rows() != entry.rows)
    return absl::DataLossError(
        fmt::format("'{}' has {} rows, not {}", entry.columns.name, columns->rows(), entry.rows));
  std::shared_ptr<Segment> segment(new Segment(entry.rows));
  const std::string path = folder + "/" + entry.database.name;
  segment->number_ = entry.number;
  segment->descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (segment->descriptor_ < 0) return ErrnoStatus(errno, "open", path);
  struct stat about {};
  if (fstat(segment->descriptor_, &about) != 0) return ErrnoStatus(errno, "stat", path);
  if (static_cast<std::uint64_t>(about.st_size) != entry.database.bytes) {
    return absl::DataLossError(fmt::format("'{}' has {} bytes, not {}", entry.database.name,
                                           about.st_size, entry.database.bytes));
  }
  auto articles = RowFile::Open(folder, entry.articles, entry.rows);
  if (!articles.ok()) return articles.status();
  segment->articles_ = std::move(*articles);
  auto words = RowFile::Open(folder, entry.words, entry.rows);
  if (!words.ok()) return words.status();
  segment->words_ = std::move(*words);
  segment->columns_ = std::move(*columns);
  segment->columns_file_ = std::move(*mapped);
  // The first handle shows that the database opens at all.
  absl::Status status = segment->ReadDatabase([](const Xapian::Database&) {});
  if (!status.ok()) return status;
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

absl::Status Segment::ReadDatabase(
    const std::function<void(const Xapian::Database&)>& body) const {
  absl::Status status = ReadXapian([&] {
    DatabaseLease database = AcquireDatabase();
    absl::Cleanup discard = [&database] { database.Discard(); };  // what is in it is not known
    body(*database);
    std::move(discard).Cancel();
  });
  if (!absl::IsDataLoss(status)) return status;
  ReportDamage(errors::MessageOf(status));
  return errors::MakeError(
      absl::StatusCode::kDataLoss, v1::ERROR_REASON_SEGMENT_DAMAGED,
      fmt::format("segment {} is damaged: {}; restore a backup, or load its articles anew", number_,
                  errors::MessageOf(status)),
      {{"segment", std::to_string(number_)}});
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
  if (idle_.size() < keep_idle_) idle_.push_back(std::move(database));
}

void Segment::KeepIdle(std::size_t most) const {
  absl::MutexLock lock(&mutex_);
  keep_idle_ = most;
  if (idle_.size() > most) idle_.resize(most);
}

std::string_view Segment::CheckWords(std::size_t row) const {
  const auto content = words_->view().CheckedRow(row);
  if (!content) {
    ReportDamage(fmt::format("the words of document {} are damaged", row + 1));
    return {};
  }
  checked_words_.Add(row);
  return *content;
}

absl::Status Segment::ArticleDamaged(DocId doc) const {
  ReportDamage(fmt::format("the stored article of document {} is damaged", doc));
  return errors::MakeError(
      absl::StatusCode::kDataLoss, v1::ERROR_REASON_SEGMENT_DAMAGED,
      fmt::format("the stored article of document {} in segment {} is damaged; send it again, or "
                  "restore a backup",
                  doc, number_),
      {{"segment", std::to_string(number_)}});
}

absl::StatusOr<article::Article> Segment::ReadArticle(DocId doc) const {
  const auto row = articles_->view().CheckedRow(doc - 1);
  if (!row) return ArticleDamaged(doc);
  auto article = DecompressArticle(*row);
  if (!article.ok()) return ArticleDamaged(doc);
  return article;
}

absl::StatusOr<std::string_view> Segment::ReadId(DocId doc) const {
  const auto row = articles_->view().CheckedRow(doc - 1);
  if (!row) return ArticleDamaged(doc);
  return IdOfRow(*row);
}

std::optional<DocId> Segment::FindArticle(std::string_view id, std::span<const DocId> dead) const {
  for (const DocId doc : columns_.FindId(XXH3_64bits(id.data(), id.size()))) {
    if (std::binary_search(dead.begin(), dead.end(), doc)) continue;
    const auto found = ReadId(doc);
    if (!found.ok() || *found == id) return doc;
  }
  return std::nullopt;
}

std::string Segment::damage() const {
  if (!damaged_.load(std::memory_order_acquire)) {
    if (!lost()) return {};
    ReportDamage("a file was shortened, or cannot be read");
  }
  absl::MutexLock lock(&mutex_);
  return damage_;
}

bool Segment::lost() const {
  return columns_file_->lost() || articles_->lost() || words_->lost();
}

void Segment::ReportDamage(std::string_view what) const {
  absl::MutexLock lock(&mutex_);
  if (!damage_.empty()) return;
  damage_ = what;
  damaged_.store(true, std::memory_order_release);
}

namespace {

constexpr int kOpenAttempts = 20;  // how often the writer may drop what is being opened

std::shared_ptr<const Segment> OpenAlready(const Snapshot* previous, std::uint32_t number) {
  if (previous == nullptr) return nullptr;
  for (const SegmentView& view : previous->segments) {
    if (view.segment->number() == number) return view.segment;
  }
  return nullptr;
}

absl::StatusOr<SegmentView> OpenView(const std::string& folder, const SegmentEntry& entry,
                                     const Snapshot* previous) {
  SegmentView view;
  view.segment = OpenAlready(previous, entry.number);
  if (view.segment == nullptr) {
    auto opened = Segment::Open(folder, entry);
    if (!opened.ok()) return opened.status();
    view.segment = std::move(*opened);
  }
  auto dead = ReadTombstones(folder, entry);
  if (!dead.ok()) return dead.status();
  view.live = static_cast<std::uint32_t>(entry.rows - dead->size());
  view.dead = std::make_shared<const std::vector<DocId>>(std::move(*dead));
  return view;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Snapshot>> OpenSnapshot(const std::string& folder,
                                                             const Snapshot* previous) {
  for (int attempts_left = kOpenAttempts;; --attempts_left) {
    auto manifest = ReadCurrentManifest(folder);
    if (!manifest.ok()) return manifest.status();
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->generation = manifest->generation;
    bool gone = false;
    for (const SegmentEntry& entry : manifest->segments) {
      auto view = OpenView(folder, entry, previous);
      if (!view.ok()) {
        gone |= absl::IsNotFound(view.status());
        snapshot->damaged.push_back(
            fmt::format("segment {}: {}", entry.number, std::string(view.status().message())));
        continue;
      }
      snapshot->live_articles += view->live;
      snapshot->segments.push_back(std::move(*view));
    }
    // A file that is gone belongs to the past if the writer has moved on meanwhile.
    if (gone && attempts_left > 0) {
      const auto now = ReadCurrentManifest(folder);
      if (now.ok() && now->generation != manifest->generation) continue;
    }
    snapshot->manifest = std::move(*manifest);
    return std::shared_ptr<const Snapshot>(std::move(snapshot));
  }
}

std::optional<ArticleAddress> FindLiveArticle(const Snapshot& snapshot, std::string_view id) {
  for (std::size_t i = snapshot.segments.size(); i-- > 0;) {
    const SegmentView& view = snapshot.segments[i];
    const auto doc = view.segment->FindArticle(id, *view.dead);
    if (doc) return ArticleAddress{i, *doc};
  }
  return std::nullopt;
}

}  // namespace dateline::index
