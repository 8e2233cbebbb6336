// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/boolean_matcher.h"

#include <utility>

#include "server/query/overloaded.h"

namespace dateline::search {
namespace {

using Result = absl::StatusOr<SharedBitmap>;

SharedBitmap MakeShared(Bitmap bitmap) { return std::make_shared<const Bitmap>(std::move(bitmap)); }

}  // namespace

Result BooleanMatcher::Match(std::size_t segment, const PlanNode& node, Phrases phrases) {
  return std::visit(
      query::Overloaded{
          [&](const AllRows&) -> Result {
            return MakeShared(Bitmap::Range(1, terms_.rows(segment)));
          },
          [&](const NoRows&) -> Result { return MakeShared(Bitmap()); },
          [&](const WordMatch& word) { return MatchWord(segment, word); },
          [&](const PhraseMatch& phrase) { return MatchPhrase(segment, phrase, phrases); },
          [&](const ValueMatch& values) { return terms_.ValueBitmap(segment, values); },
          [&](const DateMatch& date) { return terms_.DateBitmap(segment, date); },
          [&](const Conjunction& all) { return MatchAll(segment, all, phrases); },
          [&](const Disjunction& any) { return MatchAny(segment, any); },
          [&](const Exclusion& without) { return MatchWithout(segment, without, phrases); },
          [&](const Boost& boost) { return Match(segment, *boost.required, phrases); }},
      node);
}

Result BooleanMatcher::MatchWord(std::size_t segment, const WordMatch& word) {
  if (word.terms.size() == 1) return terms_.WordBitmap(segment, word.terms.front());
  Bitmap any;
  if (!word.start.empty()) {
    const Result all = terms_.PrefixBitmap(segment, word.start);
    if (!all.ok()) return all;
    any |= **all;
  }
  for (const std::string& term : word.terms) {
    if (!word.start.empty() && term.starts_with(word.start)) continue;
    const Result one = terms_.WordBitmap(segment, term);
    if (!one.ok()) return one;
    any |= **one;
  }
  return MakeShared(std::move(any));
}

Result BooleanMatcher::MatchPhrase(std::size_t segment, const PhraseMatch& phrase,
                                   Phrases phrases) {
  if (phrases == Phrases::kFound) return phrases_.Matches(segment, phrase);
  absl::StatusOr<Bitmap> possible = phrases_.AllWords(segment, phrase);
  if (!possible.ok()) return possible.status();
  return MakeShared(*std::move(possible));
}

Result BooleanMatcher::MatchAll(std::size_t segment, const Conjunction& all, Phrases phrases) {
  Result first = Match(segment, all.children.front(), phrases);
  if (!first.ok()) return first;
  Bitmap joined = **first;
  for (std::size_t i = 1; i < all.children.size(); ++i) {
    const Result other = Match(segment, all.children[i], phrases);
    if (!other.ok()) return other;
    joined &= **other;
  }
  return MakeShared(std::move(joined));
}

// Documents that match at least so many of the children.
Result BooleanMatcher::MatchLeast(std::size_t segment, const Disjunction& any) {
  std::vector<std::uint16_t> counts(terms_.rows(segment) + 1, 0);
  std::vector<std::uint32_t> docs;
  for (const PlanNode& child : any.children) {
    const Result one = Match(segment, child, Phrases::kFound);
    if (!one.ok()) return one;
    (*one)->CopyTo(docs);
    if (!terms_.ticker().Tick(docs.size() + 1)) return terms_.ticker().status();
    for (const std::uint32_t doc : docs) ++counts[doc];
  }
  docs.clear();
  for (std::uint32_t doc = 1; doc < counts.size(); ++doc) {
    if (counts[doc] >= any.least) docs.push_back(doc);
  }
  return MakeShared(Bitmap(docs));
}

// No phrase in it must be in every match.
Result BooleanMatcher::MatchAny(std::size_t segment, const Disjunction& any) {
  if (any.least > 1) return MatchLeast(segment, any);
  Result first = Match(segment, any.children.front(), Phrases::kFound);
  if (!first.ok()) return first;
  Bitmap joined = **first;
  for (std::size_t i = 1; i < any.children.size(); ++i) {
    const Result other = Match(segment, any.children[i], Phrases::kFound);
    if (!other.ok()) return other;
    joined |= **other;
  }
  return MakeShared(std::move(joined));
}

Result BooleanMatcher::MatchWithout(std::size_t segment, const Exclusion& without,
                                    Phrases phrases) {
  Result base = Match(segment, *without.base, phrases);
  if (!base.ok()) return base;
  Bitmap rest = **base;
  for (const PlanNode& excluded : without.excluded) {
    const Result other = Match(segment, excluded, Phrases::kFound);
    if (!other.ok()) return other;
    rest -= **other;
  }
  return MakeShared(std::move(rest));
}

}  // namespace dateline::search
