// SPDX-License-Identifier: GPL-3.0-or-later
// A stream of JSON gives the same pieces however it is cut into blocks, in the order of its lines.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/readers/json_splitter.h"
#include "tests/fuzz/check.h"

namespace {

using dateline::readers::RawArticle;

std::vector<std::string> Split(std::string_view input, std::size_t block) {
  std::vector<std::string> pieces;
  std::uint64_t line = 1;
  const std::function<bool(RawArticle)> sink = [&](const RawArticle& raw) {
    FUZZ_CHECK(raw.line >= line);
    FUZZ_CHECK(raw.status.ok() || raw.bytes.empty());
    line = raw.line;
    pieces.push_back(std::to_string(raw.line) + " " + raw.bytes);
    return true;
  };
  dateline::readers::JsonSplitter splitter("f", sink);
  for (std::size_t at = 0; at < input.size(); at += block)
    splitter.Consume(input.substr(at, block));
  splitter.Finish();
  return pieces;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  FUZZ_CHECK(Split(input, 1 + data[0] % 16) == Split(input, size));
  return 0;
}
