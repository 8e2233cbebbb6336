// SPDX-License-Identifier: GPL-3.0-or-later
// Text with highlights as safe HTML, and offsets for readers that count in UTF-16.
#ifndef DATELINE_SERVER_HITS_HTML_H_
#define DATELINE_SERVER_HITS_HTML_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/hits/byte_span.h"

namespace dateline::hits {

// `text` with & < > " ' escaped, <mark> around the spans and <bdi> isolation of bidi text; never
// any other markup.
std::string ToHtml(std::string_view text, const std::vector<ByteSpan>& spans);

// UTF-16 length of the first `bytes` bytes of valid UTF-8.
std::uint32_t Utf16Length(std::string_view text, std::size_t bytes);

// UTF-16 offsets of places in one text. They are asked for in ascending order, so that the text is
// read once. The text must outlive it.
class Utf16Counter {
 public:
  explicit Utf16Counter(std::string_view text) : text_(text) {}
  std::uint32_t To(std::size_t byte) {
    utf16_ += Utf16Length(text_.substr(at_), byte - at_);
    at_ = byte;
    return utf16_;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t utf16_ = 0;
};

}  // namespace dateline::hits

#endif  // DATELINE_SERVER_HITS_HTML_H_
