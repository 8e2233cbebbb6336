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
#include <atomic>
#include <cerrno>
#include <utility>

#include "core/errors/errors.h"
#include "core/index/columns_file.h"
#include "core/index/damage.h"
#include "core/index/database_lease.h"
#include "core/index/files.h"
#include "core/index/xapian_errors.h"

namespace dateline::index {
namespace {

std::uint64_t NextSerial() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace

Segment::Segment(SegmentEntry entry)
    : entry_(std::move(entry)), serial_(NextSerial()), checked_words_(entry_.rows) {}
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
  std::shared_ptr<Segment> segment(new Segment(entry));
  const std::string path = folder + "/" + entry.database.name;
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
  segment->word_rows_ = segment->words_->view();
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

absl::Status Segment::ReadDatabase(const std::function<void(const Xapian::Database&)>& body) const {
  absl::Status status = ReadXapian([&] {
    DatabaseLease database = AcquireDatabase();
    absl::Cleanup discard = [&database] { database.Discard(); };  // what is in it is not known
    body(*database);
    std::move(discard).Cancel();
  });
  if (!absl::IsDataLoss(status)) return status;
  const std::string reason = errors::MessageOf(status);
  ReportDamage(entry_.database.name, reason);
  return DamageStatus(entry_.database.name, reason);
}

absl::Status Segment::DamageStatus(std::string_view file, std::string_view message) const {
  return errors::MakeError(
      absl::StatusCode::kDataLoss, v1::ERROR_REASON_SEGMENT_DAMAGED,
      fmt::format("'{}' is damaged: {}", file, message),
      {{"segment", std::to_string(entry_.number)}, {"file", std::string(file)}});
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
    ReportDamage(entry_.words.name,
                 fmt::format("the words of document {} do not have their checksum", row + 1));
    return {};
  }
  checked_words_.Add(row);
  return *content;
}

absl::Status Segment::ArticleDamaged(DocId doc) const {
  const std::string reason =
      fmt::format("the article of document {} does not have its checksum", doc);
  ReportDamage(entry_.articles.name, reason);
  return DamageStatus(entry_.articles.name, reason + "; send the article again");
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

bool Segment::lost() const { return columns_file_->lost() || articles_->lost() || words_->lost(); }

std::optional<SegmentDamage> Segment::damage() const {
  if (!damaged_.load(std::memory_order_acquire)) {
    if (!lost()) return std::nullopt;
    const FileEntry& file = columns_file_->lost() ? entry_.columns
                            : articles_->lost()   ? entry_.articles
                                                  : entry_.words;
    ReportDamage(file.name, "a part of it cannot be read: it was shortened, or its disk fails");
  }
  absl::MutexLock lock(&mutex_);
  return damage_;
}

void Segment::ReportDamage(std::string_view file, std::string_view reason) const {
  absl::MutexLock lock(&mutex_);
  if (damage_) return;
  damage_.emplace(SegmentDamage{.segment = entry_.number,
                                .file = std::string(file),
                                .reason = std::string(reason),
                                .articles = LiveArticles(entry_)});
  damaged_.store(true, std::memory_order_release);
}

}  // namespace dateline::index
