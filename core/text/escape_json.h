// SPDX-License-Identifier: GPL-3.0-or-later
// Text in a JSON string, in a line of a log, or on a terminal.
#ifndef DATELINE_CORE_TEXT_ESCAPE_JSON_H_
#define DATELINE_CORE_TEXT_ESCAPE_JSON_H_

#include <string>
#include <string_view>

namespace dateline::text {

// What stands between the quotes: quotes, backslashes and what EscapeControls escapes; other bytes
// are as they were. Thread-safe.
std::string EscapeJson(std::string_view text);

// Characters that end a line, steer a terminal or change the order of what is shown, as \uXXXX:
// controls (of ASCII, DEL and U+0080 to U+009F), line and paragraph separators, marks and
// embeddings of direction, and invisible format characters of those blocks. Thread-safe.
std::string EscapeControls(std::string_view text);

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_ESCAPE_JSON_H_
