// SPDX-License-Identifier: GPL-3.0-or-later
// Text that comes from elsewhere, made safe to print on a terminal.
#ifndef DATELINE_CLIENT_CLI_TERMINAL_TEXT_H_
#define DATELINE_CLIENT_CLI_TERMINAL_TEXT_H_

#include <google/protobuf/repeated_ptr_field.h>

#include <string>
#include <string_view>

#include "dateline/v1/search_service.pb.h"

namespace dateline::cli {

// `text` on one line: white space becomes a space; control characters (C0, DEL, C1), which could
// steer a terminal, bidi controls, which could reorder it, and bytes that are not UTF-8 become
// U+FFFD.
std::string SafeText(std::string_view text);

// JSON with the characters that SafeText replaces, which stand in strings only, as \u escapes: the
// same value, which cannot steer or reorder a terminal.
std::string SafeJson(std::string_view json);

// Plain, *matched*, or bold by ANSI.
enum class Marks { kNone, kStars, kColor };

// SafeText with the spans marked. Spans out of range are not marked.
std::string MarkSpans(std::string_view text,
                      const google::protobuf::RepeatedPtrField<v1::Span>& spans, Marks marks);

// Columns that `text` takes, a result of SafeText or MarkSpans: two for a wide character (East
// Asian), none for a combining one or for the colours of MarkSpans.
std::size_t Width(std::string_view text);

// `text` (as for Width) in lines of at most `columns`, each begun with `indent` and ended with a
// line end. Breaks at spaces; a longer word keeps a line of its own.
std::string Wrap(std::string_view text, std::size_t columns, std::string_view indent);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_TERMINAL_TEXT_H_
