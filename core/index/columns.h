// SPDX-License-Identifier: GPL-3.0-or-later
// Columns of a segment: per-article values in memory, indexed by document id - 1. They are read in
// place, from a mapped file or from a block of memory. ParseColumns has checked them, but the bytes
// of a mapped file may change afterwards: the sizes of tables and spans stay, every number in them
// may become any other one. Methods return what lies inside all the same; whoever reads a span
// reads each number that is a place or a size once (ReadOnce) and compares it with the size.
#ifndef DATELINE_CORE_INDEX_COLUMNS_H_
#define DATELINE_CORE_INDEX_COLUMNS_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/article/field_table.h"
#include "core/index/posting_list.h"
#include "core/index/read_once.h"

namespace dateline::index {

inline constexpr std::int64_t kNoDate = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kOpenStart = kNoDate + 1;
inline constexpr std::int64_t kOpenEnd = std::numeric_limits<std::int64_t>::max();

// Strings side by side in one block. A view.
class StringTable {
 public:
  StringTable() = default;
  // String i is text[ends[i - 1], ends[i]).
  StringTable(std::span<const std::uint32_t> ends, std::string_view text)
      : ends_(ends), text_(text) {}
  std::size_t size() const { return ends_.size(); }
  // Of i below size(). Always inside the text, whatever the ends say.
  std::string_view operator[](std::size_t i) const {
    const std::size_t end = std::min<std::size_t>(ReadOnce(ends_[i]), text_.size());
    const std::size_t begin = i == 0 ? 0 : std::min<std::size_t>(ReadOnce(ends_[i - 1]), end);
    return {text_.data() + begin, end - begin};
  }
  // In an ascending table: the first string that is not before `key`, or size().
  std::size_t LowerBound(std::string_view key) const;

 private:
  std::span<const std::uint32_t> ends_;
  std::string_view text_;
};

// Values of one facet field. A view.
class TermsColumn {
 public:
  std::size_t size() const { return keys.size(); }
  // The ordinal of a folded value, or size().
  std::size_t Find(std::string_view key) const {
    const std::size_t ordinal = keys.LowerBound(key);
    return ordinal < size() && keys[ordinal] == key ? ordinal : size();
  }
  // How articles spell a value: indexes [first, second) into spellings.
  std::pair<std::size_t, std::size_t> Spellings(std::size_t ordinal) const {
    const std::size_t end =
        std::min<std::size_t>(ReadOnce(spelling_ends[ordinal]), spellings.size());
    const std::size_t begin = ordinal == 0 ? 0 : ReadOnce(spelling_ends[ordinal - 1]);
    return {std::min(begin, end), end};
  }

  // Display form: the spelling that most articles use.
  std::string_view Value(std::size_t ordinal) const {
    const std::size_t spelling = ReadOnce(displayed[ordinal]);
    return spelling < spellings.size() ? spellings[spelling] : std::string_view();
  }
  // The ordinals of a row (from 0). Each must be compared with size() before it is used as an
  // index.
  std::span<const std::uint32_t> Ordinals(std::size_t row) const {
    const std::size_t end = std::min<std::size_t>(ReadOnce(offsets[row + 1]), ordinals.size());
    const std::size_t begin = std::min<std::size_t>(ReadOnce(offsets[row]), end);
    return {ordinals.data() + begin, end - begin};
  }
  // Country of a place; empty in other fields.
  std::string_view Note(std::size_t ordinal) const {
    return notes.size() == 0 ? std::string_view() : notes[ordinal];
  }

  StringTable keys;                          // folded values; unique, ascending
  std::span<const std::uint32_t> displayed;  // index into spellings of each value
  StringTable notes;                         // of each value, or none at all
  std::span<const std::uint32_t> articles;   // rows that hold each value, salient or not
  StringTable spellings;                     // of each value, ascending
  std::span<const std::uint32_t> spelling_ends;
  std::span<const std::uint32_t> spelling_articles;
  // Indexes into the dictionary of each row, without repeats, in the article's order: of row i
  // ordinals[offsets[i], offsets[i + 1]). Of entities only the salient ones are here; the
  // dictionary has all.
  std::span<const std::uint32_t> offsets;  // rows + 1
  std::span<const std::uint32_t> ordinals;
  // Of entity fields: the documents that hold each value, as a packed list (posting_list.h), each
  // with whether the article is about it. A list may name documents past the last if the file is
  // damaged: skip them.
  StringTable docs;
};

// All columns of a segment. Read from any thread; copies share the memory.
struct Columns {
  std::size_t rows() const { return publish_seconds.size(); }
  // Documents with this id hash, in no order (nearly always none or one; confirm with the id). All
  // are documents of the segment.
  std::vector<DocId> FindId(std::uint64_t hash) const;
  // Column of a field; fields with `column` in the field table, other than date.
  const TermsColumn& terms(article::Field field) const {
    return terms_columns[static_cast<std::size_t>(field)];
  }

  // Whether the date of a row is a calendar day or something longer; false past the last row.
  bool is_imprecise(std::size_t row) const {
    const std::size_t word = row / 64;
    return word < imprecise.size() && ((ReadOnce(imprecise[word]) >> (row % 64)) & 1U) != 0;
  }

  // Seconds since 1970 UTC; kNoDate = undated. Of an imprecise row the midnight in UTC at which its
  // days begin, or, if their start is open, the last of them does.
  std::span<const std::int64_t> publish_seconds;
  // A bit per row, the lowest of the first number for row 0: its date is a calendar day, or a span
  // of days. Empty if no row is.
  std::span<const std::uint64_t> imprecise;
  // Whether every row that is dated is imprecise, as in many archives; false if none is.
  bool all_imprecise = false;
  // The imprecise rows of more than one day, ascending, and their days, by midnights in UTC: start
  // (kOpenStart = open) inclusive, end (kOpenEnd = open) exclusive.
  std::span<const std::uint32_t> span_rows;
  std::span<const std::int64_t> span_starts;
  std::span<const std::int64_t> span_ends;
  std::span<const std::uint64_t> content_hashes;  // ContentHash, never 0
  std::span<const std::uint16_t> headline_words;  // lengths, capped at 65,535
  std::span<const std::uint16_t> body_words;
  std::span<const std::uint64_t> id_hashes;  // XXH3-64 of the ids, ascending
  std::span<const DocId> id_docs;            // of each hash
  std::array<TermsColumn, article::kFieldCount> terms_columns;

  std::string_view bytes;             // the file form (FORMAT.md): everything above lies in it
  std::shared_ptr<const void> owner;  // of `bytes`: every copy keeps it
};

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_COLUMNS_H_
