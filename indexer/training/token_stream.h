// SPDX-License-Identifier: GPL-3.0-or-later
// A text in memory, as numbers of its distinct tokens.
#ifndef DATELINE_INDEXER_TRAINING_TOKEN_STREAM_H_
#define DATELINE_INDEXER_TRAINING_TOKEN_STREAM_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::training {

// 4 bytes per token of the text. Less than 2^32 tokens.
class TokenStream {
 public:
  static constexpr std::uint32_t kSentenceEnd = 0xFFFFFFFF;

  enum class Digits : std::uint8_t { kKept, kAsZero };
  explicit TokenStream(Digits digits = Digits::kKept) : digits_(digits) {}

  void Add(std::span<const std::string_view> sentence);

  const std::vector<std::string>& words() const { return words_; }  // by number, as first met
  const std::vector<std::uint64_t>& uses() const { return uses_; }  // of each word
  // Numbers of words, kSentenceEnd after each sentence.
  const std::vector<std::uint32_t>& text() const { return text_; }

 private:
  Digits digits_;
  absl::flat_hash_map<std::string, std::uint32_t> numbers_;
  std::vector<std::string> words_;
  std::vector<std::uint64_t> uses_;
  std::vector<std::uint32_t> text_;
};

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_TOKEN_STREAM_H_
