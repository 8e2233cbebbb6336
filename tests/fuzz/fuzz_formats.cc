// SPDX-License-Identifier: GPL-3.0-or-later
// The start of any file is of some format or of none, and its text can be decoded block by block.
#include <cstdint>
#include <string>
#include <string_view>

#include "core/readers/formats.h"
#include "core/readers/json_envelope.h"
#include "core/readers/unicode_decoder.h"
#include "core/text/utf8.h"
#include "tests/fuzz/check.h"

using dateline::readers::FormOf;
using dateline::readers::UnicodeDecoder;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  UnicodeDecoder whole(FormOf(bytes));
  std::string text(whole.Decode(bytes));
  text += whole.Finish();
  UnicodeDecoder parts(FormOf(bytes));
  std::string again;
  for (std::size_t at = 0; at < size; at += 3) again += parts.Decode(bytes.substr(at, 3));
  again += parts.Finish();
  FUZZ_CHECK(text == again);
  for (const char* name : {"-", "a.txt", "a.json"}) {
    const dateline::readers::FormatSample sample(name, text, size % 2 == 0);
    const auto* format = dateline::readers::RecogniseFormat(sample);
    FUZZ_CHECK(format == nullptr || !format->what.empty());
  }
  FUZZ_CHECK(dateline::readers::UnwrapElement(text).size() <= text.size() + 64);
  (void)dateline::readers::IsEnvelope(text);
  (void)dateline::readers::UnreadList(text);
  return 0;
}
