// SPDX-License-Identifier: GPL-3.0-or-later
// Which documents hold a value: a packed list.
#ifndef DATELINE_CORE_INDEX_POSTING_LIST_H_
#define DATELINE_CORE_INDEX_POSTING_LIST_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dateline::index {

using DocId = std::uint32_t;  // 1 to Columns::rows(), within one segment

// Calls visit(doc, salient) for each document of a packed list, in ascending order, until it
// returns false. Ends early if the bytes are not such a list. Thread-safe.
template <typename Visit>
void VisitPostings(std::string_view packed, const Visit& visit) {
  std::uint64_t doc = 0;
  for (std::size_t at = 0; at < packed.size();) {
    std::uint64_t number = 0;
    for (unsigned shift = 0;; shift += 7) {
      if (at == packed.size() || shift > 28) return;
      const auto byte = static_cast<unsigned char>(packed[at++]);
      number |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80U) break;
    }
    doc += number >> 1U;
    if (number >> 1U == 0 || doc > 0xFFFFFFFFU) return;  // not after the one before
    if (!visit(static_cast<DocId>(doc), (number & 1U) != 0)) return;
  }
}

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_POSTING_LIST_H_
