// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes are a page with a headline or a refusal; no text is made up.
#include <cstdint>
#include <string>
#include <string_view>

#include "core/readers/pages/text_page.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view page(reinterpret_cast<const char*>(data), size);
  auto article = dateline::pages::ParseTextPage(page);
  if (!article.ok()) {
    FUZZ_CHECK(!article.status().message().empty());
    return 0;
  }
  FUZZ_CHECK(!article->headline().empty());
  FUZZ_CHECK(article->body().size() <= 4 * size);  // broken bytes become longer, nothing else does
  (void)dateline::article::NormalizeArticle(*article);
  return 0;
}
