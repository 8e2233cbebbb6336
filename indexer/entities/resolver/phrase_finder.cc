// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/resolver/phrase_finder.h"

#include <algorithm>
#include <tuple>

#include "core/text/char_kind.h"
#include "core/text/utf8.h"

namespace dateline {
namespace {

struct Char {
  CharKind kind;
  std::uint32_t length;
};

Char CharAt(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) {
    return {kAsciiWordLower[byte] == 0 ? CharKind::kSeparator : CharKind::kLetter, 1};
  }
  const auto [code, length] = DecodeUtf8(text, at);
  return {code == kBrokenUtf8 ? CharKind::kSeparator : KindOf(code), length};
}

bool InWord(CharKind kind) {
  return kind == CharKind::kLetter || kind == CharKind::kDigit || kind == CharKind::kMark;
}

// End of the word that starts at `start`; an ideograph is a word of its own.
std::size_t WordEnd(std::string_view text, std::size_t start) {
  std::size_t end = start;
  while (end < text.size()) {
    const Char c = CharAt(text, end);
    if (!InWord(c.kind)) return end == start ? end + c.length : end;
    end += c.length;
  }
  return end;
}

bool EndsWord(std::string_view text, std::size_t at) {
  return at >= text.size() || !InWord(CharAt(text, at).kind);
}

bool LastIsIdeograph(std::string_view phrase) {
  std::size_t start = phrase.size() - 1;
  while (start > 0 && (static_cast<unsigned char>(phrase[start]) & 0xC0U) == 0x80U) --start;
  return CharAt(phrase, start).kind == CharKind::kIdeograph;
}

}  // namespace

void PhraseFinder::Add(std::string_view phrase, std::uint32_t id) {
  if (phrase.empty() || phrase.size() > kMaxPhraseBytes) return;
  std::vector<Phrase>& phrases = by_first_word_[phrase.substr(0, WordEnd(phrase, 0))];
  const auto place = std::ranges::lower_bound(
      phrases, phrase,
      [](std::string_view a, std::string_view b) {
        return std::tuple(b.size(), a) < std::tuple(a.size(), b);
      },
      &Phrase::text);
  if (place != phrases.end() && place->text == phrase) return;
  phrases.insert(place, {phrase, id});
  first_bytes_[static_cast<unsigned char>(phrase.front())] = true;
  if (phrases.size() > kMaxPhrasesAWord) phrases.pop_back();
}

std::vector<PhraseFinder::Hit> PhraseFinder::Find(std::string_view text,
                                                  std::span<const TextRange> taken) const {
  std::vector<Hit> hits;
  if (by_first_word_.empty()) return hits;
  std::size_t next_taken = 0;
  for (std::size_t at = 0; at < text.size();) {
    while (next_taken < taken.size() && taken[next_taken].end <= at) ++next_taken;
    const std::size_t free_until =
        next_taken < taken.size() ? taken[next_taken].start : text.size();
    if (at >= free_until) {
      at = std::max<std::size_t>(at + 1, taken[next_taken].end);
      continue;
    }
    const Char c = CharAt(text, at);
    if (!InWord(c.kind) && c.kind != CharKind::kIdeograph) {
      at += c.length;
      continue;
    }
    const std::size_t word_end = WordEnd(text, at);
    std::size_t next = word_end;
    if (!first_bytes_[static_cast<unsigned char>(text[at])]) {
      at = next;
      continue;
    }
    if (const auto it = by_first_word_.find(text.substr(at, word_end - at));
        it != by_first_word_.end()) {
      for (const Phrase& phrase : it->second) {
        const std::size_t end = at + phrase.text.size();
        if (end > free_until || !text.substr(at).starts_with(phrase.text)) continue;
        if (!EndsWord(text, end) && !LastIsIdeograph(phrase.text)) continue;
        hits.push_back(
            {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end), phrase.id});
        next = end;
        break;
      }
    }
    at = next;
  }
  return hits;
}

}  // namespace dateline
