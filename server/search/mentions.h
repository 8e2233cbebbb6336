// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef DATELINE_SERVER_SEARCH_MENTIONS_H_
#define DATELINE_SERVER_SEARCH_MENTIONS_H_

#include <cstdint>

namespace dateline::search {

// Which articles have an entity: all that mention it, or only those that are about it.
enum class Mentions : std::uint8_t { kAll, kSalient };

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_MENTIONS_H_
