// SPDX-License-Identifier: GPL-3.0-or-later
// Features of tokens in an article, as hashes: of the words around, and of the other places where
// the article uses the same word.
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_FEATURES_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_FEATURES_H_

#include <array>
#include <bitset>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "indexer/entities/tagger/word_attributes.h"

namespace dateline::tagger {

// Of the features' definition: weights fit only the version they were trained with.
inline constexpr std::uint32_t kFeatureVersion = 3;
inline constexpr std::size_t kMaxTokenFeatures = 200;  // so that 16-bit sums of 8-bit weights hold
inline constexpr std::size_t kWindowWords = 5;
inline constexpr std::size_t kMaxRunTokens = 150;  // longer runs are cut there

enum class SentenceCase : std::uint8_t { kNormal, kAllCaps, kTitle, kNoCapitals };

// Tokens [begin, end) that are labelled together. What is in no run is outside of names.
struct TokenRun {
  std::uint32_t begin;
  std::uint32_t end;
};

// Not thread-safe: one a thread, it keeps its memory.
class FeatureExtractor {
 public:
  explicit FeatureExtractor(const Lexicon& lexicon) : lexicon_(lexicon) {}

  // The tokens of one article, and where its sentences end (rising, the last at the end). All
  // outlive the use of this article. Plain words (IsPlainWord) may be given as UnreadWord: those
  // that matter are read from `cache`, of which all others are.
  void SetArticle(std::span<const std::string_view> surfaces,
                  std::span<const WordAttributes*> words,
                  std::span<const std::uint32_t> sentence_ends, WordCache& cache);

  // Tokens within one of a capitalised one, and gaps of up to three between those; in order, none
  // crosses a sentence.
  std::span<const TokenRun> runs() const { return runs_; }

  // What follows gives hashes, whose top bits are the weights' row; valid until the next call.
  // All features of a token of a run: at most kMaxTokenFeatures. They are those of each word of its
  // window at its place, which are the same wherever the word stands, and those of the context.
  // The trainer draws its dropout in their order: where that changes, build the models again.
  std::span<const std::uint32_t> Extract(std::uint32_t token);
  std::span<const std::uint32_t> ExtractWord(const WordAttributes& word, std::uint32_t place);
  std::span<const std::uint32_t> ExtractContext();  // of the token last looked at

  // Takes the window of a token: two words before, itself, two behind.
  void LookAt(std::uint32_t token);
  const std::array<const WordAttributes*, kWindowWords>& window() const { return window_.words; }

 private:
  static constexpr std::size_t kFormBits = 4096;

  // The uses of one folded form in the article.
  struct Uses {
    static constexpr std::size_t kKept = 7;  // six others than the token itself
    std::array<std::uint32_t, kKept> places{};
    std::uint8_t kept = 0;
    std::uint16_t capitalised = 0;
    std::uint16_t lower = 0;
    std::array<std::uint8_t, kKept> signs{};  // UseSign bits, by place
  };
  // The words around the other uses of a token's word.
  struct OtherUses {
    static constexpr std::size_t kMost = Uses::kKept - 1;
    std::array<const WordAttributes*, kMost> before;
    std::array<const WordAttributes*, kMost> after;
    std::size_t count = 0;
  };
  // What surrounds a token.
  struct Window {
    std::array<const WordAttributes*, kWindowWords> words;
    std::uint32_t token;
    SentenceCase sentence_case;
    bool first;  // in its sentence
  };

  void Emit(std::uint32_t feature_template, std::uint64_t a, std::uint64_t b = 0,
            std::uint64_t c = 0);
  void EmitWord(const WordAttributes& word, std::uint32_t place);
  void EmitOwnWord(const WordAttributes& word);
  void EmitContext();
  void EmitShapes(const Window& window);
  void EmitForms(const Window& window);
  void EmitLexicon(const Window& window);
  void EmitClusters(const Window& window);
  void EmitGazetteer(const Window& window);
  void EmitArticle(const Window& window);
  void EmitNeighbours(const OtherUses& uses, std::uint64_t own_case);

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
  const WordAttributes& WordAt(std::uint32_t token, int offset) const;

  const Lexicon& lexicon_;
  WordCache* cache_ = nullptr;  // of this article
  std::span<const std::string_view> surfaces_;
  std::span<const WordAttributes*> words_;
  std::span<const std::uint32_t> sentence_ends_;
  std::vector<std::uint32_t> sentence_of_;  // by token
  std::vector<SentenceCase> cases_;         // by sentence
  std::vector<TokenRun> runs_;
  std::vector<std::uint32_t> phrases_;  // by token: PhraseKind bits, one byte a NamePart
  std::vector<Uses> uses_;              // of this article
  std::vector<std::uint32_t> use_of_;   // by folded id: index in uses_ + 1, while its stamp is ours
  std::vector<std::uint32_t> stamps_;   // by folded id: the article that wrote use_of_
  std::uint32_t stamp_ = 0;
  std::bitset<kFormBits> capitalised_forms_;  // of this article, by FormHash % kFormBits
  std::string phrase_;
  Window window_{};
  std::array<std::uint32_t, kMaxTokenFeatures> features_{};
  std::size_t count_ = 0;
};

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_FEATURES_H_
