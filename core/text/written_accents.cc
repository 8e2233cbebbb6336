// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/written_accents.h"

#include <array>
#include <cstddef>
#include <span>

#include "core/text/utf8.h"

namespace dateline::text {
namespace {

// An ending without accents, and what is put in its place. Longer ones stand before those that end
// them.
struct Ending {
  std::string_view plain;
  std::string_view written;
  std::size_t shortest = 0;  // word in bytes
};

constexpr std::array<Ending, 13> kFrench{{
    {"ierement", "ièrement"},
    {"iees", "ies"},
    {"iee", "ie"},
    {"oyes", "oyés"},
    {"oye", "oyé"},
    {"ayes", "ayés"},
    {"aye", "ayé"},
    {"ieres", "ières"},
    {"iere", "ière"},
    {"ites", "ités"},
    {"ite", "ité"},
    {"ees", "ées"},
    {"ee", "ée"},
}};
constexpr std::array<Ending, 21> kSpanish{{
    {"acion", "ación"},         {"ucion", "ución"},         {"interes", "interés"},
    {"frances", "francés"},     {"ingles", "inglés"},       {"portugues", "portugués"},
    {"japones", "japonés"},     {"libanes", "libanés"},     {"holandes", "holandés"},
    {"irlandes", "irlandés"},   {"finlandes", "finlandés"}, {"tailandes", "tailandés"},
    {"escoces", "escocés"},     {"burgues", "burgués"},     {"marques", "marqués"},
    {"senegales", "senegalés"}, {"sudanes", "sudanés"},     {"congoles", "congolés"},
    {"milan", "milán"},         {"golan", "golán"},         {"iran", "irán"},
}};
constexpr std::array<Ending, 20> kPortuguese{{
    {"ancias", "âncias"}, {"ancia", "ância"},   {"arao", "arão", 6}, {"erao", "erão", 6},
    {"irao", "irão", 6},  {"encias", "ências"}, {"encia", "ência"},  {"acoes", "ação"},
    {"ucoes", "ução"},    {"acao", "ação"},     {"ucao", "ução"},    {"oes", "ão"},
    {"aes", "ão", 6},     {"aveis", "ável"},    {"iveis", "ível"},   {"avel", "ável"},
    {"ivel", "ível"},     {"eis", "el", 6},     {"ais", "al", 5},    {"ois", "ol", 6},
}};
constexpr std::array<Ending, 13> kItalian{{
    {"bilita", "bilità"},
    {"alita", "alità", 7},
    {"icita", "icità", 7},
    {"osita", "osità", 7},
    {"ivita", "ività", 7},
    {"orita", "orità", 7},
    {"ersita", "ersità"},
    {"identita", "identità"},
    {"antita", "antità"},
    {"munita", "munità"},
    {"verita", "verità"},
    {"novita", "novità"},
    {"sanita", "sanità"},
}};
constexpr std::array<Ending, 7> kRussian{{
    {"ыи", "ый"},
    {"ии", "ий"},
    {"ои", "ой"},
    {"еи", "ей"},
    {"аи", "ай"},
    {"уи", "уй"},
    {"яи", "яй"},
}};
constexpr std::array<Ending, 7> kHungarian{{
    {"kent", "ként", 7},
    {"bol", "ból", 6},
    {"rol", "ról", 6},
    {"tol", "tól", 6},
    {"nal", "nál", 6},
    {"nel", "nél", 6},
    {"ert", "ért", 6},
}};
// The stemmer knows the letters with a cedilla, which are written with a comma today.
constexpr std::array<Ending, 13> kRomanian{{
    {"itatilor", "ităţilor"},
    {"itatile", "ităţile"},
    {"itatii", "ităţii"},
    {"itati", "ităţi"},
    {"tiilor", "ţiilor"},
    {"tiile", "ţiile"},
    {"tiei", "ţiei"},
    {"tia", "ţia"},
    {"tie", "ţie"},
    {"tii", "ţii"},
    {"ati", "aţi", 5},
    {"iti", "iţi", 5},
    {"uti", "uţi", 5},
}};
constexpr std::array<Ending, 3> kCatalan{{
    {"acio", "ació"},
    {"ucio", "ució"},
    {"sio", "sió"},
}};

std::span<const Ending> Endings(Language language) {
  switch (language) {
    case Language::kFrench:
      return kFrench;
    case Language::kSpanish:
      return kSpanish;
    case Language::kPortuguese:
      return kPortuguese;
    case Language::kItalian:
      return kItalian;
    case Language::kRussian:
      return kRussian;
    case Language::kHungarian:
      return kHungarian;
    case Language::kRomanian:
      return kRomanian;
    case Language::kCatalan:
      return kCatalan;
    default:
      return {};
  }
}

std::string WithWrittenEnding(std::string_view folded, std::span<const Ending> endings) {
  for (const Ending& ending : endings) {
    if (folded.size() < ending.shortest || !folded.ends_with(ending.plain)) continue;
    return std::string(folded.substr(0, folded.size() - ending.plain.size()))
        .append(ending.written);
  }
  return std::string(folded);
}

bool StartsWithAny(std::string_view word, std::span<const std::string_view> starts) {
  for (const std::string_view start : starts) {
    if (word.starts_with(start)) return true;
  }
  return false;
}

constexpr std::string_view kAlef = "ا";
constexpr std::string_view kAlefWithHamza = "أ";
constexpr std::string_view kLam = "ل";
constexpr std::string_view kHa = "ه";
constexpr std::string_view kTaMarbuta = "ة";

// What news puts after "and" most often and starts with an alef that has a hamza.
constexpr std::array<std::string_view, 18> kAfterAnd{
    "اضاف", "اكد",  "اوضح", "اعلن", "اشار", "اعرب", "افاد",  "اصدر", "اطلق",
    "اصيب", "اصاب", "اسفر", "انه",  "ايض",  "ادار", "اعمال", "اسر",  "انا"};

// "And" and "so" before an alef are cut only if it has its hamza; so is the alef of an article
// before another one. A ه that ends a word with an article stands for ة: such a word has no
// possessive ending.
std::string WithArabicLetters(std::string_view folded) {
  static constexpr std::array<std::string_view, 2> kConjunctions{"و", "ف"};
  static constexpr std::array<std::string_view, 12> kArticles{
      "ال", "وال", "فال", "بال", "كال", "لل", "وبال", "ولل", "وكال", "فبال", "فلل", "فكال"};
  std::string word(folded);
  std::size_t at = 0;
  if (StartsWithAny(word, kConjunctions)) at = kConjunctions[0].size();
  const std::string_view rest = std::string_view(word).substr(at);
  if (at > 0 && StartsWithAny(rest, kAfterAnd)) {
    word.replace(at, kAlef.size(), kAlefWithHamza);
  } else if (rest.starts_with("الال")) {
    word.replace(at + kAlef.size() + kLam.size(), kAlef.size(), kAlefWithHamza);
  }
  if (word.ends_with(kHa) && !word.ends_with("لله") && StartsWithAny(word, kArticles)) {
    word.replace(word.size() - kHa.size(), kHa.size(), kTaMarbuta);
  }
  return word;
}

// Suffixes follow the last vowel of a word. Its letters do not tell i from dotless i any longer,
// nor u from an umlaut, but the vowel before and the one after do.
std::string WithTurkishVowels(std::string_view folded) {
  static constexpr std::string_view kVowels = "aeiou";
  std::string word;
  bool any = false;
  bool front = false;
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const char c = folded[i];
    if (kVowels.find(c) == std::string_view::npos) {
      word += c;
      continue;
    }
    const std::size_t next = folded.find_first_of(kVowels, i + 1);
    const bool front_next = next != std::string_view::npos && folded[next] == 'e';
    if (c == 'a' || c == 'e') {
      front = c == 'e';
    } else if (!any) {
      front = c == 'i' || front_next;
    }
    any = true;
    if (c == 'i') {
      word += front ? "i" : "ı";
    } else if (c == 'u') {
      word += front ? "ü" : "u";
    } else if (c == 'o') {
      word += front ? "ö" : "o";
    } else {
      word += c;
    }
  }
  return word;
}

std::string WithoutUmlautLetters(std::string stem) {
  const auto is_vowel = [](char c) {
    return std::string_view("aeiouy").find(c) != std::string_view::npos;
  };
  std::string plain;
  for (std::size_t i = 0; i < stem.size(); ++i) {
    const char before = plain.empty() ? '\0' : plain.back();
    const bool umlaut = stem[i] == 'e' && (before == 'a' || before == 'o' || before == 'u');
    const char two_before = plain.size() < 2 ? '\0' : plain[plain.size() - 2];
    // "neue", "Bauer" and "Quelle" have no umlaut.
    if (umlaut && !is_vowel(two_before) && two_before != 'q') continue;
    plain += stem[i];
  }
  return plain;
}

}  // namespace

std::string WithWrittenAccents(std::string_view folded, Language language) {
  if (language == Language::kArabic) return WithArabicLetters(folded);
  if (language == Language::kTurkish) return WithTurkishVowels(folded);
  return WithWrittenEnding(folded, Endings(language));
}

std::string SharedStem(std::string stem, Language language) {
  constexpr std::size_t kShortest = 5;
  if (language == Language::kGerman) return WithoutUmlautLetters(std::move(stem));
  if (language == Language::kSpanish && stem.size() >= kShortest && stem.back() == 'i') {
    stem.pop_back();
  }
  return stem;
}

}  // namespace dateline::text
