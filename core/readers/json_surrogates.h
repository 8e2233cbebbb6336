// SPDX-License-Identifier: GPL-3.0-or-later
// Texts that were cut inside a character before they became JSON.
#ifndef DATELINE_CORE_READERS_JSON_SURROGATES_H_
#define DATELINE_CORE_READERS_JSON_SURROGATES_H_

#include <string>
#include <string_view>

namespace dateline::readers {

// `json` with "\ufffd" for each half of a surrogate pair that stands alone, such as "\ud83d". The
// length stays the same.
std::string RepairSurrogates(std::string_view json);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_JSON_SURROGATES_H_
