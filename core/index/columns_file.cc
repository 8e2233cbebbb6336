// SPDX-License-Identifier: GPL-3.0-or-later
// The columns file (FORMAT.md): header, arrays, dictionaries, checksum; little-endian.
#include <xxhash.h>

#include <bit>
#include <cstring>

#include "core/index/columns.h"

namespace dateline {
namespace {

static_assert(std::endian::native == std::endian::little,
              "the columns file is read as it is stored");

constexpr char kMagic[8] = {'D', 'L', 'C', 'O', 'L', 'S', '0', '1'};

class Output {
 public:
  template <typename T>
  void Array(const std::vector<T>& values) {
    Number(values.size());
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
    bytes.append((8 - bytes.size() % 8) % 8, '\0');
  }
  void Number(std::uint64_t number) {
    bytes.append(reinterpret_cast<const char*>(&number), sizeof(number));
  }
  void Strings(const std::vector<std::string>& strings) {
    std::vector<std::uint32_t> lengths;
    std::vector<char> text;
    for (const std::string& s : strings) {
      lengths.push_back(static_cast<std::uint32_t>(s.size()));
      text.insert(text.end(), s.begin(), s.end());
    }
    Array(lengths);
    Array(text);
  }
  std::string bytes;
};

// Reads what Output wrote; `ok` turns false at the first thing that does not fit.
class Input {
 public:
  explicit Input(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t Number() {
    std::uint64_t number = 0;
    if (bytes_.size() - at_ < sizeof(number)) return Fail();
    std::memcpy(&number, bytes_.data() + at_, sizeof(number));
    at_ += sizeof(number);
    return number;
  }
  template <typename T>
  std::vector<T> Array() {
    const std::uint64_t size = Number();
    if (!ok || size > (bytes_.size() - at_) / sizeof(T)) {
      Fail();
      return {};
    }
    std::vector<T> values(size);
    if (size > 0) std::memcpy(values.data(), bytes_.data() + at_, size * sizeof(T));
    at_ += size * sizeof(T);
    at_ = std::min(at_ + (8 - at_ % 8) % 8, bytes_.size());
    return values;
  }
  std::vector<std::string> Strings() {
    const auto lengths = Array<std::uint32_t>();
    const auto text = Array<char>();
    std::vector<std::string> strings;
    strings.reserve(lengths.size());
    std::size_t start = 0;
    for (const std::uint32_t length : lengths) {
      if (length > text.size() - start) {
        Fail();
        return {};
      }
      strings.emplace_back(text.data() + start, length);
      start += length;
    }
    return strings;
  }
  bool done() const { return ok && at_ == bytes_.size(); }
  std::uint64_t Fail() {
    ok = false;
    return 0;
  }
  bool ok = true;

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

bool Fits(const TermsColumn& column, std::size_t rows) {
  if (column.offsets.size() != rows + 1 || column.offsets.front() != 0 ||
      column.offsets.back() != column.ordinals.size() ||
      column.keys.size() != column.values.size()) {
    return false;
  }
  for (std::size_t i = 1; i < column.offsets.size(); ++i) {
    if (column.offsets[i] < column.offsets[i - 1]) return false;
  }
  for (const std::uint32_t ordinal : column.ordinals) {
    if (ordinal >= column.values.size()) return false;
  }
  return true;
}

bool Fits(const Columns& columns) {
  const std::size_t rows = columns.rows();
  if (columns.content_hashes.size() != rows || columns.headline_words.size() != rows ||
      columns.body_words.size() != rows || columns.ids.size() > rows) {
    return false;
  }
  for (const IdEntry& entry : columns.ids) {
    if (entry.doc == 0 || entry.doc > rows) return false;
  }
  for (const FieldRow& row : kFieldTable) {
    const bool stored = row.column && row.analysis == Analysis::kExact;
    if (stored && !Fits(columns.terms(row.field), rows)) return false;
  }
  return true;
}

}  // namespace

std::string SerializeColumns(const Columns& columns) {
  Output out;
  out.bytes.append(kMagic, sizeof(kMagic));
  out.Array(columns.publish_seconds);
  out.Array(columns.content_hashes);
  out.Array(columns.headline_words);
  out.Array(columns.body_words);
  std::vector<std::uint64_t> hashes;
  std::vector<DocId> docs;
  for (const IdEntry& entry : columns.ids) {
    hashes.push_back(entry.hash);
    docs.push_back(entry.doc);
  }
  out.Array(hashes);
  out.Array(docs);
  for (const FieldRow& row : kFieldTable) {
    if (!row.column || row.analysis != Analysis::kExact) continue;
    const TermsColumn& column = columns.terms(row.field);
    out.Strings(column.values);
    out.Strings(column.keys);
    out.Array(column.offsets);
    out.Array(column.ordinals);
  }
  out.Number(XXH3_64bits(out.bytes.data(), out.bytes.size()));
  return std::move(out.bytes);
}

absl::StatusOr<Columns> ParseColumns(std::string_view bytes) {
  const absl::Status damaged = absl::DataLossError("the columns file is damaged");
  if (bytes.size() < sizeof(kMagic) + sizeof(std::uint64_t)) return damaged;
  if (std::memcmp(bytes.data(), kMagic, sizeof(kMagic)) != 0) return damaged;
  const std::string_view content = bytes.substr(0, bytes.size() - sizeof(std::uint64_t));
  std::uint64_t checksum = 0;
  std::memcpy(&checksum, bytes.data() + content.size(), sizeof(checksum));
  if (checksum != XXH3_64bits(content.data(), content.size())) return damaged;
  Input in(content.substr(sizeof(kMagic)));
  Columns columns;
  columns.publish_seconds = in.Array<std::int64_t>();
  columns.content_hashes = in.Array<std::uint64_t>();
  columns.headline_words = in.Array<std::uint16_t>();
  columns.body_words = in.Array<std::uint16_t>();
  const auto hashes = in.Array<std::uint64_t>();
  const auto docs = in.Array<DocId>();
  if (hashes.size() != docs.size()) return damaged;
  columns.ids.reserve(hashes.size());
  for (std::size_t i = 0; i < hashes.size(); ++i) columns.ids.push_back({hashes[i], docs[i]});
  for (const FieldRow& row : kFieldTable) {
    if (!row.column || row.analysis != Analysis::kExact) continue;
    TermsColumn& column = columns.terms_columns[static_cast<std::size_t>(row.field)];
    column.values = in.Strings();
    column.keys = in.Strings();
    column.offsets = in.Array<std::uint32_t>();
    column.ordinals = in.Array<std::uint32_t>();
  }
  if (!in.done() || !Fits(columns)) return damaged;
  return columns;
}

}  // namespace dateline
