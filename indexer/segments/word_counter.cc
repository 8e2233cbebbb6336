// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/word_counter.h"

#include "core/index/stored_article.h"

namespace dateline::segments {

WordCounter::Word& WordCounter::Find(std::string_view term) {
  std::uint64_t hash = index::LongWordHash(term);
  hashes_.push_back(index::ShortHash(hash));
  // Words with the same 64 bits share a chain of keys.
  for (;; ++hash) {
    const auto [it, added] = by_hash_.try_emplace(hash, static_cast<std::uint32_t>(words_.size()));
    if (!added) {
      Word& word = words_[it->second];
      if (Text(word) == term) return word;
      continue;
    }
    words_.push_back(
        {static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(term.size()), 0, 0});
    text_.append(term);
    return words_.back();
  }
}

void WordCounter::Count(const article::Article& article, text::Analyzer& analyzer) {
  words_.clear();
  text_.clear();
  hashes_.clear();
  by_hash_.clear();
  const text::Language language = text::AnalysisLanguage(article.language());
  for (const text::Token& token : analyzer.Analyze(article.headline(), language)) {
    ++Find(token.term).in_headline;
  }
  headline_length_ = static_cast<std::uint32_t>(hashes_.size());
  for (const text::Token& token : analyzer.Analyze(article.body(), language)) {
    ++Find(token.term).in_body;
  }
  body_length_ = static_cast<std::uint32_t>(hashes_.size()) - headline_length_;
}

}  // namespace dateline::segments
