// SPDX-License-Identifier: GPL-3.0-or-later
// The values of one row of a facet field, as tests look at them.
#ifndef DATELINE_TESTS_SUPPORT_ROW_ORDINALS_H_
#define DATELINE_TESTS_SUPPORT_ROW_ORDINALS_H_

#include <cstdint>
#include <span>

#include "core/index/columns.h"

namespace dateline::test_support {

// Indexes into the dictionary, in the article's order.
inline std::span<const std::uint32_t> OrdinalsOf(const index::TermsColumn& column,
                                                 std::size_t row) {
  return column.ordinals.subspan(column.offsets[row],
                                 column.offsets[row + 1] - column.offsets[row]);
}

}  // namespace dateline::test_support

#endif  // DATELINE_TESTS_SUPPORT_ROW_ORDINALS_H_
