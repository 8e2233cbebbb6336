// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/columns_output.h"

#include <xxhash.h>

#include <utility>

#include "core/index/columns_file.h"

namespace dateline::segments {

ColumnsOutput::ColumnsOutput() : bytes_(index::kColumnsMagic) {}

void ColumnsOutput::Block(std::size_t size, const void* data, std::size_t bytes) {
  const std::uint64_t number = size;
  bytes_.append(reinterpret_cast<const char*>(&number), sizeof(number));
  if (bytes > 0) bytes_.append(static_cast<const char*>(data), bytes);
  bytes_.append((8 - bytes_.size() % 8) % 8, '\0');
}

void ColumnsOutput::Strings(const std::vector<std::string_view>& strings) {
  std::vector<std::uint32_t> ends;
  std::vector<char> text;
  for (const std::string_view s : strings) {
    text.insert(text.end(), s.begin(), s.end());
    ends.push_back(static_cast<std::uint32_t>(text.size()));
  }
  Array(ends);
  Array(text);
}

std::string ColumnsOutput::Finish() {
  const std::uint64_t checksum = XXH3_64bits(bytes_.data(), bytes_.size());
  bytes_.append(reinterpret_cast<const char*>(&checksum), sizeof(checksum));
  return std::move(bytes_);
}

}  // namespace dateline::segments
