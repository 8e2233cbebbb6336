// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/resolver/phrase_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/text/char_kind.h"
#include "core/text/utf8.h"

namespace dateline::resolver {
namespace {

using testing::ElementsAre;

TEST(PhraseFinderTest, LongestWholeWordsOutsideWhatIsTakenAreFound) {
  PhraseFinder finder;
  finder.Add("New York", 1);
  finder.Add("New York Times", 2);
  const std::string text = "New York Times, New Yorker, New York. New York";
  const std::vector<TextRange> taken = {{38, 41}};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> hits;
  for (const auto& hit : finder.Find(text, taken)) hits.emplace_back(hit.start, hit.id);
  EXPECT_THAT(hits, ElementsAre(std::pair(0U, 2U), std::pair(28U, 1U)));
}

// The slow twin of PhraseFinder: reads every character, and tries every phrase at every word.
std::vector<std::pair<std::size_t, std::size_t>> FindSlowly(std::string_view text,
                                                            const std::vector<std::string>& phrases,
                                                            const std::vector<TextRange>& taken) {
  const auto kind_at = [&](std::size_t at) {
    const auto [code, length] = text::DecodeUtf8(text, at);
    const text::CharKind kind =
        code == text::kBrokenUtf8 ? text::CharKind::kSeparator : text::KindOf(code);
    return std::pair(kind == text::CharKind::kDigit || kind == text::CharKind::kMark
                         ? text::CharKind::kLetter
                         : kind,
                     length);
  };
  std::vector<std::pair<std::size_t, std::size_t>> hits;
  bool in_word = false;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t free_until = text.size();
    std::size_t range_end = 0;
    for (const TextRange& range : taken) {
      if (range.end <= at) continue;
      free_until = std::min<std::size_t>(free_until, range.start);
      if (range.start <= at) range_end = range.end;
    }
    const auto [kind, length] = kind_at(at);
    if (range_end > at && !(in_word && kind == text::CharKind::kLetter)) {
      at = range_end;
      in_word = false;
      continue;
    }
    std::size_t end = at;
    if (!in_word && (kind == text::CharKind::kLetter || kind == text::CharKind::kIdeograph)) {
      for (const std::string& phrase : phrases) {
        const std::size_t stop = at + phrase.size();
        const bool whole = stop >= text.size() || kind_at(stop).first != text::CharKind::kLetter;
        if (text.substr(at).starts_with(phrase) && stop <= free_until && whole) {
          end = std::max(end, stop);
        }
      }
    }
    if (end > at) hits.emplace_back(at, end);
    in_word = end == at && kind == text::CharKind::kLetter;
    at = end > at ? end : at + length;
  }
  return hits;
}

TEST(PhraseFinderTest, FindsWhatItsSlowTwinFinds) {
  const std::vector<std::string> phrases = {
      "Ann", "Ann Lee", "Ann Lee Co", "Lee", "\u00C9mile Z", "\u00C9mile", "u2", "A", "Z"};
  const std::vector<std::string> pieces = {
      "Ann", "Lee",    "Co", "\u00C9mile", "Z",    " ",    " ", " ", " ",  "u2",
      "s",   "\u00E9", "-",  "'",          "\xC3", "\x89", "A", ".", "\n", "\u6771"};
  std::mt19937 random(17);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (std::size_t i = random() % 30; i > 0; --i) text += pieces[random() % pieces.size()];
    std::vector<TextRange> taken;
    const auto size = static_cast<std::uint32_t>(text.size());
    const auto number = [&](unsigned below) {
      return static_cast<std::uint32_t>(random() % below);
    };
    for (std::uint32_t at = number(20); at + 3 < size; at += 4 + number(20)) {
      // As a tagger's spans, they cut no character.
      const auto start = static_cast<std::uint32_t>(text::CutUtf8(text, at).size());
      const auto end = static_cast<std::uint32_t>(text::CutUtf8(text, at + 1 + number(3)).size());
      if (start < end) taken.push_back({start, end});
    }
    PhraseFinder finder;
    for (std::uint32_t i = 0; i < phrases.size(); ++i) finder.Add(phrases[i], i);
    std::vector<std::pair<std::size_t, std::size_t>> hits;
    for (const auto& hit : finder.Find(text, taken)) hits.emplace_back(hit.start, hit.end);
    ASSERT_EQ(hits, FindSlowly(text, phrases, taken)) << text;
  }
}

}  // namespace
}  // namespace dateline::resolver
