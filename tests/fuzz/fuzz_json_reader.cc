// SPDX-License-Identifier: GPL-3.0-or-later
// Any line is an article or a refusal with a message; what is read passes the rules or is refused.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/article/extra.h"
#include "core/readers/json_reader.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  auto parsed = dateline::readers::ParseJsonArticle(line);
  if (!parsed.ok()) {
    FUZZ_CHECK(!parsed.status().message().empty());
    return 0;
  }
  dateline::article::Article* const article = &parsed->article;
  if (!article->extra().empty()) {
    FUZZ_CHECK(dateline::article::ExtraProblem(article->extra()).empty());
  }
  if (!dateline::article::NormalizeArticle(*article).ok()) return 0;
  FUZZ_CHECK(!article->id().empty());
  dateline::article::Article again = *article;
  FUZZ_CHECK(dateline::article::NormalizeArticle(again).ok());
  FUZZ_CHECK(again.SerializeAsString() == article->SerializeAsString());  // rules apply once
  return 0;
}
