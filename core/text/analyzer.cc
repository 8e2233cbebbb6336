// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/analyzer.h"

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
    impl.tokens.push_back({forms.term, forms.folded, ++position, word.start, word.end});
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
        impl.tokens.push_back({forms.term, forms.folded, place + 1, word.start, word.end});
    }
    ++place;
  }
  return impl.tokens;
}

}  // namespace dateline::text
