// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/entities/name_key.h"

#include <algorithm>
#include <array>

namespace dateline {
namespace {

struct Rewrite {
  std::string_view from;
  char to;
};

// Two letters that sound as one. tz -> ts is two again and stands apart.
constexpr std::array<Rewrite, 7> kPairs = {
    {{"kh", 'h'}, {"ou", 'u'}, {"ph", 'f'}, {"ck", 'k'}, {"oe", 'o'}, {"ue", 'u'}, {"ae", 'a'}}};
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
  while (!folded.empty()) {
    const std::string_view word = folded.substr(0, folded.find(' '));
    if (!word.empty()) words.push_back(word);
    folded.remove_prefix(std::min(word.size() + 1, folded.size()));
  }
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
  while (!rest.empty()) {
    if (rest.starts_with("tz")) {
      AppendOnce('t', skeleton);
      AppendOnce('s', skeleton);
      rest.remove_prefix(2);
      continue;
    }
    char letter = PlainLetter(rest.front());
    std::size_t length = 1;
    for (const Rewrite& pair : kPairs) {
      if (!rest.starts_with(pair.from)) continue;
      letter = pair.to;
      length = 2;
      break;
    }
    AppendOnce(letter, skeleton);
    rest.remove_prefix(length);
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

}  // namespace dateline
