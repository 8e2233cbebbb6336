// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/augment.h"

#include <algorithm>

#include "indexer/training/case_copies.h"

namespace dateline::training {
namespace {

CopyCase RandomCase(Random& random) {
  switch (random.Below(4)) {
    case 0:
      return CopyCase::kTitle;
    case 1:
      return CopyCase::kEveryTitle;
    default:
      return CopyCase::kUpper;
  }
}

bool Chance(double share, Random& random) {
  return random.Below(1U << 20U) < static_cast<std::uint64_t>(share * (1U << 20U));
}

// Copy of `document` with some sentences in another case; empty if there is none.
CorpusDocument CopySentences(const CorpusDocument& document, double share, Random& random) {
  CorpusDocument copy;
  bool changed = false;
  for (const CorpusSentence& sentence : document) {
    const bool chosen = Chance(share, random);
    changed = changed || chosen;
    copy.push_back(chosen ? CopyInCase(sentence, RandomCase(random)) : sentence);
    copy.back().trains = chosen;
  }
  if (!changed) copy.clear();
  return copy;
}

CorpusDocument CopyDocument(const CorpusDocument& document, CopyCase copy_case) {
  CorpusDocument copy;
  for (const CorpusSentence& sentence : document) copy.push_back(CopyInCase(sentence, copy_case));
  return copy;
}

bool Overlaps(const tagger::LabelledName& name, const std::vector<tagger::LabelledName>& names) {
  return std::any_of(names.begin(), names.end(), [&](const tagger::LabelledName& other) {
    return name.begin < other.end && other.begin < name.end;
  });
}

// Labels of a document under a model with exact weights.
std::vector<tagger::NameLabel> LabelDocument(const LinearModel& model, DocumentRuns& runs,
                                             const CorpusDocument& document) {
  std::vector<tagger::NameLabel> labels = LabelsOfDocument(document);
  std::fill(labels.begin(), labels.end(), tagger::kOutside);
  tagger::Viterbi<float> viterbi;
  runs.Visit(document, [&](const tagger::TokenRun& run, tagger::FeatureExtractor& extractor) {
    std::vector<tagger::LabelScores<float>> scores;
    for (std::uint32_t i = run.begin; i < run.end; ++i) {
      scores.push_back(model.Score(extractor.Extract(i)));
    }
    const auto best = viterbi.Best(scores, model.moves);
    std::copy(best.begin(), best.end(), labels.begin() + run.begin);
  });
  return labels;
}

std::size_t AddMisc(std::span<const tagger::NameLabel> labels, CorpusSentence& sentence) {
  std::vector<tagger::LabelledName> added;
  for (const tagger::LabelledName& name : tagger::NamesOfLabels(labels)) {
    if (name.kind == tagger::NameKind::kMisc && !Overlaps(name, sentence.names))
      added.push_back(name);
  }
  sentence.names.insert(sentence.names.end(), added.begin(), added.end());
  std::sort(sentence.names.begin(), sentence.names.end(),
            [](const tagger::LabelledName& a, const tagger::LabelledName& b) {
              return a.begin < b.begin;
            });
  return added.size();
}

}  // namespace

Corpus CopiesOf(const Corpus& corpus, const CopyOptions& options, Random& random) {
  Corpus copies;
  for (const CorpusDocument& document : corpus) {
    CorpusDocument some = CopySentences(document, options.share / 2, random);
    if (!some.empty()) copies.push_back(std::move(some));
    if (Chance(options.share / 2, random)) {
      copies.push_back(CopyDocument(document, RandomCase(random)));
    }
  }
  return copies;
}

std::size_t CompleteMisc(const LinearModel& model, const tagger::Lexicon& lexicon, Corpus& corpus) {
  DocumentRuns runs(lexicon);
  std::size_t added = 0;
  for (CorpusDocument& document : corpus) {
    const std::vector<tagger::NameLabel> labels = LabelDocument(model, runs, document);
    std::span<const tagger::NameLabel> rest = labels;
    for (CorpusSentence& sentence : document) {
      added += AddMisc(rest.first(sentence.tokens.size()), sentence);
      rest = rest.subspan(sentence.tokens.size());
    }
  }
  return added;
}

}  // namespace dateline::training
