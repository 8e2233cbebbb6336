// SPDX-License-Identifier: GPL-3.0-or-later
// Text of others, made safe to print on a terminal.
#ifndef DATELINE_CLIENT_TERMINAL_TEXT_H_
#define DATELINE_CLIENT_TERMINAL_TEXT_H_

#include <google/protobuf/repeated_ptr_field.h>

#include <string>
#include <string_view>

#include "dateline/v1/search_service.pb.h"

namespace dateline::client {

// `text` on one line: white space becomes a space; control characters (C0, DEL, C1), which could
// steer a terminal, and bidi controls, which could reorder it, become U+FFFD.
std::string SafeText(std::string_view text);

// SafeText with the spans in bold (ANSI) where `color` is set. Spans out of range are not marked.
std::string MarkSpans(std::string_view text,
                      const google::protobuf::RepeatedPtrField<v1::Span>& spans, bool color);

// Columns that SafeText's result takes, counting one a code point.
std::size_t Width(std::string_view safe_text);

}  // namespace dateline::client

#endif  // DATELINE_CLIENT_TERMINAL_TEXT_H_
