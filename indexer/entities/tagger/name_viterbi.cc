// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/name_viterbi.h"

#include <algorithm>
#include <cassert>

namespace dateline::tagger {
namespace {

using Lanes = Int32Lanes;

constexpr std::int32_t kLabelBits = 5;
constexpr std::int32_t kScale = 1 << kLabelBits;
constexpr std::int32_t kLabelMask = kScale - 1;
static_assert(kAllLabels <= kScale);

// No sum leaves 32 bits. A label that cannot be reached yet stays below all that can be: from the
// second token on every label is reached.
constexpr std::int64_t kMaxStep = 32767 + std::int64_t{NameViterbi::kMaxMove};
constexpr std::int32_t kImpossible = -(1 << 19);
static_assert(kImpossible + 2 * kMaxStep < -2 * kMaxStep);
static_assert(kMaxStep * static_cast<std::int64_t>(NameViterbi::kMaxTokens + 1) * kScale <
              INT32_MAX);

constexpr std::int32_t Code(NameLabel label) { return kLabelMask - label; }
NameLabel LabelOf(std::int32_t packed) {
  return static_cast<NameLabel>(kLabelMask - (packed & kLabelMask));
}
constexpr NameLabel Label(std::size_t kind, NamePart part) {
  return MakeLabel(static_cast<NameKind>(kind), part);
}

Lanes Max(Lanes a, Lanes b) { return a > b ? a : b; }

constexpr std::size_t Index(NamePart part) { return static_cast<std::size_t>(part); }
constexpr std::size_t kBegin = Index(NamePart::kBegin);
constexpr std::size_t kInside = Index(NamePart::kInside);
constexpr std::size_t kEnd = Index(NamePart::kEnd);
constexpr std::size_t kSingle = Index(NamePart::kSingle);

// A value for each kind.
template <typename Value>
Lanes EachKind(Value value) {
  return Lanes{value(0), value(1), value(2), value(3)};
}

// The codes of the labels of a part.
Lanes CodesOf(NamePart part) {
  return EachKind([&](std::size_t kind) { return Code(Label(kind, part)); });
}

// The scores of a token, by NamePart, 32 times themselves. Two interleavings turn rows of kinds
// into rows of parts; a third puts each number into the upper half of its lane.
std::array<Lanes, 4> ByPart(const LabelSums& token) {
  const auto first = LoadLanes<Int16Lanes>(token.of.data());
  const auto second = LoadLanes<Int16Lanes>(token.of.data() + 8);
  const Int16Lanes even = __builtin_shufflevector(first, second, 0, 8, 1, 9, 2, 10, 3, 11);
  const Int16Lanes odd = __builtin_shufflevector(first, second, 4, 12, 5, 13, 6, 14, 7, 15);
  const Int16Lanes starts = __builtin_shufflevector(even, odd, 0, 8, 1, 9, 2, 10, 3, 11);
  const Int16Lanes ends = __builtin_shufflevector(even, odd, 4, 12, 5, 13, 6, 14, 7, 15);
  const Int16Lanes zero{};
  const auto widen_low = [&](Int16Lanes lanes) {
    return Lanes(__builtin_shufflevector(zero, lanes, 0, 8, 1, 9, 2, 10, 3, 11)) >> 11;
  };
  const auto widen_high = [&](Int16Lanes lanes) {
    return Lanes(__builtin_shufflevector(zero, lanes, 4, 12, 5, 13, 6, 14, 7, 15)) >> 11;
  };
  return {widen_low(starts), widen_high(starts), widen_low(ends), widen_high(ends)};
}

}  // namespace

NameViterbi::NameViterbi(const MoveScores<std::int32_t>& moves) {
  const auto move = [&](NameLabel from, NameLabel to) {
    return std::clamp(moves[from][to], -kMaxMove, kMaxMove) * kScale;
  };
  const auto closed = [&](NameLabel from) {
    return Closed{
        EachKind([&](std::size_t kind) { return move(from, Label(kind, NamePart::kBegin)); }),
        EachKind([&](std::size_t kind) { return move(from, Label(kind, NamePart::kSingle)); })};
  };
  const auto within = [&](NamePart from, NamePart to) {
    return EachKind([&](std::size_t kind) { return move(Label(kind, from), Label(kind, to)); });
  };
  const auto to_outside = [&](NamePart from) {
    return EachKind([&](std::size_t kind) { return move(Label(kind, from), kOutside); });
  };
  for (std::size_t kind = 0; kind < 4; ++kind) {
    from_end_[kind] = closed(Label(kind, NamePart::kEnd));
    from_single_[kind] = closed(Label(kind, NamePart::kSingle));
  }
  from_outside_ = closed(kOutside);
  begin_to_inside_ = within(NamePart::kBegin, NamePart::kInside);
  begin_to_end_ = within(NamePart::kBegin, NamePart::kEnd);
  inside_to_inside_ = within(NamePart::kInside, NamePart::kInside);
  inside_to_end_ = within(NamePart::kInside, NamePart::kEnd);
  end_to_outside_ = to_outside(NamePart::kEnd);
  single_to_outside_ = to_outside(NamePart::kSingle);
  outside_to_outside_ = move(kOutside, kOutside);
}

std::span<const NameLabel> NameViterbi::Best(std::span<const LabelSums> tokens) {
  assert(tokens.size() <= kMaxTokens);
  const std::array<Lanes, 4> codes{CodesOf(NamePart::kBegin), CodesOf(NamePart::kInside),
                                   CodesOf(NamePart::kEnd), CodesOf(NamePart::kSingle)};
  best_.resize(tokens.size());
  labels_.resize(tokens.size());
  States now{};
  for (std::size_t part = 0; part < 4; ++part) now.of[part] = codes[part] + kImpossible * kScale;
  now.outside = Code(kOutside);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    best_[i] = Moved(now);
    const std::array<Lanes, 4> scores = ByPart(tokens[i]);
    for (std::size_t part = 0; part < 4; ++part) {
      now.of[part] = ((best_[i].of[part] & ~kLabelMask) | codes[part]) + scores[part];
    }
    now.outside = (best_[i].outside & ~kLabelMask) | Code(kOutside);
  }
  NameLabel label = LabelOf(BestToOutside(now));
  for (std::size_t i = tokens.size(); i-- > 0;) {
    labels_[i] = label;
    label = LabelOf(label == kOutside ? best_[i].outside
                                      : best_[i].of[Index(PartOfLabel(label))][label / 4]);
  }
  return labels_;
}

NameViterbi::States NameViterbi::Moved(const States& before) const {
  Lanes begin = before.outside + from_outside_.to_begin;
  Lanes single = before.outside + from_outside_.to_single;
  for (int kind = 0; kind < 4; ++kind) {
    const auto at = static_cast<std::size_t>(kind);
    const std::int32_t end = before.of[kEnd][kind];
    const std::int32_t alone = before.of[kSingle][kind];
    begin = Max(begin, Max(end + from_end_[at].to_begin, alone + from_single_[at].to_begin));
    single = Max(single, Max(end + from_end_[at].to_single, alone + from_single_[at].to_single));
  }
  States best;
  best.of[kBegin] = begin;
  best.of[kSingle] = single;
  best.of[kInside] =
      Max(before.of[kBegin] + begin_to_inside_, before.of[kInside] + inside_to_inside_);
  best.of[kEnd] = Max(before.of[kBegin] + begin_to_end_, before.of[kInside] + inside_to_end_);
  best.outside = BestToOutside(before);
  return best;
}

std::int32_t NameViterbi::BestToOutside(const States& before) const {
  const Lanes closed =
      Max(before.of[kEnd] + end_to_outside_, before.of[kSingle] + single_to_outside_);
  return std::max(
      {closed[0], closed[1], closed[2], closed[3], before.outside + outside_to_outside_});
}

}  // namespace dateline::tagger
