// SPDX-License-Identifier: GPL-3.0-or-later
// Sentences and tokens as the corpora of named entities cut them (CoNLL-2003): words with their
// inner hyphens and apostrophes, possessive 's and punctuation apart, "U.S." whole.
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_NAME_TOKENS_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_NAME_TOKENS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::tagger {

inline constexpr std::size_t kMaxNameTokenBytes = 120;  // longer words are cut there
inline constexpr std::size_t kMaxSentenceTokens = 300;  // longer sentences are cut there

// Bytes [start, end) of the text.
struct NameToken {
  std::uint32_t start;
  std::uint32_t end;
};

struct NameTokens {
  std::vector<NameToken> tokens;
  std::vector<std::uint32_t> sentence_ends;  // index after each sentence's last token, rising

  void clear() {
    tokens.clear();
    sentence_ends.clear();
  }
};

struct TokenRules {
  bool ordinal_dots = false;  // "3. Oktober" ends no sentence (German)
};

// Appends the tokens of `text` (any bytes, under 4 GiB). A word that the end of a wrapped line cuts
// (text::WrappedLineEnds) is one token, with hyphen and line end: WholeWord takes them out. Linear
// time; thread-safe.
void TokenizeNames(std::string_view text, TokenRules rules, NameTokens& out);

// "Merkel" of the token "Mer-\nkel".
std::string WholeWord(std::string_view token);

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_NAME_TOKENS_H_
