// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/resolver/phrase_finder.h"

#include <algorithm>
#include <tuple>

#include "core/text/char_kind.h"
#include "core/text/utf8.h"

namespace dateline::resolver {
namespace {

struct Char {
  text::CharKind kind;
  std::uint32_t length;
};

Char CharAt(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) {
    return {text::kAsciiWordLower[byte] == 0 ? text::CharKind::kSeparator : text::CharKind::kLetter,
            1};
  }
  const auto [code, length] = text::DecodeUtf8(text, at);
  return {code == text::kBrokenUtf8 ? text::CharKind::kSeparator : text::KindOf(code), length};
}

bool InWord(text::CharKind kind) {
  return kind == text::CharKind::kLetter || kind == text::CharKind::kDigit ||
         kind == text::CharKind::kMark;
}

// End of the word that starts at `start`; an ideograph is a word of its own.
std::size_t WordEnd(std::string_view text, std::size_t start) {
  std::size_t end = start;
  while (end < text.size()) {
    if (text::kAsciiWordLower[static_cast<unsigned char>(text[end])] != 0) {
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

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

bool LastIsIdeograph(std::string_view phrase) {
  std::size_t start = phrase.size() - 1;
  while (start > 0 && IsContinuation(phrase[start])) --start;
  return CharAt(phrase, start).kind == text::CharKind::kIdeograph;
}

// Whether the character before `at` is of a word; `text` counts from `start` on.
bool FollowsWord(std::string_view text, std::size_t start, std::size_t at) {
  if (at == start) return false;
  std::size_t before = at - 1;
  if (static_cast<unsigned char>(text[before]) < 0x80) {
    return text::kAsciiWordLower[static_cast<unsigned char>(text[before])] != 0;
  }
  while (before > start && IsContinuation(text[before])) --before;
  const Char c = CharAt(text, before);
  return before + c.length == at && InWord(c.kind);
}

// The first word at or after `start` that begins with one of `bytes`; `end` if there is none.
std::size_t FindWord(std::string_view text, std::size_t start, std::size_t end,
                     const std::array<bool, 256>& bytes) {
  for (std::size_t at = start; at < end; ++at) {
    // Most bytes of a text begin no phrase: this is what takes the time.
    if (!bytes[static_cast<unsigned char>(text[at])] || FollowsWord(text, start, at)) continue;
    const text::CharKind kind = CharAt(text, at).kind;
    if (InWord(kind) || kind == text::CharKind::kIdeograph) return at;
  }
  return end;
}

}  // namespace

void PhraseFinder::Add(std::string_view phrase, std::uint32_t id) {
  if (phrase.empty() || phrase.size() > kMaxPhraseBytes) return;
  phrases_.push_back({phrase, phrase.substr(0, WordEnd(phrase, 0)), id});
  if (!IsContinuation(phrase.front())) {
    first_bytes_[static_cast<unsigned char>(phrase.front())] = true;
  }
  sorted_ = false;
}

void PhraseFinder::Sort() {
  if (sorted_) return;
  std::ranges::stable_sort(phrases_, [](const Phrase& a, const Phrase& b) {
    return std::tuple(a.first_word, b.text.size(), a.text) <
           std::tuple(b.first_word, a.text.size(), b.text);
  });
  const auto are_equal = [](const Phrase& a, const Phrase& b) { return a.text == b.text; };
  phrases_.erase(std::unique(phrases_.begin(), phrases_.end(), are_equal), phrases_.end());
  std::size_t of_word = 0;
  std::string_view word;
  std::erase_if(phrases_, [&](const Phrase& phrase) {
    of_word = phrase.first_word == word ? of_word + 1 : 1;
    word = phrase.first_word;
    return of_word > kMaxPhrasesAWord;
  });
  constexpr std::size_t kMany = 256;
  first_of_word_.clear();
  for (std::uint32_t i = 0; phrases_.size() > kMany && i < phrases_.size(); ++i) {
    first_of_word_.try_emplace(phrases_[i].first_word, i);
  }
  sorted_ = true;
}

std::size_t PhraseFinder::Match(std::string_view text, std::size_t at, std::size_t word_end,
                                std::size_t free_until, std::uint32_t& id) const {
  const std::string_view word = text.substr(at, word_end - at);
  auto it = phrases_.cend();
  if (first_of_word_.empty()) {
    it = std::ranges::lower_bound(phrases_, word, {}, &Phrase::first_word);
  } else if (const auto first = first_of_word_.find(word); first != first_of_word_.end()) {
    it = phrases_.cbegin() + first->second;
  }
  for (; it != phrases_.cend() && it->first_word == word; ++it) {
    const std::size_t end = at + it->text.size();
    if (end > free_until || text.substr(at, it->text.size()) != it->text) continue;
    if (!EndsWord(text, end) && !LastIsIdeograph(it->text)) continue;
    id = it->id;
    return end;
  }
  return at;
}

std::vector<PhraseFinder::Hit> PhraseFinder::FindSorted(std::string_view text,
                                                        std::span<const TextRange> taken) const {
  std::vector<Hit> hits;
  if (phrases_.empty()) return hits;
  std::size_t next_taken = 0;
  for (std::size_t at = 0; at < text.size();) {
    while (next_taken < taken.size() && taken[next_taken].end <= at) ++next_taken;
    const std::size_t free_until =
        next_taken < taken.size() ? taken[next_taken].start : text.size();
    if (at >= free_until) {
      at = std::max<std::size_t>(at + 1, taken[next_taken].end);
      continue;
    }
    const std::size_t start = at;
    at = FindWord(text, start, free_until, first_bytes_);
    if (at == free_until) {
      // A word that goes on within what is taken starts nothing after it.
      if (FollowsWord(text, start, at) && !EndsWord(text, at)) at = WordEnd(text, at);
      continue;
    }
    const std::size_t word_end = WordEnd(text, at);
    std::uint32_t id = 0;
    const std::size_t end = Match(text, at, word_end, free_until, id);
    if (end > at)
      hits.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end), id});
    at = end > at ? end : word_end;
  }
  return hits;
}

}  // namespace dateline::resolver
