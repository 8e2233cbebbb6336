// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/bigram_counts.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "core/text/utf8.h"

namespace dateline::training {
namespace {

BigramCounts::Pseudo RareForm(std::string_view word) {
  const char32_t code = word.empty() ? text::kBrokenUtf8 : text::DecodeUtf8(word, 0).code;
  if (code == text::kBrokenUtf8) return BigramCounts::kRareOther;
  if (u_isupper(static_cast<UChar32>(code))) return BigramCounts::kRareCapital;
  return u_isalpha(static_cast<UChar32>(code)) ? BigramCounts::kRareLower
                                               : BigramCounts::kRareOther;
}

// Fills neighbours from sorted (word, neighbour) pairs.
void CountPairs(const std::vector<std::uint64_t>& pairs, std::size_t words,
                std::vector<BigramCounts::Neighbour>& neighbours, std::vector<std::size_t>& ends) {
  ends.assign(words, 0);
  for (std::size_t i = 0; i < pairs.size();) {
    std::size_t end = i;
    while (end < pairs.size() && pairs[end] == pairs[i]) ++end;
    neighbours.push_back(
        {static_cast<std::uint32_t>(pairs[i]), static_cast<std::uint32_t>(end - i)});
    ends[pairs[i] >> 32U] = neighbours.size();
    i = end;
  }
  for (std::size_t word = 1; word < words; ++word)
    ends[word] = std::max(ends[word], ends[word - 1]);
}

}  // namespace

BigramCounts CountBigrams(const TokenStream& text, std::uint64_t min_count) {
  const auto& words = text.words();
  const auto& uses = text.uses();
  BigramCounts counts;
  counts.words.resize(BigramCounts::kPseudoWords);
  std::vector<std::uint32_t> frequent;
  std::vector<std::uint32_t> ids(words.size());
  for (std::uint32_t number = 0; number < words.size(); ++number) {
    if (uses[number] >= min_count) {
      frequent.push_back(number);
    } else {
      ids[number] = RareForm(words[number]);
    }
  }
  std::sort(frequent.begin(), frequent.end(), [&](std::uint32_t a, std::uint32_t b) {
    return uses[a] != uses[b] ? uses[a] > uses[b] : words[a] < words[b];
  });
  for (const std::uint32_t number : frequent) {
    ids[number] = static_cast<std::uint32_t>(counts.words.size());
    counts.words.push_back(words[number]);
  }

  std::vector<std::uint64_t> pairs;
  pairs.reserve(text.text().size());
  std::uint64_t left = BigramCounts::kBound;
  for (const std::uint32_t number : text.text()) {
    const std::uint32_t right =
        number == TokenStream::kSentenceEnd ? BigramCounts::kBound : ids[number];
    pairs.push_back(left << 32U | right);
    left = right;
  }
  std::sort(pairs.begin(), pairs.end());
  CountPairs(pairs, counts.words.size(), counts.after, counts.after_ends);
  for (std::uint64_t& pair : pairs) pair = pair << 32U | pair >> 32U;
  std::sort(pairs.begin(), pairs.end());
  CountPairs(pairs, counts.words.size(), counts.before, counts.before_ends);
  return counts;
}

}  // namespace dateline::training
