// SPDX-License-Identifier: GPL-3.0-or-later
// Labels for the tokens of an article.
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_NAME_DECODER_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_NAME_DECODER_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "indexer/entities/tagger/features.h"
#include "indexer/entities/tagger/name_model.h"
#include "indexer/entities/tagger/name_viterbi.h"
#include "indexer/entities/tagger/word_attributes.h"
#include "indexer/entities/tagger/word_scores.h"

namespace dateline::tagger {

// Tokens [begin, end).
struct LabelledName {
  std::uint32_t begin;
  std::uint32_t end;
  NameKind kind;
  bool operator==(const LabelledName&) const = default;
};

// The names that `labels` spell, in order. Thread-safe.
std::vector<LabelledName> NamesOfLabels(std::span<const NameLabel> labels);

// An article is built up token by token, then labelled. Not thread-safe: one per thread (it keeps a
// bounded cache of words).
class NameDecoder {
 public:
  explicit NameDecoder(std::shared_ptr<const NameModel> model);
  NameDecoder(const NameDecoder&) = delete;
  NameDecoder& operator=(const NameDecoder&) = delete;

  void StartArticle();
  void AddToken(std::string_view token);  // any bytes, which outlive Label
  void EndSentence();                     // an empty one is none
  // One label per token; ends the article. Valid until the next call.
  std::span<const NameLabel> Label();

 private:
  void ScoreRun(const TokenRun& run);

  std::shared_ptr<const NameModel> model_;  // shared with the other threads' decoders
  WordCache cache_;
  FeatureExtractor features_;
  WordScores word_scores_;
  NameViterbi viterbi_;
  std::vector<std::string_view> surfaces_;
  std::vector<const WordAttributes*> words_;
  std::vector<std::uint32_t> sentence_ends_;
  std::vector<LabelSums> scores_;       // of the tokens of a run
  std::vector<std::uint32_t> context_;  // their features
  std::vector<std::size_t> context_ends_;
  std::vector<NameLabel> labels_;
};

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_NAME_DECODER_H_
