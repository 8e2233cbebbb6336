// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of input, before they are parsed.
#ifndef DATELINE_CORE_READERS_RAW_ARTICLE_H_
#define DATELINE_CORE_READERS_RAW_ARTICLE_H_

#include <absl/status/status.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dateline::readers {

enum class InputFormat : std::uint8_t { kAuto, kJsonLines, kText };

// The format that an option names: "auto", "jsonl", "ndjson", "json" or "text".
inline std::optional<InputFormat> InputFormatNamed(std::string_view name) {
  if (name == "auto") return InputFormat::kAuto;
  if (name == "text") return InputFormat::kText;
  if (name == "jsonl" || name == "ndjson" || name == "json") return InputFormat::kJsonLines;
  return std::nullopt;
}

// A piece of input that is one article (or fails to be one).
struct RawArticle {
  std::string file;        // as given; "-" for stdin
  std::uint64_t line = 0;  // first line, from 1
  std::string bytes;       // a JSON line, or a whole page
  InputFormat format = InputFormat::kJsonLines;
  absl::Status status;  // not OK: this piece cannot be read (line too long, ...); bytes is empty
  bool needs_marks = false;  // a page only if it has a headline and a dated publication line
};

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_RAW_ARTICLE_H_
