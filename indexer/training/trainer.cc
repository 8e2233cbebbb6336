// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/trainer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dateline::training {
namespace {

constexpr int kSnapshotsAnEpoch = 4;

// Rows that this step sees, token after token.
struct ActiveRows {
  std::vector<std::uint32_t> rows;
  std::vector<std::size_t> ends;  // by token of the sequence

  std::span<const std::uint32_t> of(std::size_t token) const {
    const std::size_t begin = token == 0 ? 0 : ends[token - 1];
    return {rows.data() + begin, ends[token] - begin};
  }
};

class Trainer {
 public:
  Trainer(const TrainingSet& set, const TrainerOptions& options, std::uint64_t seed)
      : set_(set), options_(options), random_(seed) {
    model_.rows.resize(options.rows);
    squares_.resize(options.rows);
    sum_.rows.resize(options.rows);
  }

  LinearModel Run() {
    std::vector<std::uint32_t> order(set_.sequences().size());
    std::iota(order.begin(), order.end(), 0U);
    const auto total = static_cast<float>(order.size()) * static_cast<float>(options_.epochs);
    std::size_t step = 0;
    // The last epoch at least, however few there are.
    const int first_averaged = std::min(options_.first_averaged, options_.epochs - 1);
    const std::size_t quarter = order.size() / kSnapshotsAnEpoch + 1;
    for (int epoch = 0; epoch < options_.epochs; ++epoch) {
      random_.Shuffle(order);
      for (std::size_t i = 0; i < order.size(); ++i, ++step) {
        const float done = static_cast<float>(step) / total;
        rate_ = options_.learning_rate + done * (options_.final_rate - options_.learning_rate);
        Learn(set_.sequences()[order[i]]);
        const bool snapshot = (i + 1) % quarter == 0 || i + 1 == order.size();
        if (snapshot && epoch >= first_averaged) AddToSum();
      }
    }
    return Average();
  }

 private:
  void Learn(const TrainingSet::Sequence& sequence) {
    ChooseRows(sequence);
    const std::size_t count = sequence.end - sequence.begin;
    scores_.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      tagger::LabelScores<float>& scores = scores_[i];
      scores.fill(options_.cost);
      scores[set_.label(sequence.begin + i)] = 0;
      for (const std::uint32_t row : active_.of(i)) {
        const WeightRow& weights = model_.rows[row];
        for (std::size_t label = 0; label < tagger::kNameLabels; ++label)
          scores[label] += weights[label];
      }
    }
    const auto guess = viterbi_.Best(scores_, model_.moves);
    tagger::NameLabel before_gold = tagger::kOutside;
    tagger::NameLabel before_guess = tagger::kOutside;
    for (std::size_t i = 0; i <= count; ++i) {
      const tagger::NameLabel gold = i < count ? set_.label(sequence.begin + i) : tagger::kOutside;
      const tagger::NameLabel guessed = i < count ? guess[i] : tagger::kOutside;
      if (gold != guessed || before_gold != before_guess) {
        MoveWeight(before_gold, gold, 1);
        MoveWeight(before_guess, guessed, -1);
      }
      if (gold != guessed) {
        for (const std::uint32_t row : active_.of(i)) {
          Step(row, gold, 1);
          Step(row, guessed, -1);
        }
      }
      before_gold = gold;
      before_guess = guessed;
    }
  }

  void ChooseRows(const TrainingSet::Sequence& sequence) {
    const auto limit = static_cast<std::uint64_t>(options_.dropout * 65536.0F);
    active_.rows.clear();
    active_.ends.clear();
    std::uint64_t bits = 0;
    unsigned left = 0;
    for (std::size_t token = sequence.begin; token < sequence.end; ++token) {
      for (const std::uint32_t feature : set_.features(token)) {
        if (left == 0) {
          bits = random_.Next();
          left = 4;
        }
        const bool keep = (bits & 0xFFFFU) >= limit;
        bits >>= 16U;
        --left;
        if (keep) active_.rows.push_back(tagger::RowOf(feature, options_.rows));
      }
      active_.ends.push_back(active_.rows.size());
    }
  }

  void Step(std::uint32_t row, tagger::NameLabel label, float gradient) {
    if (label == tagger::kOutside) return;
    float& squares = squares_[row][label];
    squares += 1;
    model_.rows[row][label] += rate_ * gradient / std::sqrt(squares);
  }

  void MoveWeight(tagger::NameLabel from, tagger::NameLabel to, float gradient) {
    float& squares = move_squares_[from][to];
    squares += 1;
    model_.moves[from][to] += rate_ * gradient / std::sqrt(squares);
  }

  void AddToSum() {
    ++snapshots_;
    for (std::size_t row = 0; row < sum_.rows.size(); ++row) {
      for (std::size_t label = 0; label < tagger::kNameLabels; ++label) {
        sum_.rows[row][label] += model_.rows[row][label];
      }
    }
    for (std::size_t from = 0; from < tagger::kAllLabels; ++from) {
      for (std::size_t to = 0; to < tagger::kAllLabels; ++to) {
        sum_.moves[from][to] += model_.moves[from][to];
      }
    }
  }

  LinearModel Average() {
    const auto count = static_cast<float>(std::max(snapshots_, 1));
    for (WeightRow& row : sum_.rows) {
      for (float& weight : row) weight /= count;
    }
    for (auto& row : sum_.moves) {
      for (float& weight : row) weight /= count;
    }
    return std::move(sum_);
  }

  const TrainingSet& set_;
  const TrainerOptions& options_;
  Random random_;
  LinearModel model_;
  std::vector<WeightRow> squares_;  // sums of squared gradients
  tagger::MoveScores<float> move_squares_{};
  LinearModel sum_;
  int snapshots_ = 0;
  float rate_ = 0;
  ActiveRows active_;
  std::vector<tagger::LabelScores<float>> scores_;
  tagger::Viterbi<float> viterbi_;
};

// The size that one weight in 5,000 of those that are not 0 exceeds.
float LargestKept(const LinearModel& model) {
  std::vector<float> sizes;
  for (const WeightRow& row : model.rows) {
    for (const float weight : row) {
      if (weight != 0) sizes.push_back(std::abs(weight));
    }
  }
  if (sizes.empty()) return 1;
  const auto place = sizes.end() - 1 - static_cast<std::ptrdiff_t>(sizes.size() / 5000);
  std::nth_element(sizes.begin(), place, sizes.end());
  return *place;
}

}  // namespace

tagger::LabelScores<float> LinearModel::Score(std::span<const std::uint32_t> features) const {
  tagger::LabelScores<float> scores{};
  for (const std::uint32_t feature : features) {
    const WeightRow& row = rows[tagger::RowOf(feature, static_cast<std::uint32_t>(rows.size()))];
    for (std::size_t label = 0; label < tagger::kNameLabels; ++label) scores[label] += row[label];
  }
  return scores;
}

LinearModel TrainModel(const TrainingSet& set, const TrainerOptions& options, std::uint64_t seed) {
  return Trainer(set, options, seed).Run();
}

LinearModel AverageModels(const std::vector<LinearModel>& models) {
  LinearModel mean = models.front();
  const float share = 1.0F / static_cast<float>(models.size());
  for (std::size_t row = 0; row < mean.rows.size(); ++row) {
    for (std::size_t label = 0; label < tagger::kNameLabels; ++label) {
      float sum = 0;
      for (const LinearModel& model : models) sum += model.rows[row][label];
      mean.rows[row][label] = sum * share;
    }
  }
  for (std::size_t from = 0; from < tagger::kAllLabels; ++from) {
    for (std::size_t to = 0; to < tagger::kAllLabels; ++to) {
      float sum = 0;
      for (const LinearModel& model : models) sum += model.moves[from][to];
      mean.moves[from][to] = sum * share;
    }
  }
  return mean;
}

QuantisedModel Quantise(const LinearModel& model) {
  const float scale = 127.0F / LargestKept(model);
  QuantisedModel quantised;
  quantised.weights.reserve(model.rows.size() * tagger::kNameLabels);
  std::size_t cut = 0;
  std::size_t used = 0;
  for (const WeightRow& row : model.rows) {
    for (const float weight : row) {
      const float scaled = std::nearbyint(weight * scale);
      used += weight != 0 ? 1 : 0;
      cut += std::abs(scaled) > 127 ? 1 : 0;
      quantised.weights += static_cast<char>(std::clamp(scaled, -127.0F, 127.0F));
    }
  }
  for (std::size_t from = 0; from < tagger::kAllLabels; ++from) {
    for (std::size_t to = 0; to < tagger::kAllLabels; ++to) {
      quantised.moves[from][to] =
          static_cast<std::int32_t>(std::nearbyint(model.moves[from][to] * scale));
    }
  }
  quantised.cut_share = used == 0 ? 0 : static_cast<double>(cut) / static_cast<double>(used);
  return quantised;
}

}  // namespace dateline::training
