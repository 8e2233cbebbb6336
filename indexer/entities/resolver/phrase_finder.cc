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
    if (kAsciiWordLower[static_cast<unsigned char>(text[end])] != 0) {
      ++end;
      continue;
    }
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

// The first word at or behind `at` that starts with one of `bytes`, or a place at or behind `end`.
// `at` is where a word may start.
std::size_t SkipOtherWords(std::string_view text, std::size_t at, std::size_t end,
                           const std::array<bool, 256>& bytes) {
  while (at < end) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80 && kAsciiWordLower[byte] == 0) {
      ++at;
      continue;
    }
    if (byte < 0x80 && !bytes[byte]) {
      do {
        ++at;
      } while (at < end && kAsciiWordLower[static_cast<unsigned char>(text[at])] != 0);
      if (at < end && static_cast<unsigned char>(text[at]) < 0x80) continue;
      if (at >= text.size()) return at;
      // The word may go on beyond ASCII.
      if (InWord(CharAt(text, at).kind)) at = WordEnd(text, at);
      continue;
    }
    if (byte >= 0x80) {
      const Char c = CharAt(text, at);
      if (!InWord(c.kind) && c.kind != CharKind::kIdeograph) {
        at += c.length;
        continue;
      }
    }
    if (bytes[byte]) return at;
    at = WordEnd(text, at);
  }
  return at;
}

}  // namespace

void PhraseFinder::Add(std::string_view phrase, std::uint32_t id) {
  if (phrase.empty() || phrase.size() > kMaxPhraseBytes) return;
  phrases_.push_back({phrase, phrase.substr(0, WordEnd(phrase, 0)), id});
  first_bytes_[static_cast<unsigned char>(phrase.front())] = true;
  sorted_ = false;
}

void PhraseFinder::Sort() {
  std::ranges::stable_sort(phrases_, [](const Phrase& a, const Phrase& b) {
    return std::tuple(a.first_word, b.text.size(), a.text) <
           std::tuple(b.first_word, a.text.size(), b.text);
  });
  const auto same = [](const Phrase& a, const Phrase& b) { return a.text == b.text; };
  phrases_.erase(std::unique(phrases_.begin(), phrases_.end(), same), phrases_.end());
  std::size_t of_word = 0;
  std::string_view word;
  std::erase_if(phrases_, [&](const Phrase& phrase) {
    of_word = phrase.first_word == word ? of_word + 1 : 1;
    word = phrase.first_word;
    return of_word > kMaxPhrasesAWord;
  });
  sorted_ = true;
}

std::size_t PhraseFinder::Match(std::string_view text, std::size_t at, std::size_t word_end,
                                std::size_t free_until, std::uint32_t& id) const {
  const std::string_view word = text.substr(at, word_end - at);
  for (auto it = std::ranges::lower_bound(phrases_, word, {}, &Phrase::first_word);
       it != phrases_.end() && it->first_word == word; ++it) {
    const std::size_t end = at + it->text.size();
    if (end > free_until || text.substr(at, it->text.size()) != it->text) continue;
    if (!EndsWord(text, end) && !LastIsIdeograph(it->text)) continue;
    id = it->id;
    return end;
  }
  return at;
}

std::vector<PhraseFinder::Hit> PhraseFinder::Find(std::string_view text,
                                                  std::span<const TextRange> taken) {
  std::vector<Hit> hits;
  if (phrases_.empty()) return hits;
  if (!sorted_) Sort();
  std::size_t next_taken = 0;
  std::size_t free_until = taken.empty() ? text.size() : taken.front().start;
  for (std::size_t at = 0; at < text.size();) {
    while (next_taken < taken.size() && taken[next_taken].end <= at) ++next_taken;
    free_until = next_taken < taken.size() ? taken[next_taken].start : text.size();
    if (at >= free_until) {
      at = std::max<std::size_t>(at + 1, taken[next_taken].end);
      continue;
    }
    at = SkipOtherWords(text, at, free_until, first_bytes_);
    if (at >= free_until) continue;
    const std::size_t word_end = WordEnd(text, at);
    std::uint32_t id = 0;
    const std::size_t end = Match(text, at, word_end, free_until, id);
    if (end > at)
      hits.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end), id});
    at = end > at ? end : word_end;
  }
  return hits;
}

}  // namespace dateline
