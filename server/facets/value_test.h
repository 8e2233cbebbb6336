// SPDX-License-Identifier: GPL-3.0-or-later
// Which values of a field a terms facet counts.
#ifndef DATELINE_SERVER_FACETS_VALUE_TEST_H_
#define DATELINE_SERVER_FACETS_VALUE_TEST_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/text/fold.h"
#include "dateline/v1/search_service.pb.h"

namespace dateline::facets {

// Immutable, thread-safe.
class ValueTest {
 public:
  explicit ValueTest(const v1::TermsFacet& terms)
      : prefix_(text::FoldName(terms.prefix())),
        contains_(text::FoldName(terms.contains())),
        min_count_(static_cast<std::uint32_t>(std::max(terms.min_count(), 0))) {}

  bool looks_inside() const { return !prefix_.empty() || !contains_.empty(); }
  bool passes_all() const { return !looks_inside() && min_count_ <= 1; }
  // Articles that a value needs, unless the filter selects it.
  std::uint32_t min_count() const { return min_count_; }
  // Whether the text of a folded value is one that is asked for.
  bool Passes(std::string_view folded) const {
    return folded.starts_with(prefix_) && folded.find(contains_) != std::string_view::npos;
  }

 private:
  std::string prefix_;
  std::string contains_;
  std::uint32_t min_count_;
};

}  // namespace dateline::facets

#endif  // DATELINE_SERVER_FACETS_VALUE_TEST_H_
