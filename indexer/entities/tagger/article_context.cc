// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/article_context.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace dateline::tagger {
namespace {

constexpr std::uint32_t kRunGap = 3;  // tokens between two capitalised ones of one run
constexpr std::uint32_t kMaxPhraseWords = 6;

enum UseSign : std::uint8_t {
  kTitleBefore = 1,
  kFirstNameBefore = 2,
  kCompanySuffixAfter = 4,
  kOrganisationWordAfter = 8,
  kSurnameAfter = 16,
  kSeenInitial = 32,
  kSeenUpper = 64,
  kSeenInside = 128,  // capitalised and not first in a normal sentence
};

SentenceCase CaseOf(std::span<const WordAttributes* const> words) {
  constexpr std::size_t kLeastWords = 3;
  constexpr std::size_t kLongWord = 4;  // bytes; shorter ones are small in titles too
  std::size_t counted = 0;
  std::size_t capitals = 0;
  std::size_t all_caps = 0;
  std::size_t long_lower = 0;
  for (const WordAttributes* word : words) {
    if (word->has_capital) ++capitals;
    if (!word->has_letters) continue;
    ++counted;
    if (word->case_class == CaseClass::kAllCaps) ++all_caps;
    if (!word->has_capital && word->surface.size() >= kLongWord) ++long_lower;
  }
  if (capitals == 0) return SentenceCase::kNoCapitals;
  if (counted < kLeastWords) return SentenceCase::kNormal;
  if (all_caps == counted) return SentenceCase::kAllCaps;
  return long_lower == 0 ? SentenceCase::kTitle : SentenceCase::kNormal;
}

// A capital that says nothing: of a sentence's first word that news writes small.
bool IsPlainStart(const WordAttributes& word) {
  return word.case_class == CaseClass::kInitial &&
         (word.use == CaseUse::kAlwaysLower || word.use == CaseUse::kMostlyLower);
}

// Cheap, of both ends of a folded form: most words of an article are none that it capitalises.
std::uint32_t FormHash(std::string_view form) {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  if (form.size() >= sizeof(first)) {
    std::memcpy(&first, form.data(), sizeof(first));
    std::memcpy(&last, form.data() + form.size() - sizeof(last), sizeof(last));
  } else {
    for (const char c : form) first = first << 8U | static_cast<unsigned char>(c);
  }
  const std::uint64_t mixed = (first ^ std::uint64_t{last} << 29U) * 0x9E3779B97F4A7C15U;
  return static_cast<std::uint32_t>(mixed >> 40U);
}

}  // namespace

void ArticleContext::SetArticle(std::span<const std::string_view> surfaces,
                                std::span<const WordAttributes*> words,
                                std::span<const std::uint32_t> sentence_ends, WordCache& cache) {
  surfaces_ = surfaces;
  words_ = words;
  sentence_ends_ = sentence_ends;
  cache_ = &cache;
  runs_.clear();
  phrases_.assign(words.size(), 0);
  FindSentences();
  std::uint32_t begin = 0;
  for (const std::uint32_t end : sentence_ends_) {
    FindRuns(begin, end);
    MatchPhrases(begin, end);
    begin = end;
  }
  CollectUses();
}

void ArticleContext::FindSentences() {
  sentence_of_.resize(words_.size());
  cases_.clear();
  std::uint32_t begin = 0;
  for (const std::uint32_t end : sentence_ends_) {
    for (std::uint32_t i = begin; i < end; ++i) {
      sentence_of_[i] = static_cast<std::uint32_t>(cases_.size());
    }
    cases_.push_back(CaseOf(words_.subspan(begin, end - begin)));
    begin = end;
  }
}

void ArticleContext::FindRuns(std::uint32_t begin, std::uint32_t end) {
  constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t first = kNone;
  std::uint32_t last = 0;
  const auto add = [&] {
    if (first == kNone) return;
    const TokenRun run{first > begin ? first - 1 : first, std::min(last + 2, end)};
    AddRun(run.begin, run.end);
    ReadWords(std::max(run.begin, begin + 2) - 2, std::min(run.end + 2, end));
  };
  for (std::uint32_t i = begin; i < end; ++i) {
    if (!words_[i]->has_capital) continue;
    const bool next_capital = i + 1 < end && words_[i + 1]->has_capital;
    if (i == begin && !next_capital && IsPlainStart(*words_[i])) {
      ReadWords(i + 1, std::min(i + 2, end));  // it is what stands next to a use
      continue;
    }
    if (first != kNone && i - last > kRunGap + 1) {
      add();
      first = kNone;
    }
    if (first == kNone) first = i;
    last = i;
  }
  add();
}

void ArticleContext::AddRun(std::uint32_t begin, std::uint32_t end) {
  for (; end - begin > kMaxRunTokens; begin += kMaxRunTokens) {
    runs_.push_back({begin, begin + static_cast<std::uint32_t>(kMaxRunTokens)});
  }
  runs_.push_back({begin, end});
}

void ArticleContext::ReadWords(std::uint32_t begin, std::uint32_t end) {
  for (std::uint32_t i = begin; i < end; ++i) {
    if (words_[i]->id == kUnreadId) words_[i] = &cache_->Get(surfaces_[i]);
  }
}

// Longest matches from the left, each from a capitalised token.
void ArticleContext::MatchPhrases(std::uint32_t begin, std::uint32_t end) {
  for (std::uint32_t i = begin; i < end;) {
    const WordAttributes& word = *words_[i];
    const bool may_start = word.has_capital && (word.starts_phrase || word.phrase_kinds != 0);
    i = may_start ? MatchPhraseAt(i, end) : i + 1;
  }
}

// Marks the longest phrase from `begin`. The token after it, or after `begin`.
std::uint32_t ArticleContext::MatchPhraseAt(std::uint32_t begin, std::uint32_t end) {
  std::uint32_t kinds = words_[begin]->phrase_kinds;
  std::uint32_t match_end = kinds != 0 ? begin + 1 : begin;
  if (words_[begin]->starts_phrase) {
    phrase_ = words_[begin]->folded;
    const std::uint32_t limit = std::min(end, begin + kMaxPhraseWords);
    for (std::uint32_t i = begin + 1; i < limit; ++i) {
      phrase_ += ' ';
      phrase_ += words_[i]->id == kUnreadId ? surfaces_[i] : words_[i]->folded;
      const KnownPhrase known = lexicon_.FindPhrase(phrase_);
      if (known.kinds != 0) {
        kinds = known.kinds;
        match_end = i + 1;
      }
      if (!known.goes_on) break;
    }
  }
  if (match_end == begin) return begin + 1;
  if (match_end == begin + 1) {
    phrases_[begin] = kinds << 24U;
    return match_end;
  }
  phrases_[begin] = kinds;
  for (std::uint32_t i = begin + 1; i + 1 < match_end; ++i) phrases_[i] = kinds << 8U;
  phrases_[match_end - 1] = kinds << 16U;
  return match_end;
}

void ArticleContext::CollectUses() {
  uses_.clear();
  capitalised_forms_.reset();
  if (++stamp_ == 0) {  // after 2^32 articles old stamps would look new
    std::fill(stamps_.begin(), stamps_.end(), 0);
    stamp_ = 1;
  }
  stamps_.resize(std::max<std::size_t>(stamps_.size(), cache_->folded_count()), 0);
  use_of_.resize(stamps_.size(), 0);
  CollectCapitalised();
  CollectLower();
}

void ArticleContext::CollectCapitalised() {
  for (std::uint32_t i = 0; i < words_.size(); ++i) {
    const WordAttributes& word = *words_[i];
    if (!word.has_capital || !word.has_letters) continue;
    if (stamps_[word.folded_id] != stamp_) {
      stamps_[word.folded_id] = stamp_;
      use_of_[word.folded_id] = static_cast<std::uint32_t>(uses_.size());
      uses_.emplace_back();
      capitalised_forms_.set(FormHash(word.folded) % kFormBits);
    }
    WordUses& uses = uses_[use_of_[word.folded_id]];
    if (uses.capitalised < std::numeric_limits<std::uint16_t>::max()) ++uses.capitalised;
    if (uses.kept == WordUses::kKept) continue;
    uses.signs[uses.kept] = SignsOf(i);
    uses.places[uses.kept++] = i;
  }
}

void ArticleContext::CollectLower() {
  for (std::uint32_t i = 0; i < words_.size(); ++i) {
    if (words_[i]->has_capital || !words_[i]->has_letters) continue;
    if (words_[i]->id == kUnreadId) {
      if (!capitalised_forms_.test(FormHash(surfaces_[i]) % kFormBits)) continue;
      ReadWords(i, i + 1);
    }
    const std::uint32_t form = words_[i]->folded_id;
    if (form >= stamps_.size() || stamps_[form] != stamp_) continue;
    WordUses& uses = uses_[use_of_[form]];
    if (uses.lower < std::numeric_limits<std::uint16_t>::max()) ++uses.lower;
  }
}

std::uint8_t ArticleContext::SignsOf(std::uint32_t token) const {
  const WordAttributes& word = *words_[token];
  const WordAttributes& before = WordAt(token, -1);
  const WordAttributes& after = WordAt(token, 1);
  unsigned signs = 0;
  if ((before.flags & kTitleWord) != 0) signs |= kTitleBefore;
  if ((before.flags & kFirstName) != 0 && before.has_capital) signs |= kFirstNameBefore;
  if ((after.flags & kCompanySuffix) != 0 && after.has_capital) signs |= kCompanySuffixAfter;
  if ((after.flags & kOrganisationWord) != 0 && after.has_capital) signs |= kOrganisationWordAfter;
  if ((after.flags & kSurname) != 0 && after.has_capital) signs |= kSurnameAfter;
  if (CaseAt(token) == SentenceCase::kNormal) {
    const bool inside = before.case_class != CaseClass::kBoundary;
    if (inside) signs |= kSeenInside;
    if (inside && word.case_class == CaseClass::kInitial) signs |= kSeenInitial;
    if (word.case_class == CaseClass::kAllCaps) signs |= kSeenUpper;
  }
  return static_cast<std::uint8_t>(signs);
}

const WordAttributes& ArticleContext::WordAt(std::uint32_t token, int offset) const {
  const std::uint32_t sentence = sentence_of_[token];
  const std::int64_t begin = sentence > 0 ? sentence_ends_[sentence - 1] : 0;
  const std::int64_t at = static_cast<std::int64_t>(token) + offset;
  const bool inside = at >= begin && at < static_cast<std::int64_t>(sentence_ends_[sentence]);
  return inside ? *words_[static_cast<std::size_t>(at)] : BoundaryWord();
}

}  // namespace dateline::tagger
