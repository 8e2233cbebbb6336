// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/features.h"

#include <algorithm>

namespace dateline::tagger {
namespace {

// Numbers of the feature templates. Their order is part of kFeatureVersion.
enum Template : std::uint32_t {
  kBias = 1,
  kFolded = 16,  // + offset
  kTruecase = 24,
  kTail,
  kPrefix = 28,      // + length
  kSuffix = 32,      // + length
  kSuffixNear = 40,  // + offset
  kShape = 48,       // + offset
  kShapePair = 56,   // + offset
  kShapeTriple = 62,
  kCaseWindow,
  kCaseSentence,
  kCaseFirst,
  kFoldedPair = 72,  // + offset
  kFoldedSkip = 80,
  kFoldedCase = 88,  // + offset
  kUseCase = 96,
  kUsePair = 104,  // + offset
  kFlagCase = 110,
  kFlagPair = 112,  // + offset
  kFlagTriple = 118,
  kClusterAt = 128,    // + 8 * set + offset
  kClusterCase = 152,  // + set
  kClusterPair = 160,  // + offset
  kClusterTriple = 168,
  kPhrase = 170,
  kPhraseCase,
  kPhrasePair = 176,  // + offset
  kUseBefore = 184,
  kUseAfter,
  kUseClusterBefore,
  kUseClusterAfter,
  kUseCounts,
  kUseSign,
};
constexpr std::uint32_t kCentre = 2;  // of offsets -2 to 2 in a template's number

std::uint64_t Code(CaseClass value) { return static_cast<std::uint64_t>(value); }

// Case of the word here and in news.
std::uint64_t CaseAndUse(const WordAttributes& word) {
  return Code(word.case_class) | static_cast<std::uint64_t>(word.use) << 4U;
}

}  // namespace

void FeatureExtractor::Emit(std::uint32_t feature_template, std::uint64_t a, std::uint64_t b,
                            std::uint64_t c) {
  if (count_ == features_.size()) return;
  constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15U;
  std::uint64_t hash = (a ^ (b << 32U) ^ (b >> 32U)) * kMultiplier;
  hash ^= hash >> 29U;
  hash += c * 0xD6E8FEB86659FD93U + (feature_template + 1ULL) * 0xA24BAED4963EE407U;
  hash *= kMultiplier;
  hash ^= hash >> 32U;
  features_[count_++] = static_cast<std::uint32_t>((hash * kMultiplier) >> 32U);
}

void FeatureExtractor::LookAt(std::uint32_t token) {
  for (int place = 0; place < static_cast<int>(kWindowWords); ++place) {
    window_.words[static_cast<std::size_t>(place)] =
        &article_.WordAt(token, place - static_cast<int>(kCentre));
  }
  window_.token = token;
  window_.sentence_case = article_.CaseAt(token);
  window_.first = article_.IsFirstInSentence(token);
}

std::span<const std::uint32_t> FeatureExtractor::Extract(std::uint32_t token) {
  count_ = 0;
  LookAt(token);
  for (std::uint32_t place = 0; place < kWindowWords; ++place) {
    EmitWord(*window_.words[place], place);
  }
  EmitContext();
  return {features_.data(), count_};
}

std::span<const std::uint32_t> FeatureExtractor::ExtractContext() {
  count_ = 0;
  EmitContext();
  return {features_.data(), count_};
}

std::span<const std::uint32_t> FeatureExtractor::ExtractWord(const WordAttributes& word,
                                                             std::uint32_t place) {
  count_ = 0;
  EmitWord(word, place);
  return {features_.data(), count_};
}

void FeatureExtractor::EmitWord(const WordAttributes& word, std::uint32_t place) {
  Emit(kFolded + place, word.folded_form);
  for (std::uint32_t set = 0; set < 3; ++set) {
    const std::uint16_t id = word.true_clusters[set];
    if (id != 0) Emit(kClusterAt + 8 * set + place, id);
  }
  if (place == kCentre) {
    EmitOwnWord(word);
  } else if (place == kCentre - 1 || place == kCentre + 1) {
    if (word.suffixes[2] != 0) Emit(kSuffixNear + place, word.suffixes[2]);
    Emit(kShape + place, word.shape);
  }
}

void FeatureExtractor::EmitOwnWord(const WordAttributes& word) {
  const std::uint64_t own_case = Code(word.case_class);
  Emit(kBias, 0);
  Emit(kShape + kCentre, word.shape);
  if (word.truecase != 0) Emit(kTruecase, word.truecase);
  if (word.hyphen_tail != 0) Emit(kTail, word.hyphen_tail);
  for (std::uint32_t k = 0; k < 4; ++k) {
    if (word.prefixes[k] == 0) break;
    Emit(kPrefix + k, word.prefixes[k]);
    Emit(kSuffix + k, word.suffixes[k]);
  }
  if (word.use != CaseUse::kUnknown) Emit(kUseCase, CaseAndUse(word));
  if (word.flags != 0) Emit(kFlagCase, word.flags, own_case);
  for (std::uint32_t set = 0; set < 3; ++set) {
    if (word.clusters[set] != 0) Emit(kClusterCase + set, word.clusters[set], own_case);
  }
}

void FeatureExtractor::EmitContext() {
  EmitShapes(window_);
  EmitForms(window_);
  EmitLexicon(window_);
  EmitClusters(window_);
  EmitGazetteer(window_);
  if (window_.words[kCentre]->has_capital) EmitArticle(window_);
}

void FeatureExtractor::EmitShapes(const Window& window) {
  const auto& words = window.words;
  Emit(kShapePair + 1, words[1]->short_shape, words[2]->short_shape);
  Emit(kShapePair + 2, words[2]->short_shape, words[3]->short_shape);
  Emit(kShapeTriple, words[1]->short_shape, words[2]->short_shape, words[3]->short_shape);
  std::uint64_t cases = 0;
  for (const WordAttributes* word : words) cases = cases << 4U | Code(word->case_class);
  const auto sentence = static_cast<std::uint64_t>(window.sentence_case);
  const std::uint64_t near = cases >> 4U & 0xFFFU;
  Emit(kCaseWindow, cases);
  Emit(kCaseSentence, near, sentence);
  Emit(kCaseFirst, near & 0xFFU, sentence * 2 + (window.first ? 1 : 0));
}

void FeatureExtractor::EmitForms(const Window& window) {
  const auto& words = window.words;
  for (std::uint32_t k = 1; k <= 2; ++k) {
    Emit(kFoldedPair + k, words[k]->folded_form, words[k + 1]->folded_form);
  }
  Emit(kFoldedSkip, words[1]->folded_form, words[3]->folded_form);
  const std::uint64_t own_case = Code(words[kCentre]->case_class);
  for (std::uint32_t k = 1; k <= 3; ++k) {
    Emit(kFoldedCase + k, words[k]->folded_form, own_case, Code(words[3]->case_class));
  }
}

void FeatureExtractor::EmitLexicon(const Window& window) {
  const auto& words = window.words;
  for (std::uint32_t k = 1; k <= 2; ++k) {
    if (words[k]->use == CaseUse::kUnknown && words[k + 1]->use == CaseUse::kUnknown) continue;
    Emit(kUsePair + k, CaseAndUse(*words[k]), CaseAndUse(*words[k + 1]));
  }
  const std::uint64_t own = words[kCentre]->flags;
  const std::uint64_t before = words[kCentre - 1]->flags;
  const std::uint64_t after = words[kCentre + 1]->flags;
  const std::uint64_t own_case = Code(words[kCentre]->case_class);
  if ((own | before) != 0) Emit(kFlagPair + 1, own, before, own_case);
  if ((own | after) != 0) Emit(kFlagPair + 2, own, after, own_case);
  if ((own | before | after) != 0) Emit(kFlagTriple, own, before, after << 8U | own_case);
}

void FeatureExtractor::EmitClusters(const Window& window) {
  const auto& words = window.words;
  for (std::uint32_t k = 1; k <= 2; ++k) {
    const std::uint64_t left = words[k]->true_clusters[1];
    const std::uint64_t right = words[k + 1]->true_clusters[1];
    const std::uint64_t cases = Code(words[k]->case_class) << 4U | Code(words[k + 1]->case_class);
    if ((left | right) != 0) Emit(kClusterPair + k, left, right, cases);
  }
  const std::uint64_t left = words[1]->true_clusters[0];
  const std::uint64_t middle = words[2]->true_clusters[0];
  const std::uint64_t right = words[3]->true_clusters[0];
  if ((left | middle | right) != 0) Emit(kClusterTriple, left, middle, right);
}

void FeatureExtractor::EmitGazetteer(const Window& window) {
  const std::span<const std::uint32_t> phrases = article_.phrases();
  const std::uint32_t token = window.token;
  const std::uint64_t own = phrases[token];
  const std::uint64_t before = token > 0 ? phrases[token - 1] : 0;
  const std::uint64_t after = token + 1 < phrases.size() ? phrases[token + 1] : 0;
  const WordAttributes& word = *window.words[kCentre];
  if (own != 0) {
    Emit(kPhrase, own);
    Emit(kPhraseCase, own, CaseAndUse(word));
  }
  if ((own | before) != 0) Emit(kPhrasePair + 1, own, before, Code(word.case_class));
  if ((own | after) != 0) Emit(kPhrasePair + 2, own, after, Code(word.case_class));
}

// What the article says of the word elsewhere.
void FeatureExtractor::EmitArticle(const Window& window) {
  const WordAttributes& word = *window.words[kCentre];
  const WordUses* const found = article_.UsesOf(word);
  if (found == nullptr) return;
  const WordUses& uses = *found;
  const std::uint64_t own_case = Code(word.case_class);
  std::uint8_t signs = 0;
  OtherUses others;
  for (std::size_t k = 0; k < uses.kept && others.count < OtherUses::kMost; ++k) {
    if (uses.places[k] == window.token) continue;
    signs = static_cast<std::uint8_t>(signs | uses.signs[k]);
    others.before[others.count] = &article_.WordAt(uses.places[k], -1);
    others.after[others.count++] = &article_.WordAt(uses.places[k], 1);
  }
  EmitNeighbours(others, own_case);
  const std::uint64_t capitalised = std::min<std::uint64_t>(uses.capitalised, 4);
  const std::uint64_t lower = std::min<std::uint64_t>(uses.lower, 2);
  Emit(kUseCounts, capitalised, lower, own_case << 1U | (window.first ? 1 : 0));
  for (std::uint32_t bit = 0; bit < 8; ++bit) {
    if ((signs >> bit & 1U) != 0) Emit(kUseSign, bit, own_case);
  }
}

// Each feature once, however many uses have it.
void FeatureExtractor::EmitNeighbours(const OtherUses& uses, std::uint64_t own_case) {
  const auto emit_distinct = [&](const auto& words, const auto& emit) {
    const std::size_t first = count_;
    for (std::size_t k = 0; k < uses.count; ++k) {
      emit(*words[k]);
      const auto* const begin = features_.data() + first;
      const auto* const last = features_.data() + count_ - 1;
      if (std::find(begin, last, *last) != last) --count_;
    }
  };
  const auto cluster = [&](std::uint32_t number) {
    return [this, own_case, number](const WordAttributes& word) {
      Emit(number, word.true_clusters[1], Code(word.case_class), own_case);
    };
  };
  emit_distinct(uses.before,
                [&](const WordAttributes& word) { Emit(kUseBefore, word.folded_form); });
  emit_distinct(uses.after, [&](const WordAttributes& word) { Emit(kUseAfter, word.folded_form); });
  emit_distinct(uses.before, cluster(kUseClusterBefore));
  emit_distinct(uses.after, cluster(kUseClusterAfter));
}

}  // namespace dateline::tagger
