// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/columns_file.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace dateline::index {
namespace {

static_assert(std::endian::native == std::endian::little,
              "the columns file is read as it is stored");

// Reads arrays and dictionaries; `ok` turns false at the first thing that does not fit.
class Input {
 public:
  explicit Input(std::string_view bytes) : bytes_(bytes) {}

  template <typename T>
  void Array(std::span<const T>& values) {
    std::uint64_t size = 0;
    values = {};
    if (!ok_ || bytes_.size() - at_ < sizeof(size)) return Fail();
    std::memcpy(&size, bytes_.data() + at_, sizeof(size));
    at_ += sizeof(size);
    if (size > (bytes_.size() - at_) / sizeof(T)) return Fail();
    values = {reinterpret_cast<const T*>(bytes_.data() + at_), static_cast<std::size_t>(size)};
    at_ += values.size_bytes();
    at_ = std::min((at_ + 7) / 8 * 8, bytes_.size());
  }
  void Strings(StringTable& table) {
    std::span<const std::uint32_t> ends;
    std::span<const char> text;
    Array(ends);
    Array(text);
    if (!std::is_sorted(ends.begin(), ends.end())) return Fail();
    if ((ends.empty() ? 0 : ends.back()) != text.size()) return Fail();
    table = {ends, {text.data(), text.size()}};
  }
  bool done() const { return ok_ && at_ == bytes_.size(); }

 private:
  void Fail() { ok_ = false; }
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

void Read(Input& in, TermsColumn& column) {
  in.Strings(column.keys);
  in.Array(column.displayed);
  in.Strings(column.notes);
  in.Array(column.articles);
  in.Strings(column.spellings);
  in.Array(column.spelling_ends);
  in.Array(column.spelling_articles);
  in.Array(column.offsets);
  in.Array(column.ordinals);
  in.Strings(column.docs);
}

bool AreOffsets(std::span<const std::uint32_t> ends, std::size_t last) {
  return std::is_sorted(ends.begin(), ends.end()) && (ends.empty() ? 0 : ends.back()) == last;
}

// Whether each value displays one of its own spellings.
bool AreDisplayed(const TermsColumn& column) {
  for (std::size_t i = 0; i < column.size(); ++i) {
    const auto [first, last] = column.Spellings(i);
    if (column.displayed[i] < first || column.displayed[i] >= last) return false;
  }
  return true;
}

bool Fits(const TermsColumn& column, std::size_t rows, article::Field field) {
  const std::size_t values = column.size();
  return column.displayed.size() == values &&
         (column.notes.size() == 0 || column.notes.size() == values) &&
         column.docs.size() == (article::IsEntityField(field) ? values : 0) &&
         column.articles.size() == values && column.spelling_ends.size() == values &&
         column.spelling_articles.size() == column.spellings.size() &&
         AreOffsets(column.spelling_ends, column.spellings.size()) &&
         column.offsets.size() == rows + 1 && column.offsets.front() == 0 &&
         AreOffsets(column.offsets, column.ordinals.size()) &&
         std::all_of(column.ordinals.begin(), column.ordinals.end(),
                     [values](std::uint32_t ordinal) { return ordinal < values; }) &&
         AreDisplayed(column);
}

bool AreSpans(const Columns& columns) {
  const std::size_t words = (columns.rows() + 63) / 64;
  if (!columns.imprecise.empty() && columns.imprecise.size() != words) return false;
  if (columns.span_starts.size() != columns.span_rows.size() ||
      columns.span_ends.size() != columns.span_rows.size()) {
    return false;
  }
  for (std::size_t i = 0; i < columns.span_rows.size(); ++i) {
    const std::uint32_t row = columns.span_rows[i];
    if (row >= columns.rows() || !columns.is_imprecise(row)) return false;
    if (i > 0 && columns.span_rows[i - 1] >= row) return false;
    if (columns.span_starts[i] >= columns.span_ends[i]) return false;
  }
  return true;
}

bool Fits(const Columns& columns) {
  const std::size_t rows = columns.rows();
  if (!AreSpans(columns)) return false;
  if (columns.content_hashes.size() != rows || columns.headline_words.size() != rows ||
      columns.body_words.size() != rows || columns.id_hashes.size() > rows ||
      columns.id_docs.size() != columns.id_hashes.size()) {
    return false;
  }
  for (const DocId doc : columns.id_docs) {
    if (doc == 0 || doc > rows) return false;
  }
  for (const article::FieldRow& row : article::kFieldTable) {
    if (article::HasTermsColumn(row) && !Fits(columns.terms(row.field), rows, row.field)) {
      return false;
    }
  }
  return true;
}

bool AllImprecise(const Columns& columns) {
  if (columns.imprecise.empty()) return false;
  for (std::size_t row = 0; row < columns.rows(); ++row) {
    if (columns.publish_seconds[row] != kNoDate && !columns.is_imprecise(row)) return false;
  }
  return true;
}

constexpr std::size_t kChecksumBytes = sizeof(std::uint64_t);

bool IsSound(std::string_view bytes) {
  if (bytes.size() < kColumnsMagic.size() + kChecksumBytes) return false;
  if (!bytes.starts_with(kColumnsMagic)) return false;
  const std::string_view content = bytes.substr(0, bytes.size() - kChecksumBytes);
  std::uint64_t checksum = 0;
  std::memcpy(&checksum, bytes.data() + content.size(), sizeof(checksum));
  return checksum == XXH3_64bits(content.data(), content.size());
}

absl::Status Damaged() { return absl::DataLossError("the columns file is damaged"); }

}  // namespace

absl::Status CheckColumns(const Columns& columns) {
  return IsSound(columns.bytes) ? absl::OkStatus() : Damaged();
}

absl::StatusOr<Columns> ParseColumns(std::string_view bytes, std::shared_ptr<const void> owner) {
  if (!IsSound(bytes)) return Damaged();
  Input in(bytes.substr(0, bytes.size() - kChecksumBytes).substr(kColumnsMagic.size()));
  Columns columns;
  in.Array(columns.publish_seconds);
  in.Array(columns.imprecise);
  in.Array(columns.span_rows);
  in.Array(columns.span_starts);
  in.Array(columns.span_ends);
  in.Array(columns.content_hashes);
  in.Array(columns.headline_words);
  in.Array(columns.body_words);
  in.Array(columns.id_hashes);
  in.Array(columns.id_docs);
  for (const article::FieldRow& row : article::kFieldTable) {
    if (article::HasTermsColumn(row))
      Read(in, columns.terms_columns[static_cast<std::size_t>(row.field)]);
  }
  if (!in.done() || !Fits(columns)) return Damaged();
  columns.all_imprecise = AllImprecise(columns);
  columns.bytes = bytes;
  columns.owner = std::move(owner);
  return columns;
}

absl::StatusOr<Columns> ParseColumns(std::string bytes) {
  auto kept = std::make_shared<const std::string>(std::move(bytes));
  return ParseColumns(*kept, kept);
}

}  // namespace dateline::index
