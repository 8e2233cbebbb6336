// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/analyzer.h"

#include "core/text/char_kind.h"
#include "core/text/term_cache.h"
#include "core/text/utf8.h"
#include "core/text/word_scanner.h"

namespace dateline::text {

struct Analyzer::Impl {
  TermCache cache;
  std::vector<Token> tokens;
};

Analyzer::Analyzer() : impl_(std::make_unique<Impl>()) {}
Analyzer::~Analyzer() = default;

const std::vector<Token>& Analyzer::Analyze(std::string_view text, Language language) {
  Impl& impl = *impl_;
  impl.cache.BeginText();
  impl.tokens.clear();
  WordScanner scanner(text, language);
  ScannedWord word;
  std::uint32_t position = 0;
  while (scanner.Next(word)) {
    const CachedWord forms = impl.cache.Find(word.surface, language);
    if (forms.term.empty()) continue;
    impl.tokens.push_back(
        {forms.term, forms.folded, ++position, word.start, word.end, word.second, word.elided});
  }
  return impl.tokens;
}

const std::vector<Token>& Analyzer::AnalyzeAt(std::string_view text, Language language,
                                              std::span<const std::uint32_t> places) {
  Impl& impl = *impl_;
  impl.cache.BeginText();
  impl.tokens.clear();
  WordScanner scanner(text, language);
  ScannedWord word;
  for (std::uint32_t place = 0; impl.tokens.size() < places.size() && scanner.Next(word);) {
    const bool wanted = place == places[impl.tokens.size()];
    // Something is always left of an ASCII word.
    if (wanted || !IsAscii(word.surface)) {
      const CachedWord forms = impl.cache.Find(word.surface, language);
      if (forms.term.empty()) continue;
      if (wanted)
        impl.tokens.push_back(
            {forms.term, forms.folded, place + 1, word.start, word.end, word.second, word.elided});
    }
    ++place;
  }
  return impl.tokens;
}

std::string_view FirstCharacter(std::string_view folded) {
  std::size_t end = 0;
  while (end < folded.size()) {
    const auto [code, length] = DecodeUtf8(folded, end);
    if (end > 0 && SearchKindOf(code) != CharKind::kMark) break;
    end += length;
  }
  return folded.substr(0, end);
}

bool IsLoneCharacter(std::string_view folded) {
  return !folded.empty() && SearchKindOf(DecodeUtf8(folded, 0).code) == CharKind::kIdeograph &&
         FirstCharacter(folded).size() == folded.size();
}

}  // namespace dateline::text
