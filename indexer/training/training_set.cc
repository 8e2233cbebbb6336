// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/training_set.h"

#include <algorithm>

namespace dateline {
namespace {

// A name that leaves its run is none for the tagger.
void DropBrokenNames(std::span<NameLabel> run) {
  for (std::size_t i = 0; i < run.size() && Continues(run[i]); ++i) run[i] = kOutside;
  for (std::size_t i = run.size(); i-- > 0 && GoesOn(run[i]);) run[i] = kOutside;
}

}  // namespace

std::vector<NameLabel> LabelsOfDocument(const CorpusDocument& document) {
  std::vector<NameLabel> labels;
  for (const CorpusSentence& sentence : document) {
    const std::size_t start = labels.size();
    labels.resize(start + sentence.tokens.size(), kOutside);
    for (const LabelledName& name : sentence.names) {
      NameLabel* first = labels.data() + start + name.begin;
      const std::uint32_t count = name.end - name.begin;
      std::fill(first, first + count, MakeLabel(name.kind, NamePart::kInside));
      first[0] = MakeLabel(name.kind, NamePart::kBegin);
      first[count - 1] = MakeLabel(name.kind, count == 1 ? NamePart::kSingle : NamePart::kEnd);
    }
  }
  return labels;
}

void DocumentRuns::Visit(const CorpusDocument& document, const Visitor& visit) {
  std::vector<std::string_view> surfaces;
  std::vector<const WordAttributes*> words;
  std::vector<std::uint32_t> sentence_ends;
  for (const CorpusSentence& sentence : document) {
    for (const std::string& token : sentence.tokens) {
      surfaces.push_back(token);
      words.push_back(&cache_.Get(token));
    }
    sentence_ends.push_back(static_cast<std::uint32_t>(words.size()));
  }
  extractor_.SetArticle(surfaces, words, sentence_ends, cache_);
  for (const TokenRun& run : extractor_.runs()) visit(run, extractor_);
}

void TrainingSet::Add(const Corpus& corpus, int weight, const Lexicon& lexicon) {
  const std::size_t first_sequence = sequences_.size();
  DocumentRuns runs(lexicon);
  for (const CorpusDocument& document : corpus) {
    std::vector<NameLabel> gold = LabelsOfDocument(document);
    std::vector<bool> trains;
    for (const CorpusSentence& sentence : document) {
      trains.insert(trains.end(), sentence.tokens.size(), sentence.trains);
    }
    runs.Visit(document, [&](const TokenRun& run, FeatureExtractor& extractor) {
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

}  // namespace dateline
