// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/salvage.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xapian.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/index/columns_file.h"
#include "core/index/files.h"
#include "core/index/row_file.h"
#include "core/index/stored_article.h"
#include "core/index/xapian_errors.h"
#include "core/limits.h"

namespace dateline::segments {
namespace {

constexpr std::uint64_t kHead = index::kRowFileMagic.size();
constexpr std::uint64_t kNumber = sizeof(std::uint64_t);
constexpr std::uint64_t kFirstRead = 64U << 10U;  // of a row whose end is not known
constexpr std::uint64_t kMostRowBytes = limits::kMaxStoredArticleBytes + (1U << 20U);
constexpr std::string_view kIdPrefix = "Q";

// The length of the row that starts here, by its own frame; 0: that cannot be told, or not yet.
std::uint64_t OwnLength(std::string_view bytes) {
  std::uint16_t id_bytes = 0;
  if (bytes.size() < sizeof id_bytes) return 0;
  std::memcpy(&id_bytes, bytes.data(), sizeof id_bytes);
  const std::size_t head = sizeof id_bytes + id_bytes;
  if (bytes.size() <= head) return 0;
  const std::size_t frame = ZSTD_findFrameCompressedSize(bytes.data() + head, bytes.size() - head);
  return ZSTD_isError(frame) != 0 ? 0 : head + frame + index::kRowChecksumBytes;
}

// Ids of the documents that the database names, by document; those that are hashed there are "".
std::vector<std::string> IdsOfDatabase(const std::string& path, std::size_t rows) {
  std::vector<std::string> ids(rows);
  const absl::Status status = index::RunXapian([&] {
    const Xapian::Database database(path);
    const auto last = database.allterms_end(std::string(kIdPrefix));
    for (auto term = database.allterms_begin(std::string(kIdPrefix)); term != last; ++term) {
      const std::string id = (*term).substr(kIdPrefix.size());
      if (id.starts_with('\x1f')) continue;
      for (auto doc = database.postlist_begin(*term); doc != database.postlist_end(*term); ++doc)
        if (*doc >= 1 && *doc <= rows) ids[*doc - 1] = id;
    }
  });
  if (!status.ok()) ids.assign(rows, "");
  return ids;
}

}  // namespace

bool Salvage::ReadAt(std::uint64_t at, std::uint64_t size, std::string& bytes) const {
  if (at > bytes_ || size > bytes_ - at) return false;
  bytes.resize(size);
  std::uint64_t done = 0;
  while (done < size) {
    const ssize_t got =
        pread(file_.get(), bytes.data() + done, size - done, static_cast<off_t>(at + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;  // a part that the disk cannot read is lost
    done += static_cast<std::uint64_t>(got);
  }
  return true;
}

// Of the parts of the index that say it, the first that holds together.
std::size_t Salvage::CountRows(const std::string& folder, const index::SegmentEntry& entry) {
  std::string number;
  std::uint64_t rows = 0;
  if (bytes_ >= kHead + kNumber && ReadAt(bytes_ - kNumber, kNumber, number)) {
    std::memcpy(&rows, number.data(), kNumber);
    const bool fits = rows < bytes_ / kNumber && kHead + (rows + 1) * kNumber <= bytes_;
    std::string ends;
    if (fits && ReadAt(bytes_ - (rows + 1) * kNumber, rows * kNumber, ends)) {
      ends_.resize(rows);
      if (rows > 0) std::memcpy(ends_.data(), ends.data(), ends.size());
      // A wrong number of rows reads articles for ends.
      const std::uint64_t end = rows == 0 ? 0 : ends_.back();
      const std::uint64_t room = bytes_ - kHead - (rows + 1) * kNumber;
      if (rows == entry.rows || (end <= room && room - end < kNumber)) return rows;
      ends_.clear();
    }
  }
  if (entry.rows > 0) return entry.rows;
  const auto columns = index::ReadWholeFile(folder + "/" + entry.columns.name);
  const auto parsed = columns.ok() ? index::ParseColumns(*columns)
                                   : absl::StatusOr<index::Columns>(columns.status());
  return parsed.ok() ? parsed->rows() : 0;
}

bool Salvage::ReadRow(SalvagedRow& row, std::uint64_t begin,
                      std::optional<std::uint64_t> end) const {
  std::string bytes;
  if (end) {
    if (*end <= begin || *end - begin > kMostRowBytes) return false;
    if (!ReadAt(begin, *end - begin, bytes)) return false;
  } else {
    std::uint64_t own = 0;
    for (std::uint64_t size = kFirstRead; own == 0; size *= 4) {
      if (begin >= bytes_) return false;
      const std::uint64_t take = std::min({size, bytes_ - begin, kMostRowBytes});
      if (!ReadAt(begin, take, bytes)) return false;
      own = OwnLength(bytes);
      if (own == 0 && take < size) return false;
    }
    if (!ReadAt(begin, own, bytes)) return false;
  }
  const auto content = index::SoundContent(bytes);
  if (!content) return false;
  const auto article = index::DecompressArticle(*content);
  if (!article.ok() || article->id() != index::IdOfRow(*content)) return false;
  row = {true, begin, begin + bytes.size(), article->id()};
  return true;
}

// If the ends of the file are wrong, a row starts after the whole one before it, and says itself
// how long it is.
void Salvage::FindRows(std::size_t rows) {
  rows_.resize(rows);
  std::optional<std::uint64_t> after = kHead;  // the row before
  for (std::size_t i = 0; i < rows; ++i) {
    SalvagedRow& row = rows_[i];
    std::optional<std::uint64_t> begin = after;
    std::optional<std::uint64_t> end;
    if (!ends_.empty()) {
      begin = kHead + (i == 0 ? 0 : ends_[i - 1]);
      end = kHead + ends_[i];
    }
    bool found = end && ReadRow(row, *begin, end);
    if (!found && after) found = ReadRow(row, *after, std::nullopt);
    if (!found && end && begin != after) found = ReadRow(row, *begin, std::nullopt);
    if (found) {
      after = row.end;
      continue;
    }
    after.reset();
    if (ends_.empty()) return;  // nothing says at which byte the next one starts
  }
}

void Salvage::NameLost(const std::string& folder, const index::SegmentEntry& entry) {
  const bool all =
      std::all_of(rows_.begin(), rows_.end(), [](const SalvagedRow& row) { return row.whole; });
  if (all) return;
  const std::vector<std::string> ids =
      IdsOfDatabase(folder + "/" + entry.database.name, rows_.size());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!rows_[i].whole) rows_[i].id = ids[i];
  }
}

std::unique_ptr<Salvage> Salvage::Read(const std::string& folder,
                                       const index::SegmentEntry& entry) {
  const std::string path = folder + "/" + entry.articles.name;
  std::unique_ptr<Salvage> salvage(
      new Salvage(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)));
  struct stat about {};
  if (salvage->file_.get() >= 0 && fstat(salvage->file_.get(), &about) == 0 &&
      S_ISREG(about.st_mode)) {
    salvage->bytes_ = static_cast<std::uint64_t>(about.st_size);
  }
  salvage->FindRows(salvage->CountRows(folder, entry));
  return salvage;
}

absl::StatusOr<article::Article> Salvage::ReadArticle(const SalvagedRow& row) const {
  std::string bytes;
  if (!row.whole || !ReadAt(row.begin, row.end - row.begin, bytes))
    return absl::DataLossError("a stored article cannot be read");
  const auto content = index::SoundContent(bytes);
  if (!content) return absl::DataLossError("a stored article is damaged");
  return index::DecompressArticle(*content);
}

}  // namespace dateline::segments
