// SPDX-License-Identifier: GPL-3.0-or-later
// Files in UTF-16 and UTF-32 to UTF-8.
#ifndef DATELINE_CORE_READERS_UNICODE_DECODER_H_
#define DATELINE_CORE_READERS_UNICODE_DECODER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace dateline::readers {

enum class UnicodeForm : std::uint8_t { kUtf8, kUtf16Le, kUtf16Be, kUtf32Le, kUtf32Be };

// The form of a text that starts with `start` (4 bytes or more, unless it is shorter), by its byte
// order mark or by the zero bytes of its first letters. kUtf8 if nothing shows another one.
UnicodeForm FormOf(std::string_view start);

// Decodes a text block by block. What is not a character (half a surrogate pair, a number beyond
// Unicode) becomes U+FFFD. UTF-8 is passed on as it is. Not thread-safe.
class UnicodeDecoder {
 public:
  explicit UnicodeDecoder(UnicodeForm form);
  ~UnicodeDecoder();
  UnicodeDecoder(const UnicodeDecoder&) = delete;
  UnicodeDecoder& operator=(const UnicodeDecoder&) = delete;

  // The characters that end in `bytes`, valid until the next call.
  std::string_view Decode(std::string_view bytes);
  // What is left at the end of the input: U+FFFD if it ends inside a character.
  std::string_view Finish();

 private:
  // What ICU needs for a conversion; null for UTF-8.
  struct Converters;
  std::string_view Convert(std::string_view bytes, bool flush);

  std::unique_ptr<Converters> converters_;
  std::string out_;
};

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_UNICODE_DECODER_H_
