// SPDX-License-Identifier: GPL-3.0-or-later
// Text without markup is not touched, nothing grows beyond its references, and UTF-8 stays whole.
#include <cstdint>
#include <string>
#include <string_view>

#include "core/readers/strip_html.h"
#include "core/text/utf8.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string plain = dateline::readers::StripHtml(text);
  if (text.find_first_of("<&") == std::string::npos) FUZZ_CHECK(plain == text);
  FUZZ_CHECK(plain.size() <= 3 * text.size());  // a broken byte becomes U+FFFD
  const bool whole = dateline::text::CleanUtf8(text) == text;
  FUZZ_CHECK(!whole || dateline::text::CleanUtf8(plain) == plain);
  return 0;
}
