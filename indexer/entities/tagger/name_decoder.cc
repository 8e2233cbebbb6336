// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/name_decoder.h"

#include <algorithm>
#include <utility>

namespace dateline::tagger {
namespace {

static_assert(kMaxRunTokens <= NameViterbi::kMaxTokens);

// About 10 MB. One article of the largest size may add to that before the next begins.
constexpr std::size_t kMaxCachedWords = 25000;

}  // namespace

std::vector<LabelledName> NamesOfLabels(std::span<const NameLabel> labels) {
  std::vector<LabelledName> names;
  std::uint32_t begin = 0;
  for (std::uint32_t i = 0; i < labels.size(); ++i) {
    if (labels[i] == kOutside) continue;
    if (!Continues(labels[i])) begin = i;
    if (!GoesOn(labels[i])) names.push_back({begin, i + 1, KindOfLabel(labels[i])});
  }
  return names;
}

NameDecoder::NameDecoder(std::shared_ptr<const NameModel> model)
    : model_(std::move(model)),
      cache_(model_->lexicon()),
      features_(model_->lexicon()),
      word_scores_(*model_, features_),
      viterbi_(model_->moves()) {}

void NameDecoder::StartArticle() {
  if (cache_.size() > kMaxCachedWords) {
    cache_.Clear();
    word_scores_.Clear();
  }
  surfaces_.clear();
  words_.clear();
  sentence_ends_.clear();
}

void NameDecoder::AddToken(std::string_view token) {
  surfaces_.push_back(token);
  words_.push_back(IsPlainWord(token) ? &UnreadWord(token.size()) : &cache_.Get(token));
}

void NameDecoder::EndSentence() {
  const auto end = static_cast<std::uint32_t>(words_.size());
  if (end > (sentence_ends_.empty() ? 0 : sentence_ends_.back())) sentence_ends_.push_back(end);
}

// All features of a run first: the rows of their weights are on their way before they are summed.
void NameDecoder::ScoreRun(const TokenRun& run) {
  scores_.clear();
  context_.clear();
  context_ends_.clear();
  for (std::uint32_t i = run.begin; i < run.end; ++i) {
    features_.LookAt(i);
    LabelSums& words = scores_.emplace_back();
    const auto& window = features_.window();
    for (std::uint32_t place = 0; place < window.size(); ++place) {
      AddSums(word_scores_.Of(*window[place], place), words);
    }
    const auto context = features_.ExtractContext();
    model_->Prefetch(context);
    context_.insert(context_.end(), context.begin(), context.end());
    context_ends_.push_back(context_.size());
  }
  std::size_t begin = 0;
  for (std::size_t i = 0; i < scores_.size(); ++i) {
    const std::span<const std::uint32_t> context(context_);
    AddSums(model_->Score(context.subspan(begin, context_ends_[i] - begin)), scores_[i]);
    begin = context_ends_[i];
  }
}

std::span<const NameLabel> NameDecoder::Label() {
  EndSentence();
  features_.SetArticle(surfaces_, words_, sentence_ends_, cache_);
  labels_.assign(words_.size(), kOutside);
  for (const TokenRun& run : features_.runs()) {
    ScoreRun(run);
    const auto best = viterbi_.Best(scores_);
    std::copy(best.begin(), best.end(), labels_.begin() + run.begin);
  }
  return labels_;
}

}  // namespace dateline::tagger
