// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/name_forms.h"

#include <absl/container/inlined_vector.h>

#include <algorithm>
#include <array>
#include <span>

#include "core/article/name_key.h"
#include "core/article/name_word_lists.h"
#include "core/article/word_set.h"
#include "core/text/char_kind.h"
#include "core/text/fold.h"
#include "core/text/line_wraps.h"
#include "core/text/utf8.h"

namespace dateline::article {
namespace {

using Words = std::span<const std::string_view>;
using ManyWords = absl::InlinedVector<std::string_view, 8>;

constexpr std::string_view kSmallLetters = "abcdefghijklmnopqrstuvwxyz";
constexpr auto kApostrophes = std::to_array<std::string_view>({"'", "’", "‘", "ʼ"});

// Commas go too.
std::string WithoutDots(std::string word) {
  std::erase_if(word, [](char c) { return c == '.' || c == ','; });
  return word;
}

bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }
bool IsSmall(char c) { return c >= 'a' && c <= 'z'; }
bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// White space of ASCII and the no-break space part words.
ManyWords SurfaceWords(std::string_view surface) {
  constexpr std::string_view kNoBreakSpace = "\u00A0";
  ManyWords words;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= surface.size();) {
    const bool wide = i < surface.size() && surface[i] == kNoBreakSpace.front() &&
                      surface.substr(i).starts_with(kNoBreakSpace);
    if (i < surface.size() && !wide && !IsSpace(surface[i])) {
      ++i;
      continue;
    }
    if (i > start) words.push_back(surface.substr(start, i - start));
    i += wide ? kNoBreakSpace.size() : 1;
    start = i;
  }
  return words;
}

bool IsNameChar(char32_t code) {
  if (code < 0x80) return text::kAsciiWordLower[code] != 0;
  return code != text::kBrokenUtf8 && text::KindOf(code) != text::CharKind::kSeparator &&
         text::KindOf(code) != text::CharKind::kApostrophe &&
         text::KindOf(code) != text::CharKind::kIgnorable;
}

// Quotes, brackets and commas around a name are not of it; a dot after an abbreviation is.
std::string_view TrimMarks(std::string_view text) {
  std::size_t start = text.size();
  std::size_t end = 0;
  const auto is_plain = [&](std::size_t i) {
    return text::kAsciiWordLower[static_cast<unsigned char>(text[i])] != 0;
  };
  if (!text.empty() && is_plain(0) && is_plain(text.size() - 1)) return text;
  for (std::size_t i = 0; i < text.size();) {
    const auto [code, length] = text::DecodeUtf8(text, i);
    if (IsNameChar(code)) {
      start = std::min(start, i);
      end = i + length;
    }
    i += length;
  }
  if (start >= end) return {};
  const std::string_view last = text.substr(start, end - start);
  const std::string_view last_word = last.substr(last.rfind(' ') + 1);
  const bool has_dot = last_word.find('.') != std::string_view::npos || last_word == "Jr" ||
                       last_word == "Sr" || last_word == "JR" || last_word == "SR";
  if (has_dot && end < text.size() && text[end] == '.') ++end;
  return text.substr(start, end - start);
}

// "Putin's" and "Reuters'" without the ending; "Putin'sgreatest", from which markup was stripped,
// too.
std::string_view WithoutPossessive(std::string_view word, v1::EntityType type) {
  if (word.find_first_of("'\xE2\xCA") == std::string_view::npos) return word;
  if (type != v1::ENTITY_TYPE_PERSON && EndsInOwnS(text::FoldName(word))) return word;
  constexpr std::size_t kShortest = 3;  // not O's
  for (const std::string_view mark : kApostrophes) {
    const auto at = word.rfind(mark);
    const std::size_t glued = at + mark.size() + 1;
    if (at != std::string_view::npos && at >= word.rfind(' ') + kShortest + 1 &&
        glued < word.size() && word[glued - 1] == 's' &&
        word.substr(glued).find_first_not_of(kSmallLetters) == word.npos) {
      return word.substr(0, at);
    }
    for (const std::string_view s : {"s", "S", ""}) {
      const std::size_t length = mark.size() + s.size();
      if (word.size() > length && word.ends_with(s) &&
          word.substr(0, word.size() - s.size()).ends_with(mark)) {
        return word.substr(0, word.size() - length);
      }
    }
  }
  return word;
}

// One word of a form: what it is compared by.
std::string WordKey(std::string_view word) { return WithoutDots(text::FoldName(word)); }

Words WithoutTitles(Words words) {
  while (words.size() > 1) {
    const std::string key = WordKey(words.front());
    const bool regnal = name_words::kRegnalTitles.Has(key);
    if (!regnal && !name_words::kTitles.Has(key)) break;
    if (regnal && words.size() == 2) break;
    words = words.subspan(1);
  }
  return words;
}

Words WithoutCompanySuffixes(Words words) {
  while (words.size() > 1 && name_words::kCompanySuffixes.Has(WordKey(words.back()))) {
    if (words.size() == 2 && name_words::kNeedSuffix.Has(WordKey(words.front()))) break;
    words = words.first(words.size() - 1);
  }
  return words;
}

bool IsThe(std::string_view word) {
  if (!word.empty() && std::ranges::all_of(word, [](char c) { return text::IsAsciiLetter(c); })) {
    return word.size() == 3 && text::FoldName(word) == "the";
  }
  return text::FoldName(word) == "the";
}

// "The", and what a possessive before the name left ("Ukraine's Air Force").
Words WithoutArticle(Words words) {
  if (words.size() > 1 && words.front() == "s") words = words.subspan(1);
  return words.size() > 1 && IsThe(words.front()) ? words.subspan(1) : words;
}

}  // namespace

// "U.S" is none.
bool IsTicker(std::string_view word) {
  if (word.ends_with('.')) word.remove_suffix(1);
  const auto dot = word.find('.');
  if (dot == std::string_view::npos || dot < 2 || dot > 8) return false;
  const std::string_view exchange = word.substr(dot + 1);
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return !exchange.empty() && exchange.size() <= 3 && std::ranges::all_of(exchange, is_capital) &&
         (is_capital(word.front()) || text::IsAsciiDigit(word.front())) &&
         std::ranges::none_of(word.substr(1, dot - 2), [](char c) { return c >= 'a' && c <= 'z'; });
}

namespace {

Words WithoutTickers(Words words) {
  while (!words.empty() && IsTicker(words.back())) words = words.first(words.size() - 1);
  return words;
}

// "California-based Counterpane", "South Korea-based Samsung".
Words WithoutSeat(Words words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i].ends_with("-based") || words[i].ends_with("-owned")) return words.subspan(i + 1);
  }
  return words;
}

// The part of their text that the words, views of it, are; empty if they are separated by anything
// but single spaces.
std::string_view InOneSpaced(Words words) {
  if (words.empty()) return {};
  for (std::size_t i = 1; i < words.size(); ++i) {
    const char* gap = words[i - 1].data() + words[i - 1].size();
    if (words[i].data() != gap + 1 || *gap != ' ') return {};
  }
  const char* end = words.back().data() + words.back().size();
  return {words.front().data(), static_cast<std::size_t>(end - words.front().data())};
}

std::string Join(Words words) {
  std::string joined;
  for (const std::string_view word : words) {
    if (!joined.empty()) joined += ' ';
    joined += word;
  }
  return joined;
}

// Equal for "U.N." and "UN", "Procter & Gamble" and "Procter and Gamble".
std::string MakeKey(std::string_view folded) {
  std::string key;
  if (text::IsAscii(folded) && folded.find_first_of(".,&") == std::string_view::npos) {
    key = folded;
    return key;
  }
  for (std::size_t i = 0; i < folded.size();) {
    const auto [code, length] = text::DecodeUtf8(folded, i);
    if (code < 0x80 && code != '.' && code != ',' && code != '&') {
      key += folded[i];
    } else if (code == '&') {
      key += "and";
    } else if (code != text::kBrokenUtf8 && text::KindOf(code) == text::CharKind::kApostrophe) {
      key += '\'';
    } else if (code != '.' && code != ',') {
      key.append(folded, i, length);
    }
    i += length;
  }
  return key;
}

// Letters of a word that stands for names: "w.", "h.w.", "hw"; empty for other words.
std::string Initials(std::string_view word) {
  std::string letters = WithoutDots(std::string(word));
  const bool dotted = letters.size() < word.size();
  const bool vowelless = letters.find_first_of("aeiouy") == std::string::npos;
  const bool ascii = text::IsAscii(letters);
  if (letters.size() == 1 && ascii) return letters;
  if (letters.size() == 2 && ascii && (dotted ? word[1] == '.' : vowelless)) return letters;
  if (letters.size() == 3 && ascii && dotted && word[1] == '.') return letters;
  return "";
}

// "F.Kennedy" at its dot.
bool IsGluedInitial(std::string_view text, std::size_t dot) {
  return dot > 0 && dot + 2 < text.size() && IsCapital(text[dot - 1]) &&
         (dot < 2 || !text::IsAsciiLetter(text[dot - 2])) && IsCapital(text[dot + 1]) &&
         IsSmall(text[dot + 2]);
}

bool IsBracket(char c) { return c == '(' || c == ')' || c == '[' || c == ']'; }

// Whether a name has what Cleaned takes out. Most do not have any.
bool NeedsCleaning(std::string_view surface) {
  for (std::size_t i = 0; i < surface.size(); ++i) {
    const auto c = static_cast<unsigned char>(surface[i]);
    if (c == '\n' || c == 0xC2 || c == 0xE2 || c == 0xEF || IsBracket(surface[i])) return true;
    if (c == '.' && IsGluedInitial(surface, i)) return true;
  }
  return false;
}

// Whether the bracket at `at` has a partner in the text.
bool HasPartner(std::string_view text, std::size_t at) {
  const std::string_view after = text.substr(at);
  const std::string_view before = text.substr(0, at);
  switch (text[at]) {
    case '(':
      return after.find(')') != std::string_view::npos;
    case '[':
      return after.find(']') != std::string_view::npos;
    case ')':
      return before.find('(') != std::string_view::npos;
    default:
      return before.find('[') != std::string_view::npos;
  }
}

// Without characters of no width and brackets that have no partner; a word that a line end cut is
// whole again, and an initial apart from the name that it is glued to.
std::string Cleaned(std::string_view surface) {
  std::string clean;
  clean.reserve(surface.size() + 1);
  for (std::size_t i = 0; i < surface.size();) {
    const auto [code, length] = text::DecodeUtf8(surface, i);
    const bool widthless = code >= 0x80 && code != text::kBrokenUtf8 &&
                           text::KindOf(code) == text::CharKind::kIgnorable;
    if (text::CutsWord(surface, i)) {
      i = surface.find('\n', i) + 1;
      continue;
    }
    if (!widthless && (!IsBracket(surface[i]) || HasPartner(surface, i))) {
      clean.append(surface, i, length);
    }
    if (surface[i] == '.' && IsGluedInitial(surface, i)) clean += ' ';
    i += length;
  }
  return clean;
}

// "Robert F. Kennedy, Jr."
void DropCommaBeforeGeneration(ManyWords& words) {
  if (words.size() < 3 || !words[words.size() - 2].ends_with(',')) return;
  if (Generation(text::FoldName(Join(words))).empty()) return;
  words[words.size() - 2].remove_suffix(1);
}

}  // namespace

NameForm MakeNameForm(std::string_view surface, v1::EntityType type) {
  return MakeNameForm(surface, text::FoldName(surface), type);
}

NameForm MakeNameForm(std::string_view surface, const std::string& folded, v1::EntityType type,
                      EndingS ending) {
  if (NeedsCleaning(surface)) {
    const std::string clean = Cleaned(surface);
    if (clean != surface) return MakeNameForm(clean, text::FoldName(clean), type, ending);
  }
  std::string_view name = TrimMarks(surface);
  if (ending == EndingS::kPossessive) name = WithoutPossessive(name, type);
  ManyWords all = SurfaceWords(name);
  if (type == v1::ENTITY_TYPE_PERSON) DropCommaBeforeGeneration(all);
  Words words = WithoutSeat(WithoutArticle(WithoutTickers(all)));
  if (type == v1::ENTITY_TYPE_PERSON) words = WithoutTitles(words);
  if (type == v1::ENTITY_TYPE_ORGANISATION) words = WithoutCompanySuffixes(words);
  NameForm form;
  const std::string_view whole = InOneSpaced(words);
  form.shown = whole.empty() ? TrimMarks(Join(words)) : TrimMarks(whole);
  form.folded = form.shown == surface ? folded : text::FoldName(form.shown);
  form.key = MakeKey(form.folded);
  return form;
}

bool IsRegnalTitle(std::string_view folded_word) {
  return name_words::kRegnalTitles.Has(folded_word);
}

bool IsFormOfAddress(std::string_view folded_word) {
  return name_words::kFormsOfAddress.Has(folded_word);
}

bool EndsInOwnS(std::string_view folded_name) {
  std::string last(LastWord(folded_name));
  if (!last.ends_with('s') || last.size() < 4) return false;
  // A curly apostrophe is one all the same.
  for (const std::string_view mark : kApostrophes) {
    if (last.size() > mark.size() && last.ends_with(std::string(mark) + "s")) {
      last.replace(last.size() - mark.size() - 1, mark.size(), "'");
    }
  }
  return name_words::kOwnS.Has(last) ||
         (folded_name.find(' ') != std::string_view::npos && name_words::kOwnSAfterWords.Has(last));
}

PersonParts SplitPerson(std::string_view folded) {
  const std::vector<std::string_view> words = NameWords(WithoutGeneration(folded));
  PersonParts parts;
  parts.generation = Generation(folded);
  if (words.empty()) return parts;
  parts.first = words.front();
  if (words.size() == 1) return parts;
  parts.last = words.back();
  const std::string initials = Initials(words.front());
  parts.first_is_initial = !initials.empty();
  if (parts.first_is_initial) parts.middle = initials.substr(1);
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (name_words::kParticles.Has(words[i])) continue;
    const std::string middle = Initials(words[i]);
    parts.middle += middle.empty() ? std::string(1, words[i].front()) : middle;
  }
  return parts;
}

std::vector<std::string> Acronyms(std::string_view folded) {
  const std::vector<std::string_view> words = NameWords(folded);
  std::string brief;
  std::string full;
  for (const std::string_view word : words) {
    // Initials of scripts with more than a byte per letter are not written as acronyms here.
    if (word.front() < 'a' || word.front() > 'z') continue;
    full += word.front();
    if (!name_words::kSmallWords.Has(word)) brief += word.front();
  }
  std::vector<std::string> acronyms;
  if (words.size() < 2) return acronyms;
  if (brief.size() > 1) acronyms.push_back(brief);
  if (full.size() > 1 && full != brief) acronyms.push_back(full);
  return acronyms;
}

bool LooksLikeAcronym(std::string_view shown) {
  std::size_t capitals = 0;
  for (const char c : shown) {
    if (c >= 'A' && c <= 'Z') {
      ++capitals;
    } else if (c != '.') {
      return false;
    }
  }
  return capitals >= 2 && capitals <= 6;
}

}  // namespace dateline::article
