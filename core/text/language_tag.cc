// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/language_tag.h"

#include <unicode/locdspnm.h>
#include <unicode/locid.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "core/text/char_kind.h"
#include "core/text/fold.h"
#include "core/text/language.h"

namespace dateline::text {
namespace {

// ISO 639-1, with "bh" for the Bihari languages, which detection still names so.
constexpr std::string_view kIso639Codes =
    " "
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs "
    "cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha "
    "he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn "
    "ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb "
    "nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd "
    "se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw "
    "ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ";

// Codes without two letters that detection knows and ICU may not.
constexpr std::string_view kLongCodes = " ceb chr crs haw hmn kha lif mfe nso sco syr war ";

using Names = std::map<std::string, std::string, std::less<>>;  // folded name to tag

bool IsIn(std::string_view code, std::string_view codes) {
  return codes.find(" " + std::string(code) + " ") != std::string_view::npos;
}

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), Lower);
  return lower;
}

// The code in use for one of any kind, in lower case; "" if there is no such language.
std::string CurrentCode(const std::string& code) {
  static const std::map<std::string_view, std::string_view> former{
      {"iw", "he"},  {"in", "id"},  {"ji", "yi"},  {"jw", "jv"},  {"mo", "ro"},  {"sh", "sr"},
      {"nob", "nb"}, {"nno", "nn"}, {"nor", "no"}, {"fil", "tl"}, {"tgl", "tl"}, {"bih", "bh"}};
  if (const auto found = former.find(code); found != former.end())
    return std::string(found->second);
  if (code.size() == 2) return IsIn(code, kIso639Codes) ? code : "";
  if (IsIn(code, kLongCodes)) return code;
  // ICU knows the codes of ISO 639-2/B and of members of macrolanguages as aliases.
  const std::string canonical = icu::Locale::createCanonical(code.c_str()).getLanguage();
  if (canonical.size() == 2) return IsIn(canonical, kIso639Codes) ? canonical : "";
  static const auto* const known = [] {
    auto* codes = new std::set<std::string>;
    for (const char* const* one = uloc_getISOLanguages(); *one != nullptr; ++one)
      codes->insert(*one);
    for (const char* none : {"und", "mul", "zxx", "mis", "root"}) codes->erase(none);
    return codes;
  }();
  return known->contains(canonical) ? canonical : "";
}

// Script, region and variants in their usual case, each after a hyphen.
std::string Subtags(std::string_view rest) {
  std::string tag;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find_first_of("-_"), rest.size());
    std::string part = LowerCase(rest.substr(0, end));
    if (part.size() == 2) std::ranges::transform(part, part.begin(), Upper);
    if (part.size() == 4 && IsAsciiLetter(part[0])) part[0] = Upper(part[0]);
    if (!part.empty()) tag += "-" + part;
    rest = rest.substr(end);
  }
  return tag;
}

std::optional<LanguageTag> ReadCode(std::string_view code) {
  constexpr std::size_t kLongestTag = 35;           // RFC 5646, section 4.4.1
  code = code.substr(0, code.find_first_of(".@"));  // "de_DE.UTF-8@euro"
  if (!IsLanguageCode(code)) return std::nullopt;
  const std::size_t letters = std::min(code.find_first_of("-_"), code.size());
  const std::string current = CurrentCode(LowerCase(code.substr(0, letters)));
  if (current.empty()) return std::nullopt;
  LanguageTag read{current == "nb" || current == "nn" ? "no" : current, ""};
  std::string tag = current + Subtags(code.substr(letters));
  if (tag != read.base && tag.size() <= kLongestTag) read.tag = std::move(tag);
  return read;
}

std::string Utf8(const icu::UnicodeString& text) {
  std::string out;
  return text.toUTF8String(out);
}

void AddNames(const icu::Locale& in, bool regions, Names& names) {
  for (const char* const* code = uloc_getISOLanguages(); *code != nullptr; ++code) {
    if (!IsIn(*code, kIso639Codes) && in.getLanguage() != std::string_view("en")) continue;
    icu::UnicodeString name;
    icu::Locale(*code).getDisplayLanguage(in, name);
    const std::string folded = FoldName(Utf8(name));
    if (folded != *code && ReadCode(*code)) names.try_emplace(folded, *code);
  }
  if (!regions) return;
  std::int32_t count = 0;
  const icu::Locale* const all = icu::Locale::getAvailableLocales(count);
  for (const UDialectHandling form : {ULDN_DIALECT_NAMES, ULDN_STANDARD_NAMES}) {
    const std::unique_ptr<icu::LocaleDisplayNames> display(
        icu::LocaleDisplayNames::createInstance(in, form));
    for (std::int32_t i = 0; i < count; ++i) {
      icu::UnicodeString name;
      display->localeDisplayName(all[i], name);
      names.try_emplace(FoldName(Utf8(name)), all[i].getName());
    }
  }
}

// Names of languages, of which those in English win.
Names* MakeNames() {
  auto* const names = new Names;
  AddNames(icu::Locale("en"), true, *names);
  for (const auto& [name, code] : std::initializer_list<std::pair<const char*, const char*>>{
           {"castilian", "es"},
           {"castellano", "es"},
           {"mandarin", "zh"},
           {"farsi", "fa"},
           {"bokmal", "nb"},
           {"nynorsk", "nn"},
           {"slovene", "sl"},
           {"panjabi", "pa"},
           {"moldovan", "ro"},
           {"bahasa indonesia", "id"},
           {"bahasa melayu", "ms"},
           {"serbo-croatian", "sr"},
           {"flemish", "nl-BE"},
           {"gaelic", "gd"},
           {"modern greek", "el"},
           {"traditional chinese", "zh-Hant"},
           {"simplified chinese", "zh-Hans"}}) {
    names->try_emplace(name, code);
  }
  std::int32_t count = 0;
  const icu::Locale* const all = icu::Locale::getAvailableLocales(count);
  for (std::int32_t i = 0; i < count; ++i) {
    if (std::string_view(all[i].getName()) != all[i].getLanguage()) continue;
    icu::UnicodeString name;
    all[i].getDisplayLanguage(all[i], name);
    names->try_emplace(FoldName(Utf8(name)), all[i].getLanguage());
  }
  for (const char* in : {"de", "fr", "es", "it", "pt", "nl", "ru", "pl", "sv", "no", "da",
                         "fi", "tr", "cs", "hu", "ro", "el", "uk", "ar", "zh", "ja"}) {
    AddNames(icu::Locale(in), false, *names);
  }
  return names;
}

std::optional<LanguageTag> ReadName(std::string_view given) {
  constexpr std::size_t kLongestName = 100;
  if (given.size() > kLongestName) return std::nullopt;
  static const Names* const names = MakeNames();
  const std::string folded = FoldName(given);
  if (const auto found = names->find(folded); found != names->end()) return ReadCode(found->second);
  const std::size_t bracket = given.find('(');
  if (bracket == std::string_view::npos) return std::nullopt;
  const auto found = names->find(FoldName(given.substr(0, bracket)));
  if (found == names->end()) return std::nullopt;
  const std::string_view region = given.substr(bracket + 1, given.find(')', bracket) - bracket - 1);
  const bool is_code = region.size() == 2 && IsAsciiLetter(region[0]) && IsAsciiLetter(region[1]);
  return ReadCode(is_code ? found->second + "-" + std::string(region) : found->second);
}

}  // namespace

std::optional<LanguageTag> ReadLanguage(std::string_view given) {
  const bool plain = given.size() == 2 && given != "nb" && given != "nn";
  if (plain && IsIn(given, kIso639Codes)) return LanguageTag{std::string(given), ""};
  if (auto read = ReadCode(given)) return read;
  if (given.size() < 2) return std::nullopt;
  if (const auto end = given.find_first_of(",;/|"); end != std::string_view::npos && end > 0) {
    return ReadLanguage(given.substr(0, end));
  }
  if (IsLanguageCode(given) && given.size() <= 3) return std::nullopt;  // a code, but of nothing
  return ReadName(given);
}

std::string LanguageBase(std::string_view given) {
  auto read = ReadLanguage(given);
  return read ? std::move(read->base) : std::string(given);
}

}  // namespace dateline::text
