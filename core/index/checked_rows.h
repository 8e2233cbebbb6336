// SPDX-License-Identifier: GPL-3.0-or-later
// Which rows of a row file have been compared with their checksums.
#ifndef DATELINE_CORE_INDEX_CHECKED_ROWS_H_
#define DATELINE_CORE_INDEX_CHECKED_ROWS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace dateline::index {

// A set of row numbers, a bit for each. Thread-safe. Nothing is ordered by it: two threads may both
// check a row that neither has seen.
class CheckedRows {
 public:
  explicit CheckedRows(std::size_t rows)
      : words_(std::make_unique<std::atomic<std::uint64_t>[]>((rows + kBits - 1) / kBits)) {}
  // `row` is below the number of rows.
  bool Holds(std::size_t row) const {
    return (words_[row / kBits].load(std::memory_order_relaxed) >> (row % kBits) & 1U) != 0;
  }
  void Add(std::size_t row) {
    words_[row / kBits].fetch_or(std::uint64_t{1} << (row % kBits), std::memory_order_relaxed);
  }

 private:
  static constexpr std::size_t kBits = 64;
  std::unique_ptr<std::atomic<std::uint64_t>[]> words_;
};

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_CHECKED_ROWS_H_
