// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef DATELINE_SERVER_HITS_BYTE_SPAN_H_
#define DATELINE_SERVER_HITS_BYTE_SPAN_H_

#include <cstdint>

namespace dateline::hits {

// Bytes [start, end) of a text.
struct ByteSpan {
  std::uint32_t start;
  std::uint32_t end;
  bool operator==(const ByteSpan&) const = default;
};

}  // namespace dateline::hits

#endif  // DATELINE_SERVER_HITS_BYTE_SPAN_H_
