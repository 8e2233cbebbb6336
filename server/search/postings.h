// SPDX-License-Identifier: GPL-3.0-or-later
// A term's postings in one segment, decoded: the form in which they are scored.
#ifndef DATELINE_SERVER_SEARCH_POSTINGS_H_
#define DATELINE_SERVER_SEARCH_POSTINGS_H_

#include <cstdint>
#include <memory>
#include <vector>

namespace dateline::search {

// Documents in ascending order and the term's impact in each, 0 to 127. Immutable once shared.
struct Postings {
  std::size_t size() const { return docs.size(); }
  std::size_t bytes() const {
    return docs.capacity() * sizeof(std::uint32_t) + impacts.capacity() + sizeof(Postings);
  }
  void Add(std::uint32_t doc, std::uint8_t impact) {
    docs.push_back(doc);
    impacts.push_back(impact);
  }
  std::vector<std::uint32_t> docs;
  std::vector<std::uint8_t> impacts;
};

using SharedPostings = std::shared_ptr<const Postings>;

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_POSTINGS_H_
