// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/name_key.h"

#include <algorithm>
#include <array>

namespace dateline::article {
namespace {

// The letter that two letters sound as; 0 if they are two. tz -> ts is two again.
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

constexpr std::array<std::string_view, 5> kGenerations = {"jr", "sr", "ii", "iii", "iv"};
constexpr std::array<std::string_view, 4> kLongGenerations = {"jnr", "snr", "junior", "senior"};
// Arabic, as it sounds before different letters.
constexpr std::array<std::string_view, 9> kArticles = {"al-", "el-", "ul-", "as-", "ar-",
                                                       "ad-", "at-", "az-", "ash-"};
constexpr std::array<std::string_view, 7> kApostrophes = {"'", "`", "’", "‘", "ʼ", "ʾ", "ʿ"};

std::string_view WithoutArticle(std::string_view word) {
  constexpr std::size_t kShortest = 3;  // of the name
  for (const std::string_view article : kArticles) {
    if (word.size() >= article.size() + kShortest && word.starts_with(article)) {
      return word.substr(article.size());
    }
  }
  return word;
}

// Without dots and apostrophes.
std::string WithoutMarks(std::string_view word) {
  std::string plain;
  if (word.find_first_of(".'`\xCA\xE2") == std::string_view::npos) return plain.append(word);
  plain.reserve(word.size());
  for (std::size_t i = 0; i < word.size();) {
    const auto mark =
        std::find_if(kApostrophes.begin(), kApostrophes.end(),
                     [&](std::string_view m) { return word.substr(i).starts_with(m); });
    if (mark != kApostrophes.end()) {
      i += mark->size();
      continue;
    }
    if (word[i] != '.') plain += word[i];
    ++i;
  }
  return plain;
}

// "j." or "j".
bool IsInitial(std::string_view word) {
  return IsLetter(word.front()) && (word.size() == 1 || (word.size() == 2 && word[1] == '.'));
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
  const std::string plain = WithoutMarks(folded_word);
  std::string_view rest = plain;
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
  const std::vector<std::string_view> words = NameWords(WithoutGeneration(folded_name));
  if (words.size() < 2) return "";
  std::string first(words.front());
  for (std::size_t i = 1; i + 1 < words.size() && IsInitial(words[i - 1]) && IsInitial(words[i]);
       ++i) {
    first += words[i];
  }
  std::string skeleton = NameSkeleton(first) + ' ' + NameSkeleton(WithoutArticle(words.back()));
  if (const std::string_view generation = Generation(folded_name); !generation.empty()) {
    skeleton.append(" ").append(generation);
  }
  return skeleton;
}

std::string_view Generation(std::string_view folded_name) {
  const std::string_view without = WithoutGeneration(folded_name);
  if (without.size() == folded_name.size()) return {};
  std::string_view last = LastWord(folded_name);
  if (last.ends_with('.')) last.remove_suffix(1);
  for (const std::string_view generation : kGenerations) {
    if (last == generation) return generation;
  }
  return last.starts_with('s') ? "sr" : "jr";
}

std::string_view WithoutGeneration(std::string_view folded_name) {
  std::string_view last = LastWord(folded_name);
  const auto start = static_cast<std::size_t>(last.data() - folded_name.data());
  if (last.empty() || start == 0) return folded_name;
  if (last.ends_with('.')) last.remove_suffix(1);
  if (std::find(kGenerations.begin(), kGenerations.end(), last) == kGenerations.end() &&
      std::find(kLongGenerations.begin(), kLongGenerations.end(), last) == kLongGenerations.end()) {
    return folded_name;
  }
  const auto end = folded_name.find_last_not_of(" ,", start - 1);
  if (end == std::string_view::npos) return folded_name;
  const std::string_view without = folded_name.substr(0, end + 1);
  return without.find(' ') == std::string_view::npos ? folded_name : without;
}

std::string Surname(std::string_view folded_name) {
  return WithoutMarks(WithoutArticle(LastWord(WithoutGeneration(folded_name))));
}

std::string_view LastWord(std::string_view folded_name) {
  const auto end = folded_name.find_last_not_of(' ');
  if (end == std::string_view::npos) return {};
  folded_name = folded_name.substr(0, end + 1);
  return folded_name.substr(folded_name.rfind(' ') + 1);
}

}  // namespace dateline::article
