// SPDX-License-Identifier: GPL-3.0-or-later
// Trains the weights of the name tagger: a structured max-margin model (Taskar, Guestrin and Koller
// 2003) by cost-augmented Viterbi and AdaGrad (Duchi, Hazan and Singer 2011).
#ifndef DATELINE_INDEXER_TRAINING_TRAINER_H_
#define DATELINE_INDEXER_TRAINING_TRAINER_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "indexer/entities/tagger/model_file.h"
#include "indexer/training/random.h"
#include "indexer/training/training_set.h"

namespace dateline::training {

using WeightRow = std::array<float, tagger::kNameLabels>;

struct LinearModel {
  std::vector<WeightRow> rows;
  tagger::MoveScores<float> moves{};

  tagger::LabelScores<float> Score(std::span<const std::uint32_t> features) const;
};

struct TrainerOptions {
  std::uint32_t rows = 1U << 17U;
  int epochs = 10;             // at least 1
  int first_averaged = 5;      // epochs before it are not averaged, except the last; from 0
  float learning_rate = 0.1F;  // of the first step
  float final_rate = 0.03F;    // of the last; it falls evenly
  float dropout = 0.3F;        // share of a token's features that a step does not see
  float cost = 1.0F;           // added to the score of every wrong label
};

// The average of the models after each quarter of the averaged epochs. The same set, options and
// seed give the same bits. Thread-safe.
LinearModel TrainModel(const TrainingSet& set, const TrainerOptions& options, std::uint64_t seed);

// The mean of models of the same size, at least one.
LinearModel AverageModels(const std::vector<LinearModel>& models);

// Weights as signed bytes, one per label, and moves on the same scale: what is too large is cut.
struct QuantisedModel {
  std::string weights;
  tagger::MoveScores<std::int32_t> moves{};
  double cut_share = 0;  // of the weights that are not 0
};
QuantisedModel Quantise(const LinearModel& model);

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_TRAINER_H_
