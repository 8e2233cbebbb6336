// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/word_counter.h"

#include "core/index/stored_article.h"
#include "core/text/char_kind.h"

namespace dateline::segments {

namespace {

// Spanish doubles the letters of plurals that it shortens (EE.UU., FF.AA.): half of such a word.
bool IsDoubledLetter(std::string_view folded) {
  return folded.size() == 2 && folded[0] == folded[1] && text::IsAsciiLetter(folded[0]);
}

}  // namespace

WordCounter::Word& WordCounter::Find(std::uint64_t hash, std::string_view term) {
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

void WordCounter::CountText(std::string_view text, text::Language language,
                            std::uint32_t Word::*count, text::Analyzer& analyzer) {
  // As a word without a place.
  const auto count_besides = [&](std::string_view term) {
    ++(Find(index::LongWordHash(term), term).*count);
  };
  const std::vector<text::Token>& tokens = analyzer.Analyze(text, language);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const text::Token& token = tokens[i];
    const std::uint64_t hash = index::LongWordHash(token.term);
    hashes_.push_back(index::ShortHash(hash));
    ++(Find(hash, token.term).*count);
    if (language == text::Language::kSpanish && i > 0 && IsDoubledLetter(token.folded) &&
        IsDoubledLetter(tokens[i - 1].folded)) {
      count_besides(std::string(tokens[i - 1].folded).append(token.folded));
    }
    if (token.second == 0) continue;
    // Each character of a run is the first one of a pair, except the last.
    const std::string_view first = text::FirstCharacter(token.term);
    count_besides(first);
    const bool last = i + 1 == tokens.size() || tokens[i + 1].start >= token.end;
    if (last && first.size() < token.term.size()) count_besides(token.term.substr(first.size()));
  }
}

void WordCounter::Count(const article::Article& article, text::Analyzer& analyzer) {
  words_.clear();
  text_.clear();
  hashes_.clear();
  by_hash_.clear();
  const text::Language language = text::AnalysisLanguage(article.language());
  CountText(article.headline(), language, &Word::in_headline, analyzer);
  headline_length_ = static_cast<std::uint32_t>(hashes_.size());
  CountText(article.body(), language, &Word::in_body, analyzer);
  body_length_ = static_cast<std::uint32_t>(hashes_.size()) - headline_length_;
}

}  // namespace dateline::segments
