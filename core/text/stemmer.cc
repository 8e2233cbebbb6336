// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/stemmer.h"

#include <libstemmer.h>

#include <algorithm>
#include <utility>

#include "core/limits.h"
#include "core/text/char_kind.h"
#include "core/text/fold.h"
#include "core/text/han_variants.h"
#include "core/text/utf8.h"
#include "core/text/written_accents.h"

namespace dateline::text {
namespace {

bool HasDigit(std::string_view word) { return std::any_of(word.begin(), word.end(), IsAsciiDigit); }

}  // namespace

Stemmer::~Stemmer() {
  for (sb_stemmer* stemmer : stemmers_) {
    if (stemmer != nullptr) sb_stemmer_delete(stemmer);
  }
}

WordForms Stemmer::FormsOf(std::string_view surface, Language language) {
  std::string cased = FoldCase(surface, language == Language::kTurkish);
  if (!IsAscii(cased)) cased = FoldHanVariants(KeepWordCharacters(cased));
  WordForms forms;
  forms.folded = CutUtf8(FoldAccents(cased), limits::kMaxTokenBytes);
  forms.term = CutUtf8(StemOfFolded(forms.folded, language), limits::kMaxTokenBytes);
  if (forms.term.empty()) forms.term = forms.folded;
  return forms;
}

// Of the folded word alone: a word has one stem, with its accents and without.
std::string Stemmer::StemOfFolded(const std::string& folded, Language language) {
  if (language == Language::kEnglish || language == Language::kOther) {
    return StemOf(folded, language);
  }
  const std::string written = WithWrittenAccents(folded, language);
  std::string stem = FoldAccents(StemOf(written, language));
  if (language == Language::kTurkish) {
    // Foreign words do not keep the harmony of vowels by which accents were told.
    std::string plain = StemOf(folded, language);
    if (plain.size() < stem.size()) stem = std::move(plain);
  }
  return SharedStem(std::move(stem), language);
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
