// SPDX-License-Identifier: GPL-3.0-or-later
// The words of one article: each once with its counts, and all in order as hashes. Words also holds
// the characters of pairs (of Chinese or Thai, say), which the hashes do not have.
#ifndef DATELINE_INDEXER_SEGMENTS_WORD_COUNTER_H_
#define DATELINE_INDEXER_SEGMENTS_WORD_COUNTER_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/article/article.h"
#include "core/text/analyzer.h"

namespace dateline::segments {

// Keeps its memory from article to article. Not thread-safe.
class WordCounter {
 public:
  struct Word {
    std::uint32_t start;  // of the word, in `text()`
    std::uint32_t length;
    std::uint32_t in_headline;
    std::uint32_t in_body;
  };

  // Replaces what was counted before.
  void Count(const article::Article& article, text::Analyzer& analyzer);

  const std::vector<Word>& words() const { return words_; }  // in order of appearance
  std::string_view Text(const Word& word) const {
    return std::string_view(text_).substr(word.start, word.length);
  }
  std::uint32_t headline_length() const { return headline_length_; }  // words
  std::uint32_t body_length() const { return body_length_; }
  std::span<const std::uint32_t> hashes() const { return hashes_; }  // of all words, in order

 private:
  void CountText(std::string_view text, text::Language language, std::uint32_t Word::*count,
                 text::Analyzer& analyzer);
  Word& Find(std::uint64_t hash, std::string_view term);

  std::vector<Word> words_;
  std::string text_;
  std::vector<std::uint32_t> hashes_;
  absl::flat_hash_map<std::uint64_t, std::uint32_t> by_hash_;  // indexes into words_
  std::uint32_t headline_length_ = 0;
  std::uint32_t body_length_ = 0;
};

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_WORD_COUNTER_H_
