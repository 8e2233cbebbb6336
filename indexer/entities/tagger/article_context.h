// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of an article as a whole before the features of its tokens are extracted: cases of
// sentences, runs of tokens that may hold names, known phrases, and the uses of each word.
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_ARTICLE_CONTEXT_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_ARTICLE_CONTEXT_H_

#include <array>
#include <bitset>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/entities/tagger/word_attributes.h"

namespace dateline::tagger {

inline constexpr std::size_t kMaxRunTokens = 150;  // longer runs are cut there

enum class SentenceCase : std::uint8_t { kNormal, kAllCaps, kTitle, kNoCapitals };

// Tokens [begin, end) that are labelled together. What is in no run is outside of names.
struct TokenRun {
  std::uint32_t begin;
  std::uint32_t end;
};

// The capitalised uses of one folded form in the article.
struct WordUses {
  static constexpr std::size_t kKept = 7;     // six others than the token itself
  std::array<std::uint32_t, kKept> places{};  // tokens, rising
  std::uint8_t kept = 0;
  std::uint16_t capitalised = 0;
  std::uint16_t lower = 0;
  std::array<std::uint8_t, kKept> signs{};  // UseSign bits, by place
};

// Not thread-safe: one per thread, it keeps its memory.
class ArticleContext {
 public:
  explicit ArticleContext(const Lexicon& lexicon) : lexicon_(lexicon) {}

  // See FeatureExtractor::SetArticle.
  void SetArticle(std::span<const std::string_view> surfaces,
                  std::span<const WordAttributes*> words,
                  std::span<const std::uint32_t> sentence_ends, WordCache& cache);

  // See FeatureExtractor::runs.
  std::span<const TokenRun> runs() const { return runs_; }
  // By token: PhraseKind bits, one byte per NamePart.
  std::span<const std::uint32_t> phrases() const { return phrases_; }
  SentenceCase CaseAt(std::uint32_t token) const { return cases_[sentence_of_[token]]; }
  bool IsFirstInSentence(std::uint32_t token) const {
    return token == 0 || sentence_of_[token - 1] != sentence_of_[token];
  }
  // The word `offset` tokens from `token`; BoundaryWord() outside of its sentence.
  const WordAttributes& WordAt(std::uint32_t token, int offset) const;
  // nullptr: the article never capitalises the word.
  const WordUses* UsesOf(const WordAttributes& word) const {
    const std::uint32_t form = word.folded_id;
    return form < stamps_.size() && stamps_[form] == stamp_ ? &uses_[use_of_[form]] : nullptr;
  }

 private:
  static constexpr std::size_t kFormBits = 4096;

  void FindSentences();
  void FindRuns(std::uint32_t begin, std::uint32_t end);
  void AddRun(std::uint32_t begin, std::uint32_t end);
  void ReadWords(std::uint32_t begin, std::uint32_t end);
  void MatchPhrases(std::uint32_t begin, std::uint32_t end);
  std::uint32_t MatchPhraseAt(std::uint32_t begin, std::uint32_t end);
  void CollectUses();
  void CollectCapitalised();
  void CollectLower();
  std::uint8_t SignsOf(std::uint32_t token) const;

  const Lexicon& lexicon_;
  WordCache* cache_ = nullptr;  // of this article
  std::span<const std::string_view> surfaces_;
  std::span<const WordAttributes*> words_;
  std::span<const std::uint32_t> sentence_ends_;
  std::vector<std::uint32_t> sentence_of_;  // by token
  std::vector<SentenceCase> cases_;         // by sentence
  std::vector<TokenRun> runs_;
  std::vector<std::uint32_t> phrases_;  // by token
  std::vector<WordUses> uses_;          // of this article
  std::vector<std::uint32_t> use_of_;   // by folded id: index in uses_, while its stamp is ours
  std::vector<std::uint32_t> stamps_;   // by folded id: the article that wrote use_of_
  std::uint32_t stamp_ = 0;
  std::bitset<kFormBits> capitalised_forms_;  // of this article, by FormHash % kFormBits
  std::string phrase_;
};

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_ARTICLE_CONTEXT_H_
