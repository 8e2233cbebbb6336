// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/viterbi.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace dateline {
namespace {

using Scores = std::vector<LabelScores<std::int32_t>>;
using Moves = MoveScores<std::int32_t>;

// Score of a sequence of labels; whether it is allowed.
bool ScoreOf(const std::vector<NameLabel>& labels, const Scores& scores, const Moves& moves,
             std::int64_t& sum) {
  sum = 0;
  NameLabel before = kOutside;
  for (std::size_t i = 0; i <= labels.size(); ++i) {
    const NameLabel label = i < labels.size() ? labels[i] : kOutside;
    if (!MayFollow(before, label)) return false;
    sum += moves[before][label] + (i < labels.size() ? scores[i][label] : 0);
    before = label;
  }
  return true;
}

// The slow twin: every sequence.
std::int64_t BestOfAll(const Scores& scores, const Moves& moves) {
  std::int64_t best = std::numeric_limits<std::int64_t>::min();
  std::vector<NameLabel> labels(scores.size(), 0);
  while (true) {
    std::int64_t sum = 0;
    if (ScoreOf(labels, scores, moves, sum)) best = std::max(best, sum);
    std::size_t i = 0;
    while (i < labels.size() && ++labels[i] == kAllLabels) labels[i++] = 0;
    if (i == labels.size()) return best;
  }
}

TEST(ViterbiTest, FindsTheBestAllowedSequence) {
  std::mt19937 random(3);
  const auto number = [&] { return static_cast<std::int32_t>(random() % 2001) - 1000; };
  Viterbi<std::int32_t> viterbi;
  for (int round = 0; round < 30; ++round) {
    Scores scores(1 + static_cast<std::size_t>(round) % 4);
    for (auto& token : scores) {
      for (auto& score : token) score = number();
      token[kOutside] = 0;
    }
    Moves moves{};
    for (auto& row : moves) {
      for (auto& score : row) score = number();
    }
    const auto best = viterbi.Best(scores, moves);
    std::int64_t sum = 0;
    ASSERT_TRUE(ScoreOf({best.begin(), best.end()}, scores, moves, sum));
    EXPECT_EQ(sum, BestOfAll(scores, moves));
  }
}

TEST(ViterbiTest, LargeScoresDoNotOverflow) {
  Viterbi<std::int32_t> viterbi;
  for (const std::int32_t size : {25400, -25400}) {
    Scores scores(300);
    for (auto& token : scores) {
      token.fill(size);
      token[kOutside] = 0;
    }
    Moves moves{};
    for (auto& row : moves) row.fill(size);
    const auto best = viterbi.Best(scores, moves);
    std::int64_t sum = 0;
    EXPECT_TRUE(ScoreOf({best.begin(), best.end()}, scores, moves, sum));
    EXPECT_EQ(best[150] == kOutside, size < 0);
  }
}

TEST(ViterbiTest, NothingIsLabelledNothing) {
  Viterbi<std::int32_t> viterbi;
  EXPECT_TRUE(viterbi.Best({}, {}).empty());
}

TEST(NameLabelsTest, NamesGoOnInTheirOwnKindOnly) {
  const NameLabel begin = MakeLabel(NameKind::kPerson, NamePart::kBegin);
  EXPECT_TRUE(MayFollow(begin, MakeLabel(NameKind::kPerson, NamePart::kEnd)));
  EXPECT_FALSE(MayFollow(begin, MakeLabel(NameKind::kPlace, NamePart::kEnd)));
  EXPECT_FALSE(MayFollow(begin, kOutside));
  EXPECT_FALSE(MayFollow(kOutside, MakeLabel(NameKind::kPerson, NamePart::kInside)));
  EXPECT_TRUE(MayFollow(kOutside, MakeLabel(NameKind::kPerson, NamePart::kSingle)));
}

}  // namespace
}  // namespace dateline
