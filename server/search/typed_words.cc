// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/typed_words.h"

#include <algorithm>
#include <utility>

#include "core/index/stored_article.h"
#include "core/limits.h"

namespace dateline::search {

std::vector<std::vector<std::uint32_t>> TypedWords(std::string_view text,
                                                   const std::vector<text::Language>& languages,
                                                   text::Analyzer& analyzer) {
  std::vector<std::vector<std::uint32_t>> typed;
  if (text.size() > limits::kMaxHeadlineBytes) return typed;
  for (const text::Language language : languages) {
    std::vector<std::uint32_t> hashes;
    for (const text::Token& token : analyzer.Analyze(text, language)) {
      hashes.push_back(index::WordHash(token.term));
    }
    if (hashes.empty() || std::find(typed.begin(), typed.end(), hashes) != typed.end()) continue;
    typed.push_back(std::move(hashes));
  }
  return typed;
}

}  // namespace dateline::search
