// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/stemmer.h"

#include <libstemmer.h>

#include <algorithm>

#include "core/limits.h"
#include "core/text/char_kind.h"
#include "core/text/fold.h"
#include "core/text/utf8.h"

namespace dateline::text {
namespace {

// English stems do not depend on accents; folding first lets "résumés" meet "resumes".
bool StemsWithoutAccents(Language language) {
  return language == Language::kEnglish || language == Language::kOther;
}

bool HasDigit(std::string_view word) { return std::any_of(word.begin(), word.end(), IsAsciiDigit); }

}  // namespace

Stemmer::~Stemmer() {
  for (sb_stemmer* stemmer : stemmers_) {
    if (stemmer != nullptr) sb_stemmer_delete(stemmer);
  }
}

WordForms Stemmer::FormsOf(std::string_view surface, Language language) {
  std::string cased = FoldCase(surface, language == Language::kTurkish);
  if (!IsAscii(cased)) cased = KeepWordCharacters(cased);
  WordForms forms;
  forms.folded = CutUtf8(FoldAccents(cased), limits::kMaxTokenBytes);
  const std::string_view stemmable = StemsWithoutAccents(language) ? forms.folded : cased;
  forms.term = FoldAccents(StemOf(CutUtf8(stemmable, limits::kMaxTokenBytes), language));
  forms.term = CutUtf8(forms.term, limits::kMaxTokenBytes);
  if (forms.term.empty()) forms.term = forms.folded;
  return forms;
}

std::string Stemmer::StemOf(std::string_view word, Language language) {
  if (language == Language::kOther || word.empty() || HasDigit(word)) return std::string(word);
  sb_stemmer*& stemmer = stemmers_[static_cast<std::size_t>(language)];
  if (stemmer == nullptr) {
    stemmer = sb_stemmer_new(std::string(LanguageCode(language)).c_str(), nullptr);
  }
  if (stemmer == nullptr) return std::string(word);
  const sb_symbol* stem = sb_stemmer_stem(stemmer, reinterpret_cast<const sb_symbol*>(word.data()),
                                          static_cast<int>(word.size()));
  if (stem == nullptr) return std::string(word);
  return {reinterpret_cast<const char*>(stem),
          static_cast<std::size_t>(sb_stemmer_length(stemmer))};
}

}  // namespace dateline::text
