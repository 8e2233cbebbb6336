// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/name_key.h"

#include <array>

namespace dateline::article {
namespace {

// The letter that two letters sound as; 0 if they sound as two. tz -> ts is two again.
char PairSound(char first, char second) {
  switch (first) {
    case 'k':
      return second == 'h' ? 'h' : '\0';
    case 'o':
      return second == 'u' ? 'u' : second == 'e' ? 'o' : '\0';
    case 'p':
      return second == 'h' ? 'f' : '\0';
    case 'c':
      return second == 'k' ? 'k' : '\0';
    case 'u':
      return second == 'e' ? 'u' : '\0';
    case 'a':
      return second == 'e' ? 'a' : '\0';
    default:
      return '\0';
  }
}

constexpr std::array<std::string_view, 5> kEndings = {"iy", "yy", "ij", "ii", "y"};

bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }

char PlainLetter(char c) {
  switch (c) {
    case 'w':
      return 'v';
    case 'q':
      return 'k';
    case 'y':
    case 'j':
      return 'i';
    default:
      return c;
  }
}

// Doubled letters count once. Other bytes are kept: they may be halves of one character.
void AppendOnce(char c, std::string& out) {
  if (out.empty() || out.back() != c || !IsLetter(c)) out += c;
}

}  // namespace

std::vector<std::string_view> NameWords(std::string_view folded) {
  std::vector<std::string_view> words;
  ForEachNameWord(folded, [&](std::string_view word) {
    words.push_back(word);
    return true;
  });
  return words;
}

std::string NameSkeleton(std::string_view folded_word) {
  std::string_view rest = folded_word;
  bool ends_in_i = false;
  for (const std::string_view ending : kEndings) {
    if (!rest.ends_with(ending)) continue;
    rest.remove_suffix(ending.size());
    ends_in_i = true;
    break;
  }
  std::string skeleton;
  skeleton.reserve(folded_word.size());
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const char next = i + 1 < rest.size() ? rest[i + 1] : '\0';
    if (rest[i] == 't' && next == 'z') {
      AppendOnce('t', skeleton);
      AppendOnce('s', skeleton);
      ++i;
    } else if (const char sound = PairSound(rest[i], next); sound != 0) {
      AppendOnce(sound, skeleton);
      ++i;
    } else {
      AppendOnce(PlainLetter(rest[i]), skeleton);
    }
  }
  if (ends_in_i) AppendOnce('i', skeleton);
  return skeleton;
}

std::string PersonSkeleton(std::string_view folded_name) {
  const std::vector<std::string_view> words = NameWords(folded_name);
  if (words.size() < 2) return "";
  return NameSkeleton(words.front()) + ' ' + NameSkeleton(words.back());
}

std::string_view LastWord(std::string_view folded_name) {
  const auto end = folded_name.find_last_not_of(' ');
  if (end == std::string_view::npos) return {};
  folded_name = folded_name.substr(0, end + 1);
  return folded_name.substr(folded_name.rfind(' ') + 1);
}

}  // namespace dateline::article
