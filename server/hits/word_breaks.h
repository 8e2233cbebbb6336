// SPDX-License-Identifier: GPL-3.0-or-later
// Places in a text at which no word is cut, in any script.
#ifndef DATELINE_SERVER_HITS_WORD_BREAKS_H_
#define DATELINE_SERVER_HITS_WORD_BREAKS_H_

#include <cstddef>
#include <string_view>

namespace dateline::hits {

// The last such place at or before byte `at` of valid UTF-8, and the first at or after it. Words of
// scripts without spaces are told apart by ICU's dictionaries. What runs on for hundreds of bytes
// without a break is cut between characters near `at`. Thread-safe.
std::size_t BreakAtOrBefore(std::string_view text, std::size_t at);
std::size_t BreakAtOrAfter(std::string_view text, std::size_t at);

}  // namespace dateline::hits

#endif  // DATELINE_SERVER_HITS_WORD_BREAKS_H_
