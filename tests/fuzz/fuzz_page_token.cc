// SPDX-License-Identifier: GPL-3.0-or-later
// Any text is a page token or not one, and a token reads as it was written.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "server/engine/page_token.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto token = dateline::engine::DecodePageToken(text)) {
    FUZZ_CHECK(dateline::engine::DecodePageToken(dateline::engine::EncodePageToken(*token)) ==
               token);
  }
  dateline::engine::PageToken token;
  const auto next = [&data, &size](auto& number) {
    const std::size_t taken = std::min(size, sizeof number);
    if (taken > 0) std::memcpy(&number, data, taken);
    data += taken;
    size -= taken;
  };
  next(token.generation);
  next(token.request_hash);
  next(token.offset);
  next(token.now_seconds);
  const std::string written = dateline::engine::EncodePageToken(token);
  FUZZ_CHECK(dateline::engine::DecodePageToken(written) == token);
  // One character changed: refused, or the same token written another way.
  if (size == 0) return 0;
  std::string changed = written;
  changed[data[0] % changed.size()] = static_cast<char>(data[size - 1]);
  const auto read = dateline::engine::DecodePageToken(changed);
  FUZZ_CHECK(!read || *read == token);
  return 0;
}
