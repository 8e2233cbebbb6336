// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/viterbi.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "indexer/entities/tagger/name_viterbi.h"

namespace dateline::tagger {
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
  EXPECT_TRUE(NameViterbi({}).Best({}).empty());
}

// Labels of NameViterbi and of its slow twin, of tokens whose scores are `number()` each.
template <typename Number>
void ExpectTwinsAgree(std::size_t tokens, const Moves& moves, const Number& number) {
  std::vector<LabelSums> sums(tokens);
  Scores scores(tokens);
  for (std::size_t i = 0; i < tokens; ++i) {
    for (std::size_t label = 0; label < kNameLabels; ++label) {
      sums[i].of[label] = static_cast<std::int16_t>(number());
      scores[i][label] = sums[i].of[label];
    }
    scores[i][kOutside] = 0;
  }
  NameViterbi fast(moves);
  Viterbi<std::int32_t> slow;
  const auto labels = fast.Best(sums);
  const auto expected = slow.Best(scores, moves);
  ASSERT_TRUE(std::equal(labels.begin(), labels.end(), expected.begin(), expected.end()));
}

TEST(NameViterbiTest, IsViterbi) {
  std::mt19937 random(5);
  // A small range makes many ties.
  for (const int range : {1, 3, 20, 2000, 32767}) {
    const auto number = [&] {
      return static_cast<std::int32_t>(random() % static_cast<unsigned>(2 * range + 1)) - range;
    };
    for (std::size_t round = 0; round < 200; ++round) {
      Moves moves{};
      for (auto& row : moves) {
        for (auto& score : row) score = number();
      }
      ExpectTwinsAgree(round % 7 + (round % 50 == 0 ? 149 : 0), moves, number);
    }
  }
}

TEST(NameViterbiTest, LargestScoresDoNotOverflow) {
  for (const std::int32_t size : {NameViterbi::kMaxMove, -NameViterbi::kMaxMove}) {
    Moves moves{};
    for (auto& row : moves) row.fill(size);
    ExpectTwinsAgree(NameViterbi::kMaxTokens, moves, [&] { return size; });
  }
}

TEST(NameViterbiTest, CutsMovesThatNoModelHas) {
  Moves moves{};
  Moves huge{};
  for (std::size_t from = 0; from < kAllLabels; ++from) {
    for (std::size_t to = 0; to < kAllLabels; ++to) {
      huge[from][to] = (from + to) % 3 == 0 ? INT32_MAX : INT32_MIN;
      moves[from][to] = (from + to) % 3 == 0 ? NameViterbi::kMaxMove : -NameViterbi::kMaxMove;
    }
  }
  const std::vector<LabelSums> tokens(5);
  NameViterbi cut(huge);
  NameViterbi plain(moves);
  const auto labels = cut.Best(tokens);
  const auto expected = plain.Best(tokens);
  EXPECT_TRUE(std::equal(labels.begin(), labels.end(), expected.begin(), expected.end()));
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
}  // namespace dateline::tagger
