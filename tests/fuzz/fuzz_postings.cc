// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes in place of a postings list: documents ascend from 1, and what is read packs to a list
// that reads the same.
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/segments/posting_list_builder.h"
#include "tests/fuzz/check.h"

namespace {

using Postings = std::vector<std::pair<dateline::index::DocId, bool>>;

Postings Read(std::string_view packed) {
  Postings postings;
  dateline::index::VisitPostings(packed, [&](dateline::index::DocId doc, bool salient) {
    postings.emplace_back(doc, salient);
    return true;
  });
  return postings;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view packed(reinterpret_cast<const char*>(data), size);
  const Postings postings = Read(packed);
  dateline::index::DocId last = 0;
  for (const auto& [doc, salient] : postings) {
    FUZZ_CHECK(doc > last);
    last = doc;
  }
  dateline::segments::PostingListBuilder builder;
  for (const auto& [doc, salient] : postings) builder.Add(doc, salient);
  FUZZ_CHECK(builder.packed().size() <= size);
  FUZZ_CHECK(Read(builder.packed()) == postings);
  return 0;
}
