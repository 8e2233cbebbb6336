// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/columns.h"

#include <algorithm>

namespace dateline::index {
std::size_t StringTable::LowerBound(std::string_view key) const {
  std::size_t low = 0;
  for (std::size_t high = size(); low < high;) {
    const std::size_t middle = low + (high - low) / 2;
    if ((*this)[middle] < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::vector<DocId> Columns::FindId(std::uint64_t hash) const {
  std::vector<DocId> found;
  auto it = std::lower_bound(id_hashes.begin(), id_hashes.end(), hash);
  for (; it != id_hashes.end() && *it == hash; ++it) {
    const DocId doc = ReadOnce(id_docs[static_cast<std::size_t>(it - id_hashes.begin())]);
    if (doc >= 1 && doc <= rows()) found.push_back(doc);
  }
  return found;
}

}  // namespace dateline::index
