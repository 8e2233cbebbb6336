// SPDX-License-Identifier: GPL-3.0-or-later
// Features of tokens in an article, as hashes: of the words around, and of the other places at
// which the article uses the same word.
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_FEATURES_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_FEATURES_H_

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "indexer/entities/tagger/article_context.h"
#include "indexer/entities/tagger/word_attributes.h"

namespace dateline::tagger {

// Of the features' definition: weights fit only the version they were trained with.
inline constexpr std::uint32_t kFeatureVersion = 3;
inline constexpr std::size_t kMaxTokenFeatures = 200;  // so that 16-bit sums of 8-bit weights hold
inline constexpr std::size_t kWindowWords = 5;

// Not thread-safe: one per thread, it keeps its memory.
class FeatureExtractor {
 public:
  explicit FeatureExtractor(const Lexicon& lexicon) : article_(lexicon) {}

  // The tokens of one article, and the ends of its sentences (rising, the last at the end). All
  // outlive the use of this article. Plain words (IsPlainWord) may be given as UnreadWord: those
  // that matter are read from `cache`, of which all others are.
  void SetArticle(std::span<const std::string_view> surfaces,
                  std::span<const WordAttributes*> words,
                  std::span<const std::uint32_t> sentence_ends, WordCache& cache) {
    article_.SetArticle(surfaces, words, sentence_ends, cache);
  }

  // Tokens within one of a capitalised one, and gaps of up to three between those; in order, none
  // crosses a sentence.
  std::span<const TokenRun> runs() const { return article_.runs(); }

  // What follows gives hashes, whose top bits are the weights' row; valid until the next call.
  // All features of a token of a run: at most kMaxTokenFeatures. They are those of each word of its
  // window at its place, which are the same wherever the word stands, and those of the context.
  // The trainer draws its dropout in their order: if that changes, build the models again.
  std::span<const std::uint32_t> Extract(std::uint32_t token);
  std::span<const std::uint32_t> ExtractWord(const WordAttributes& word, std::uint32_t place);
  std::span<const std::uint32_t> ExtractContext();  // of the token last looked at

  // Takes the window of a token: two words before, itself, two after.
  void LookAt(std::uint32_t token);
  const std::array<const WordAttributes*, kWindowWords>& window() const { return window_.words; }

 private:
  // The words around the other uses of a token's word.
  struct OtherUses {
    static constexpr std::size_t kMost = WordUses::kKept - 1;
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

  ArticleContext article_;
  Window window_{};
  std::array<std::uint32_t, kMaxTokenFeatures> features_{};
  std::size_t count_ = 0;
};

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_FEATURES_H_
