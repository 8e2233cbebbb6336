// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/segment.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <roaring/roaring.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xapian.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

#include "core/index/files.h"
#include "core/index/xapian_errors.h"

namespace dateline {
namespace {

absl::StatusOr<std::vector<DocId>> ReadTombstones(const std::string& folder,
                                                  const SegmentEntry& entry) {
  std::vector<DocId> dead;
  if (entry.tombstones.name.empty()) return dead;
  auto bytes = ReadWholeFile(folder + "/" + entry.tombstones.name);
  if (!bytes.ok()) return bytes.status();
  const XXH128_hash_t hash = XXH3_128bits(bytes->data(), bytes->size());
  if (fmt::format("{:016x}{:016x}", hash.high64, hash.low64) != entry.tombstones.checksum) {
    return absl::DataLossError(fmt::format("'{}' is damaged", entry.tombstones.name));
  }
  roaring_bitmap_t* bitmap = roaring_bitmap_portable_deserialize_safe(bytes->data(), bytes->size());
  if (bitmap == nullptr)
    return absl::DataLossError(fmt::format("'{}' is damaged", entry.tombstones.name));
  dead.resize(roaring_bitmap_get_cardinality(bitmap));
  roaring_bitmap_to_uint32_array(bitmap, dead.data());
  roaring_bitmap_free(bitmap);
  if (!dead.empty() && (dead.front() == 0 || dead.back() > entry.rows))
    return absl::DataLossError(
        fmt::format("'{}' names rows that its segment has not", entry.tombstones.name));
  return dead;
}

}  // namespace

DatabaseLoan::DatabaseLoan(const Segment* segment, std::unique_ptr<Xapian::Database> database)
    : segment_(segment), database_(std::move(database)) {}
DatabaseLoan::DatabaseLoan(DatabaseLoan&&) noexcept = default;
DatabaseLoan::~DatabaseLoan() {
  if (database_ != nullptr) segment_->Return(std::move(database_));
}

Segment::Segment() = default;
Segment::~Segment() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::StatusOr<std::shared_ptr<const Segment>> Segment::Open(const std::string& folder,
                                                             const SegmentEntry& entry) {
  auto bytes = ReadWholeFile(folder + "/" + entry.columns.name);
  if (!bytes.ok()) return bytes.status();
  auto columns = ParseColumns(*bytes);
  if (!columns.ok()) return columns.status();
  if (columns->rows() != entry.rows)
    return absl::DataLossError(
        fmt::format("'{}' has {} rows, not {}", entry.columns.name, columns->rows(), entry.rows));
  std::shared_ptr<Segment> segment(new Segment());
  segment->path_ = folder + "/" + entry.database.name;
  segment->number_ = entry.number;
  segment->descriptor_ = open(segment->path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (segment->descriptor_ < 0) return ErrnoStatus(errno, "open", segment->path_);
  struct stat about {};
  if (fstat(segment->descriptor_, &about) != 0) return ErrnoStatus(errno, "stat", segment->path_);
  if (static_cast<std::uint64_t>(about.st_size) != entry.database.bytes) {
    return absl::DataLossError(fmt::format("'{}' has {} bytes, not {}", entry.database.name,
                                           about.st_size, entry.database.bytes));
  }
  for (std::size_t row = 0; row < columns->rows(); ++row) {
    if (columns->content_hashes[row] == 0) segment->absent_.push_back(static_cast<DocId>(row + 1));
  }
  segment->columns_ = std::move(*columns);
  // The first handle shows that the database opens at all; a copy of the descriptor belongs to
  // Xapian.
  absl::Status status = RunXapian([&] {
    auto database = std::make_unique<Xapian::Database>(dup(segment->descriptor_));
    segment->Return(std::move(database));
  });
  if (!status.ok())
    return absl::DataLossError(
        fmt::format("'{}': {}", entry.database.name, std::string(status.message())));
  return std::shared_ptr<const Segment>(std::move(segment));
}

DatabaseLoan Segment::BorrowDatabase() const {
  {
    absl::MutexLock lock(&mutex_);
    if (!idle_.empty()) {
      auto database = std::move(idle_.back());
      idle_.pop_back();
      return {this, std::move(database)};
    }
  }
  return {this, std::make_unique<Xapian::Database>(dup(descriptor_))};
}

void Segment::Return(std::unique_ptr<Xapian::Database> database) const {
  absl::MutexLock lock(&mutex_);
  idle_.push_back(std::move(database));
}

absl::StatusOr<Article> Segment::ReadArticle(DocId doc) const {
  std::string bytes;
  absl::Status status = RunXapian([&] { bytes = BorrowDatabase()->get_document(doc).get_data(); });
  if (!status.ok()) return status;
  Article article;
  if (!article.ParseFromString(bytes)) {
    return absl::DataLossError(fmt::format("article {} of segment {} is damaged", doc, number_));
  }
  return article;
}

absl::StatusOr<bool> Segment::Holds(DocId doc, std::string_view id) const {
  const std::string term = IdTerm(id);
  if (term.size() != id.size() + 1) {  // hashed: only the article itself is proof
    const auto article = ReadArticle(doc);
    if (!article.ok()) return article.status();
    return article->id() == id;
  }
  bool holds = false;
  absl::Status status = RunXapian([&] {
    const DatabaseLoan database = BorrowDatabase();
    Xapian::PostingIterator posting = database->postlist_begin(term);
    if (posting != database->postlist_end(term)) posting.skip_to(doc);
    holds = posting != database->postlist_end(term) && *posting == doc;
  });
  if (!status.ok()) return status;
  return holds;
}

absl::StatusOr<std::optional<DocId>> Segment::FindArticle(std::string_view id,
                                                          std::span<const DocId> dead) const {
  for (const DocId doc : columns_.FindId(XXH3_64bits(id.data(), id.size()))) {
    if (std::binary_search(dead.begin(), dead.end(), doc)) continue;
    const auto holds = Holds(doc, id);
    if (!holds.ok()) return holds.status();
    if (*holds) return doc;
  }
  return std::nullopt;
}

namespace {

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
  const std::vector<DocId>& absent = view.segment->absent();
  auto all_dead = std::make_shared<std::vector<DocId>>();
  std::set_union(dead->begin(), dead->end(), absent.begin(), absent.end(),
                 std::back_inserter(*all_dead));
  view.live = static_cast<std::uint32_t>(entry.rows - all_dead->size());
  view.dead = std::move(all_dead);
  return view;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Snapshot>> OpenSnapshot(const std::string& folder,
                                                             const Snapshot* previous) {
  for (;;) {
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
    if (gone) {
      const auto now = ReadCurrentManifest(folder);
      if (now.ok() && now->generation != manifest->generation) continue;
    }
    snapshot->manifest = std::move(*manifest);
    return std::shared_ptr<const Snapshot>(std::move(snapshot));
  }
}

absl::StatusOr<std::optional<ArticleAddress>> FindLiveArticle(const Snapshot& snapshot,
                                                              std::string_view id) {
  for (std::size_t i = snapshot.segments.size(); i-- > 0;) {
    const SegmentView& view = snapshot.segments[i];
    const auto doc = view.segment->FindArticle(id, *view.dead);
    if (!doc.ok()) return doc.status();
    if (*doc) return ArticleAddress{i, **doc};
  }
  return std::nullopt;
}

}  // namespace dateline
