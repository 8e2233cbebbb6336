// SPDX-License-Identifier: GPL-3.0-or-later
// Sets of words in which each word of a name is looked up.
#ifndef DATELINE_CORE_ARTICLE_WORD_SET_H_
#define DATELINE_CORE_ARTICLE_WORD_SET_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dateline::article {

// A hash table made by the compiler, at most a quarter full: most words that are not in the list
// are known not to be by one look.
template <std::size_t kSize>
class WordSet {
 public:
  consteval explicit WordSet(const std::string_view (&words)[kSize]) {
    for (std::size_t i = 0; i < kSize; ++i) {
      words_[i] = words[i];
      std::size_t at = Hash(words[i]);
      while (slots_[at] != 0) at = (at + 1) % kSlots;
      slots_[at] = static_cast<std::uint8_t>(i + 1);
    }
  }

  constexpr bool Has(std::string_view word) const {
    if (word.empty()) return false;
    for (std::size_t at = Hash(word); slots_[at] != 0; at = (at + 1) % kSlots) {
      if (words_[slots_[at] - 1U] == word) return true;
    }
    return false;
  }

 private:
  static_assert(kSize > 0 && kSize < 256, "slots are bytes");
  static constexpr std::size_t kSlots = std::bit_ceil(4 * kSize);

  // No word is empty.
  static constexpr std::size_t Hash(std::string_view word) {
    const auto byte = [&](std::size_t at) {
      return std::uint32_t{static_cast<unsigned char>(word[at])};
    };
    const std::size_t size = word.size();
    const std::uint32_t ends = byte(0) | byte(size - 1) << 8U | byte(size / 2) << 16U;
    const std::uint32_t mixed = (ends ^ static_cast<std::uint32_t>(size) << 24U) * 0x9E3779B1U;
    return (mixed >> 15U) % kSlots;
  }

  std::array<std::string_view, kSize> words_{};
  std::array<std::uint8_t, kSlots> slots_{};
};

template <std::size_t kSize>
consteval WordSet<kSize> MakeWordSet(const std::string_view (&words)[kSize]) {
  return WordSet<kSize>(words);
}

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_WORD_SET_H_
