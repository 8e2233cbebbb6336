// SPDX-License-Identifier: GPL-3.0-or-later
// Ranking: what to score in each segment; the best hits so far set the threshold for the next.
#include "server/search/searcher.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "core/index/scoring_profile.h"
#include "core/index/xapian_errors.h"
#include "server/search/phrase.h"

namespace dateline::search {
namespace {

// Whether what matches is just what has a posting in one of the lists.
bool IsUnion(const query::QueryNode& node) {
  switch (node.kind) {
    case query::NodeKind::kTerm:
    case query::NodeKind::kPrefix:
      return true;
    case query::NodeKind::kOr:
      return std::all_of(node.children.begin(), node.children.end(), IsUnion);
    default:
      return false;
  }
}

// The phrases that every match must hold.
void CollectRequired(const ResolvedQuery& query, const query::QueryNode& node,
                     std::vector<PhraseMatcher>& phrases) {
  switch (node.kind) {
    case query::NodeKind::kPhrase:
      phrases.emplace_back(node, query.RarestWord(node));
      return;
    case query::NodeKind::kAnd:
      for (const query::QueryNode& child : node.children) CollectRequired(query, child, phrases);
      return;
    case query::NodeKind::kMaybe:
    case query::NodeKind::kAndNot:
      CollectRequired(query, node.children.front(), phrases);
      return;
    default:
      return;
  }
}

SharedPostings Restrict(const Postings& postings, const Bitmap& gate) {
  auto restricted = std::make_shared<Postings>();
  for (std::size_t i = 0; i < postings.size(); ++i) {
    if (gate.contains(postings.docs[i])) restricted->Add(postings.docs[i], postings.impacts[i]);
  }
  return restricted;
}

// Of the documents of a union, if its words came independently.
std::uint64_t EstimateUnion(const ScoringPlan& plan, std::uint32_t rows) {
  double without = 1;
  for (const ScoredList& list : plan.lists) {
    without *= 1 - static_cast<double>(list.postings->size()) / rows;
  }
  const double share = plan.mask == nullptr ? 1 : static_cast<double>(plan.mask->size()) / rows;
  return static_cast<std::uint64_t>(std::llround(rows * share * (1 - without)));
}

// Languages that at least one article in a hundred is written in, English first.
std::vector<text::Language> IndexLanguages(const index::Snapshot& snapshot) {
  std::map<text::Language, std::uint64_t> counts;
  for (const index::SegmentView& view : snapshot.segments) {
    const index::TermsColumn& column = view.segment->columns().terms(article::Field::kLanguage);
    std::vector<std::uint64_t> by_value(column.size());
    for (const std::uint32_t ordinal : column.ordinals) ++by_value[ordinal];
    for (std::size_t i = 0; i < by_value.size(); ++i) {
      counts[text::LanguageFromCode(column.Value(i))] += by_value[i];
    }
  }
  std::vector<text::Language> languages{text::Language::kEnglish};
  for (const auto& [language, count] : counts) {
    if (language != text::Language::kEnglish && count * 100 >= snapshot.live_articles) {
      languages.push_back(language);
    }
  }
  return languages;
}

}  // namespace

std::shared_ptr<const SearchSnapshot> PrepareSnapshot(
    std::shared_ptr<const index::Snapshot> snapshot, const SearchSnapshot* previous) {
  auto prepared = std::make_shared<SearchSnapshot>();
  std::vector<names::EntitySegment> names;
  for (const index::SegmentView& view : snapshot->segments) {
    names.push_back({view.segment->number(), view.segment->columns()});
    const auto rows = static_cast<std::uint32_t>(view.segment->columns().rows());
    if (view.dead->empty()) {
      prepared->live.push_back(nullptr);
      continue;
    }
    auto live = std::make_shared<Bitmap>(Bitmap::Range(1, rows));
    *live -= Bitmap(std::span<const std::uint32_t>(*view.dead));
    prepared->live.push_back(std::move(live));
  }
  prepared->entities = names::EntityIndex::Make(
      std::move(names), previous == nullptr ? nullptr : previous->entities.get());
  prepared->languages = IndexLanguages(*snapshot);
  prepared->snapshot = std::move(snapshot);
  return prepared;
}

std::uint32_t Searcher::Rows(std::size_t segment) const {
  return static_cast<std::uint32_t>(View(segment).segment->columns().rows());
}

// Alternatives for one word: the best impact of any of them.
SharedPostings Searcher::BestPostings(std::size_t segment, const std::vector<std::string>& terms) {
  if (terms.size() == 1) return TermPostings(segment, terms.front());
  std::vector<std::uint8_t> best(Rows(segment) + 1, 0);
  for (const std::string& term : terms) {
    const SharedPostings postings = TermPostings(segment, term);
    for (std::size_t i = 0; i < postings->size(); ++i) {
      best[postings->docs[i]] = std::max(best[postings->docs[i]], postings->impacts[i]);
    }
  }
  auto merged = std::make_shared<Postings>();
  for (index::DocId doc = 1; doc < best.size(); ++doc) {
    if (best[doc] != 0) merged->Add(doc, best[doc]);
  }
  return merged;
}

void Searcher::AddList(std::size_t segment, const std::vector<std::string>& terms,
                       std::uint32_t count, const Bitmap* gate, ScoringPlan& plan) {
  SharedPostings postings = BestPostings(segment, terms);
  if (gate != nullptr) postings = Restrict(*postings, *gate);
  if (postings->docs.empty()) return;
  double idf = 0;
  for (const std::string& term : terms) idf = std::max(idf, query_.idf.at(term));
  plan.lists.push_back({std::move(postings), static_cast<float>(idf * count / index::kMaxImpact)});
}

// The lists below `node`. A part of the query scores only where it matches as a whole: what every
// match must hold does so anyway (`required`), any other part is held to `gate`.
void Searcher::AddLists(std::size_t segment, const query::QueryNode& node, bool required,
                        const Bitmap* gate, ScoringPlan& plan) {
  SharedBitmap own;
  const auto close_gate = [&] {
    if (required) return;
    own = Evaluate(segment, node, Phrases::kFound);
    if (gate != nullptr) own = std::make_shared<const Bitmap>(*own & *gate);
    gate = own.get();
  };
  switch (node.kind) {
    case query::NodeKind::kTerm:
    case query::NodeKind::kPrefix:
      AddList(segment, node.terms, node.count, gate, plan);
      return;
    case query::NodeKind::kPhrase:
      close_gate();
      for (const std::string& word : node.terms) {
        AddList(segment, {IndexTerm(node.field, word)}, 1, gate, plan);
      }
      return;
    case query::NodeKind::kOr:
      for (const query::QueryNode& child : node.children)
        AddLists(segment, child, false, gate, plan);
      return;
    case query::NodeKind::kAnd:
      close_gate();
      for (const query::QueryNode& child : node.children)
        AddLists(segment, child, required, gate, plan);
      return;
    case query::NodeKind::kMaybe:
      close_gate();
      AddLists(segment, node.children.front(), required, gate, plan);
      for (std::size_t i = 1; i < node.children.size(); ++i) {
        AddLists(segment, node.children[i], false, gate, plan);
      }
      return;
    case query::NodeKind::kAndNot:
      close_gate();
      AddLists(segment, node.children.front(), required, gate, plan);
      return;
    default:
      return;  // filters have no score
  }
}

// Returns an estimate of the segment's matches.
std::uint64_t Searcher::RankSegment(std::size_t segment, const SharedBitmap& mask, TopHits& hits) {
  ScoringPlan plan;
  plan.segment = static_cast<std::uint32_t>(segment);
  plan.mask = mask.get();
  AddLists(segment, query_.root, true, nullptr, plan);
  std::vector<PhraseMatcher> phrases;
  CollectRequired(query_, query_.root, phrases);
  const index::Segment& words = *View(segment).segment;
  if (!phrases.empty()) {
    plan.prepare = [&phrases, &words](index::DocId doc) {
      phrases.front().Prefetch(words.Words(doc));
    };
    plan.accepts = [&phrases, &words](index::DocId doc) {
      const index::WordRow row = words.Words(doc);
      return std::all_of(phrases.begin(), phrases.end(),
                         [&row](const PhraseMatcher& phrase) { return phrase.Matches(row); });
    };
  }
  SharedBitmap matches;
  if (!IsUnion(query_.root)) {
    matches = Evaluate(segment, query_.root, Phrases::kPossible);
    if (mask != nullptr) matches = std::make_shared<const Bitmap>(*matches & *mask);
    plan.matches = matches.get();
    plan.mask = nullptr;
  }
  ScoreSegment(plan, context_, hits);
  return matches == nullptr ? EstimateUnion(plan, Rows(segment)) : matches->size();
}

absl::StatusOr<Ranking> Searcher::Rank(const SegmentBitmaps& mask, std::size_t count,
                                       bool allow_partial) {
  // Large segments first: their hits set a threshold that prunes the small ones.
  std::vector<std::size_t> order(snapshot_.snapshot->segments.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [this](std::size_t a, std::size_t b) { return Rows(a) > Rows(b); });
  TopHits hits(count);
  Ranking ranking;
  absl::Status interrupted;
  absl::Status status = index::RunXapian([&] {
    try {
      for (const std::size_t segment : order) {
        Ticker ticker(context_);
        if (interrupted = ticker.Check(); !interrupted.ok()) return;
        ranking.estimate += RankSegment(segment, mask[segment], hits);
      }
    } catch (SearchInterrupted& stop) {
      interrupted = std::move(stop.status);
    }
  });
  if (!status.ok()) return status;
  if (!interrupted.ok()) {
    if (!allow_partial || absl::IsCancelled(interrupted)) return interrupted;
    ranking.complete = false;
  }
  ranking.candidates = hits.Take();
  return ranking;
}

}  // namespace dateline::search
