// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/training_set.h"

#include <algorithm>

namespace dateline::training {
namespace {

// A name that leaves its run is none for the tagger.
void DropBrokenNames(std::span<tagger::NameLabel> run) {
  for (std::size_t i = 0; i < run.size() && tagger::Continues(run[i]); ++i)
    run[i] = tagger::kOutside;
  for (std::size_t i = run.size(); i-- > 0 && tagger::GoesOn(run[i]);) run[i] = tagger::kOutside;
}

}  // namespace

std::vector<tagger::NameLabel> LabelsOfDocument(const CorpusDocument& document) {
  std::vector<tagger::NameLabel> labels;
  for (const CorpusSentence& sentence : document) {
    const std::size_t start = labels.size();
    labels.resize(start + sentence.tokens.size(), tagger::kOutside);
    for (const tagger::LabelledName& name : sentence.names) {
      tagger::NameLabel* first = labels.data() + start + name.begin;
      const std::uint32_t count = name.end - name.begin;
      std::fill(first, first + count, tagger::MakeLabel(name.kind, tagger::NamePart::kInside));
      first[0] = tagger::MakeLabel(name.kind, tagger::NamePart::kBegin);
      first[count - 1] = tagger::MakeLabel(
          name.kind, count == 1 ? tagger::NamePart::kSingle : tagger::NamePart::kEnd);
    }
  }
  return labels;
}

void DocumentRuns::Visit(const CorpusDocument& document, const Visitor& visit) {
  std::vector<std::string_view> surfaces;
  std::vector<const tagger::WordAttributes*> words;
  std::vector<std::uint32_t> sentence_ends;
  for (const CorpusSentence& sentence : document) {
    for (const std::string& token : sentence.tokens) {
      surfaces.push_back(token);
      words.push_back(&cache_.Get(token));
    }
    sentence_ends.push_back(static_cast<std::uint32_t>(words.size()));
  }
  extractor_.SetArticle(surfaces, words, sentence_ends, cache_);
  for (const tagger::TokenRun& run : extractor_.runs()) visit(run, extractor_);
}

void TrainingSet::Add(const Corpus& corpus, int weight, const tagger::Lexicon& lexicon) {
  const std::size_t first_sequence = sequences_.size();
  DocumentRuns runs(lexicon);
  for (const CorpusDocument& document : corpus) {
    std::vector<tagger::NameLabel> gold = LabelsOfDocument(document);
    std::vector<bool> trains;
    for (const CorpusSentence& sentence : document) {
      trains.insert(trains.end(), sentence.tokens.size(), sentence.trains);
    }
    runs.Visit(document, [&](const tagger::TokenRun& run, tagger::FeatureExtractor& extractor) {
      if (!trains[run.begin]) return;
      DropBrokenNames({gold.data() + run.begin, run.end - run.begin});
      const std::size_t begin = labels_.size();
      for (std::uint32_t i = run.begin; i < run.end; ++i) {
        const auto features = extractor.Extract(i);
        features_.insert(features_.end(), features.begin(), features.end());
        feature_ends_.push_back(features_.size());
        labels_.push_back(gold[i]);
      }
      sequences_.push_back({begin, labels_.size()});
    });
  }
  const std::vector<Sequence> once(sequences_.begin() + static_cast<std::ptrdiff_t>(first_sequence),
                                   sequences_.end());
  for (int i = 1; i < weight; ++i) sequences_.insert(sequences_.end(), once.begin(), once.end());
}

}  // namespace dateline::training
