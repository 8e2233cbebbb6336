// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/name_words.h"

#include <algorithm>
#include <cstddef>

#include "core/text/char_kind.h"
#include "core/text/fold.h"
#include "core/text/utf8.h"

namespace dateline::search {
namespace {

bool InWord(std::string_view text, std::size_t at) {
  const text::CharKind kind = text::KindOf(text::DecodeUtf8(text, at).code);
  return kind != text::CharKind::kSeparator && kind != text::CharKind::kApostrophe;
}

// Whether the word `word` stands in `name`.
bool Holds(std::string_view name, std::string_view word) {
  for (std::size_t at = name.find(word); at != std::string_view::npos;
       at = name.find(word, at + 1)) {
    std::size_t before = at;
    while (before > 0 && (static_cast<unsigned char>(name[--before]) & 0xC0U) == 0x80U) {
    }
    const std::size_t end = at + word.size();
    if ((at == 0 || !InWord(name, before)) && (end == name.size() || !InWord(name, end))) {
      return true;
    }
  }
  return false;
}

}  // namespace

NameWords::NameWords(std::string_view name) {
  const std::string folded = text::FoldName(name);
  std::size_t start = std::string::npos;
  for (std::size_t at = 0; at <= folded.size();) {
    const bool in_word = at < folded.size() && InWord(folded, at);
    if (in_word && start == std::string::npos) start = at;
    if (!in_word && start != std::string::npos) {
      words_.push_back(folded.substr(start, at - start));
      start = std::string::npos;
    }
    at += at < folded.size() ? text::DecodeUtf8(folded, at).length : 1;
  }
}

bool NameWords::AreIn(std::string_view folded) const {
  return !words_.empty() && std::all_of(words_.begin(), words_.end(), [&](const std::string& word) {
    return Holds(folded, word);
  });
}

}  // namespace dateline::search
