// SPDX-License-Identifier: GPL-3.0-or-later
// A model trained on a few sentences, for tests.
#ifndef DATELINE_TESTS_UNIT_TAGGER_TINY_MODEL_H_
#define DATELINE_TESTS_UNIT_TAGGER_TINY_MODEL_H_

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "indexer/training/trainer.h"

namespace dateline::tagger {

// Sentences in which people say things in places: enough to learn "X said" and "in X".
inline training::Corpus TinyCorpus() {
  const std::vector<std::string> people = {"Miller", "Tanaka", "Okafor", "Silva", "Novak"};
  const std::vector<std::string> places = {"Berlin", "Lima", "Oslo", "Cairo", "Quito"};
  training::Corpus corpus;
  for (const std::string& person : people) {
    for (const std::string& place : places) {
      training::CorpusSentence sentence;
      sentence.tokens = {"Mr.", person, "said", "in", place, "that", "prices", "rose", "."};
      sentence.names = {{1, 2, NameKind::kPerson}, {4, 5, NameKind::kPlace}};
      corpus.push_back({sentence});
    }
  }
  return corpus;
}

inline constexpr std::uint32_t kTinyRows = 5000;

inline training::QuantisedModel TrainTiny(std::uint64_t seed = 1) {
  training::TrainingSet set;
  set.Add(TinyCorpus(), 1, Lexicon());
  return training::Quantise(training::TrainModel(set, {.rows = kTinyRows}, seed));
}

inline std::string TinyModelFile() {
  const training::QuantisedModel model = TrainTiny();
  return EncodeModelFile({.language = "en",
                          .weights = model.weights,
                          .moves = model.moves,
                          .lexicon = {},
                          .gazetteer = {}});
}

inline std::string WriteTestFile(const std::string& name, const std::string& bytes) {
  std::string path = testing::TempDir() + name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

}  // namespace dateline::tagger

#endif  // DATELINE_TESTS_UNIT_TAGGER_TINY_MODEL_H_
