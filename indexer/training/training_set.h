// SPDX-License-Identifier: GPL-3.0-or-later
// Marked sentences as sequences of features and labels.
#ifndef DATELINE_INDEXER_TRAINING_TRAINING_SET_H_
#define DATELINE_INDEXER_TRAINING_TRAINING_SET_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "indexer/entities/tagger/name_labels.h"
#include "indexer/entities/tagger/word_attributes.h"
#include "indexer/training/corpus.h"

namespace dateline::training {

// Sequences of tokens, each with its features (hashes, as FeatureExtractor gives them) and label.
class TrainingSet {
 public:
  struct Sequence {
    std::size_t begin;  // tokens
    std::size_t end;
  };

  // The runs of the documents' sentences that train, `weight` times. What is marked outside of
  // runs is lost, as it is when the tagger runs.
  void Add(const Corpus& corpus, int weight, const tagger::Lexicon& lexicon);

  std::span<const Sequence> sequences() const { return sequences_; }
  std::span<const std::uint32_t> features(std::size_t token) const {
    const std::size_t begin = token == 0 ? 0 : feature_ends_[token - 1];
    return {features_.data() + begin, feature_ends_[token] - begin};
  }
  tagger::NameLabel label(std::size_t token) const { return labels_[token]; }
  std::size_t tokens() const { return labels_.size(); }
  std::size_t feature_count() const { return features_.size(); }

 private:
  std::vector<Sequence> sequences_;
  std::vector<std::size_t> feature_ends_;  // by token
  std::vector<std::uint32_t> features_;
  std::vector<tagger::NameLabel> labels_;
};

// Calls `visit` for every run of a document that is scored, with what extracts its features. Not
// thread-safe.
class DocumentRuns {
 public:
  explicit DocumentRuns(const tagger::Lexicon& lexicon) : cache_(lexicon), extractor_(lexicon) {}
  using Visitor =
      std::function<void(const tagger::TokenRun& run, tagger::FeatureExtractor& extractor)>;
  void Visit(const CorpusDocument& document, const Visitor& visit);

 private:
  tagger::WordCache cache_;
  tagger::FeatureExtractor extractor_;
};

// The labels of a document's tokens, its sentences one after another.
std::vector<tagger::NameLabel> LabelsOfDocument(const CorpusDocument& document);

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_TRAINING_SET_H_
