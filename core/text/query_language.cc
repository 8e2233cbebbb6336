// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/query_language.h"

#include <unicode/uscript.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "core/text/fold.h"
#include "core/text/stop_words.h"
#include "core/text/utf8.h"
#include "core/text/word_scanner.h"

namespace dateline::text {
namespace {

// The script of the first letter; USCRIPT_COMMON if there is none.
UScriptCode ScriptOf(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto [code, length] = DecodeUtf8(text, i);
    i += length;
    if (code == kBrokenUtf8) continue;
    UErrorCode error = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(static_cast<UChar32>(code), &error);
    if (U_SUCCESS(error) != 0 && script > USCRIPT_INHERITED) return script;
  }
  return USCRIPT_COMMON;
}

bool IsWrittenIn(Language language, UScriptCode script) {
  switch (language) {
    case Language::kOther:
      return true;
    case Language::kRussian:
      return script == USCRIPT_CYRILLIC;
    case Language::kArabic:
      return script == USCRIPT_ARABIC;
    case Language::kGreek:
      return script == USCRIPT_GREEK;
    default:
      return script == USCRIPT_LATIN;
  }
}

std::size_t CountStopWords(std::string_view text, Language language) {
  std::size_t count = 0;
  WordScanner scanner(text, language);
  for (ScannedWord word; scanner.Next(word);) {
    const std::string written = FoldCase(text.substr(word.start, word.end - word.start));
    count += IsStopWord(written, language) ? 1 : 0;
  }
  return count;
}

}  // namespace

Language DetectQueryLanguage(std::string_view text, const std::vector<Language>& languages) {
  if (languages.size() == 1) return languages.front();
  const UScriptCode script = ScriptOf(text);
  std::vector<Language> best;
  std::size_t most = 0;
  std::optional<std::size_t> likeliest;  // stop words of the first language in the script
  for (const Language language : languages) {
    if (script != USCRIPT_COMMON && !IsWrittenIn(language, script)) continue;
    const std::size_t count = CountStopWords(text, language);
    if (!likeliest) likeliest = count;
    if (count > most) best.clear();
    most = std::max(most, count);
    if (count == most) best.push_back(language);
  }
  if (best.empty()) return languages.front();
  // A single one may be a word of the likeliest language that looks like it: "cours or".
  const bool clear = *likeliest == most || most > 1;
  if (best.size() == 1 && clear) return best.front();
  const auto first = std::find_if(languages.begin(), languages.end(), [script](Language language) {
    return script == USCRIPT_COMMON || IsWrittenIn(language, script);
  });
  const std::string code = DetectLanguage(CleanUtf8(text));
  const auto sure = std::find(best.begin(), best.end(), LanguageFromCode(code));
  if (!code.empty() && sure != best.end()) return *sure;
  return clear ? best.front() : *first;
}

}  // namespace dateline::text
