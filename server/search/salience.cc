// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/salience.h"

#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include "core/article/article.h"
#include "server/entities/entity_fields.h"
#include "server/query/overloaded.h"

namespace dateline::search {
namespace {

constexpr std::size_t kExactWindow = 200;   // articles that are read: some microseconds each
constexpr std::size_t kArticleUnits = 256;  // of a Ticker, to read one

void Collect(const PlanNode& node, std::vector<std::string>& terms) {
  std::visit(query::Overloaded{
                 [&](const ValueMatch& values) {
                   if (values.mentions != Mentions::kSalient) return;
                   terms.insert(terms.end(), values.terms.begin(), values.terms.end());
                 },
                 [&](const Conjunction& all) {
                   for (const PlanNode& child : all.children) Collect(child, terms);
                 },
                 [&](const Disjunction& any) {
                   for (const PlanNode& child : any.children) Collect(child, terms);
                 },
                 [&](const Exclusion& without) { Collect(*without.base, terms); },
                 [&](const Boost& boost) { Collect(*boost.required, terms); }, [](const auto&) {}},
             node);
}

// The entities of one segment that are asked for.
class SegmentEntities {
 public:
  SegmentEntities(const index::Columns& columns, const std::vector<std::string>& terms)
      : columns_(columns) {
    for (const std::string& term : terms) {
      const auto entity = article::ParseEntityTerm(term);
      if (!entity) continue;
      const index::TermsColumn& column = columns.terms(entity->first);
      const std::size_t ordinal = column.Find(entity->second);
      if (ordinal < column.size()) {
        ordinals_[entity->first].insert(static_cast<std::uint32_t>(ordinal));
      }
    }
  }

  // Rows have their entities by salience: the more come before, the lower.
  double Score(std::uint32_t row) const {
    std::size_t best = kNone;
    for (const article::Field field : names::kEntityFields) {
      if (ordinals_[field].empty()) continue;
      const std::span<const std::uint32_t> all = columns_.terms(field).Ordinals(row);
      for (std::size_t i = 0; i < std::min(all.size(), best); ++i) {
        if (ordinals_[field].contains(index::ReadOnce(all[i]))) best = i;
      }
    }
    return best == kNone ? 0 : 1.0 / static_cast<double>(1 + best);
  }

 private:
  static constexpr std::size_t kNone = SIZE_MAX;
  const index::Columns& columns_;
  names::PerEntityField<absl::flat_hash_set<std::uint32_t>> ordinals_;
};

double StoredSalience(const article::Article& article,
                      const absl::flat_hash_set<std::string>& terms) {
  double most = 0;
  for (const v1::Entity& entity : article.entities()) {
    const std::string term =
        article::EntityTerm(article::EntityField(entity.type()), article::EntityKey(entity));
    if (terms.contains(term)) most = std::max(most, static_cast<double>(entity.salience()));
  }
  return most;
}

}  // namespace

std::vector<std::string> AboutTerms(const QueryPlan& plan) {
  std::vector<std::string> terms;
  Collect(plan.root, terms);
  return terms;
}

absl::StatusOr<std::vector<Candidate>> RankBySalience(const SearchSnapshot& snapshot,
                                                      const std::vector<std::string>& terms,
                                                      const SegmentBitmaps& matches,
                                                      std::size_t count,
                                                      const SearchContext& context) {
  Ticker ticker(context);
  TopHits hits(std::max(count, kExactWindow));
  std::vector<std::uint32_t> ids;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    const SegmentEntities entities(snapshot.snapshot->segments[i].segment->columns(), terms);
    matches[i]->CopyTo(ids);
    for (const std::uint32_t doc : ids) {
      if (!ticker.Tick()) return ticker.status();
      const Candidate candidate{entities.Score(doc - 1), static_cast<std::uint32_t>(i), doc};
      if (hits.Wants(candidate)) hits.Offer(candidate);
    }
  }
  std::vector<Candidate> ranked = hits.TakeSorted();
  const absl::flat_hash_set<std::string> wanted(terms.begin(), terms.end());
  const std::size_t exact = std::min(kExactWindow, ranked.size());
  for (Candidate& candidate : std::span(ranked).first(exact)) {
    if (!ticker.Tick(kArticleUnits)) return ticker.status();
    const auto article =
        snapshot.snapshot->segments[candidate.segment].segment->ReadArticle(candidate.doc);
    // One that cannot be read is told when its hit is made.
    candidate.score = 1 + (article.ok() ? StoredSalience(*article, wanted) : 0);
  }
  std::sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(exact), RanksBefore);
  return ranked;
}

}  // namespace dateline::search
