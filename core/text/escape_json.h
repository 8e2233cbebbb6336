// SPDX-License-Identifier: GPL-3.0-or-later
// Text in a JSON string.
#ifndef DATELINE_CORE_TEXT_ESCAPE_JSON_H_
#define DATELINE_CORE_TEXT_ESCAPE_JSON_H_

#include <string>
#include <string_view>

namespace dateline::text {

// What stands between the quotes: quotes, backslashes and control characters (of ASCII, DEL
// included) are escaped, other bytes are as they were. Thread-safe.
std::string EscapeJson(std::string_view text);

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_ESCAPE_JSON_H_
