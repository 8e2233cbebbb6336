// SPDX-License-Identifier: GPL-3.0-or-later
// Writing the file form of columns.
#ifndef DATELINE_INDEXER_SEGMENTS_COLUMNS_OUTPUT_H_
#define DATELINE_INDEXER_SEGMENTS_COLUMNS_OUTPUT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::segments {

// Appends to the bytes of a columns file. Arrays are their length (64 bits), the elements, and
// zeros up to a multiple of 8.
class ColumnsOutput {
 public:
  ColumnsOutput();
  template <typename T>
  void Array(std::span<const T> values) {
    Block(values.size(), values.data(), values.size_bytes());
  }
  template <typename T>
  void Array(const std::vector<T>& values) {
    Array(std::span<const T>(values));
  }
  // Two arrays: ends, and the bytes of all.
  void Strings(const std::vector<std::string_view>& strings);
  // The file, with its checksum.
  std::string Finish();

 private:
  void Block(std::size_t size, const void* data, std::size_t bytes);
  std::string bytes_;
};

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_COLUMNS_OUTPUT_H_
