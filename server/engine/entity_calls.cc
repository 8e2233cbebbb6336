// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/entity_calls.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/dates/time_zone.h"
#include "core/errors/errors.h"
#include "core/limits.h"
#include "server/engine/damage_report.h"
#include "server/entities/name_suffixes.h"
#include "server/facets/blocks.h"
#include "server/facets/entity_facets.h"
#include "server/facets/facets.h"

namespace dateline::engine {
namespace {

constexpr std::size_t kDefaultRelated = 10;
constexpr std::size_t kDefaultSuggestions = 10;
constexpr std::uint32_t kMinTogether = 2;  // articles; one alone may be chance

double XLogX(std::uint64_t x) {
  return x == 0 ? 0 : static_cast<double>(x) * std::log(static_cast<double>(x));
}

std::uint64_t CountIds(const facets::MatchIds& ids) {
  std::uint64_t sum = 0;
  for (const auto& some : ids) sum += some.size();
  return sum;
}

struct Related {
  names::EntityId id;
  std::uint32_t together;
  double score;
};

bool RelatesMore(const Related& a, const Related& b) {
  if (a.score != b.score) return a.score > b.score;
  return a.together != b.together ? a.together > b.together : a.id < b.id;
}

// One call of GetEntity, for one thread.
class EntityRun {
 public:
  EntityRun(SearchServices services, const v1::GetEntityRequest& request,
            const search::SearchContext& context, SharedSnapshot snapshot)
      : services_(std::move(services)),
        request_(request),
        context_(context),
        snapshot_(std::move(snapshot)),
        entities_(*snapshot_->entities) {}

  absl::StatusOr<v1::GetEntityResponse> Run() {
    if (absl::Status status = Choose(); !status.ok()) return status;
    if (absl::Status status = Filter(); !status.ok()) return status;
    auto mentioned = Evaluate(search::Mentions::kAll);
    if (!mentioned.ok()) return mentioned.status();
    for (const search::SharedBitmap& bitmap : *mentioned) {
      response_.set_matching_count(response_.matching_count() + bitmap->size());
    }
    if (absl::Status status = CountOverTime(*mentioned); !status.ok()) return status;
    if (absl::Status status = Relate(); !status.ok()) return status;
    response_.set_generation(snapshot_->snapshot->generation);
    AddDamage(*snapshot_->snapshot, context_, *response_.mutable_damage());
    return std::move(response_);
  }

 private:
  // Picks the entity that the name most likely means; the others are listed in the response.
  absl::Status Choose() {
    std::vector<names::EntityId> found;
    for (const article::Field field : names::EntityFieldsOf(request_.type())) {
      const auto some = entities_.Find(request_.name(), field, names::EntityIndex::Reach::kAll);
      found.insert(found.end(), some.begin(), some.end());
    }
    // A name of several types may be one entity.
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::vector<std::pair<std::uint32_t, names::EntityId>> ranked;
    for (const names::EntityId id : found) {
      const std::uint32_t articles = entities_.Articles(id);
      // Names that were grouped earlier may be in no article of now.
      if (articles > 0) ranked.emplace_back(articles, id);
    }
    if (ranked.empty()) {
      return errors::MakeError(absl::StatusCode::kNotFound, v1::ERROR_REASON_ENTITY_NOT_FOUND,
                               "no article names '" + request_.name().substr(0, 200) +
                                   "'; SuggestEntities completes the names that there are");
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    id_ = ranked.front().second;
    *response_.mutable_entity() = entities_.Summary(id_);
    for (v1::EntitySpelling& spelling : entities_.Spellings(id_, limits::kMaxEntitySpellings)) {
      *response_.add_spellings() = std::move(spelling);
    }
    for (std::size_t i = 1; i < std::min(ranked.size(), limits::kMaxOtherEntities + 1); ++i) {
      *response_.add_others() = entities_.Summary(ranked[i].second);
    }
    return absl::OkStatus();
  }

  // The live articles that pass the filter.
  absl::Status Filter() {
    const search::QueryPlan everything;
    search::Searcher searcher(*snapshot_, everything, services_.caches, context_);
    auto parts = searcher.EvaluateFilter(
        request_.filter(),
        {dates::FindZone(request_.time_zone()).value_or(absl::UTCTimeZone()), services_.now()});
    if (!parts.ok()) return parts.status();
    filtered_ = searcher.Combine(*parts, std::nullopt);
    auto all = searcher.EvaluateMatches(filtered_);
    if (!all.ok()) return all.status();
    all_ = *std::move(all);
    return absl::OkStatus();
  }

  // Those of them that have the entity.
  absl::StatusOr<search::SegmentBitmaps> Evaluate(search::Mentions mentions) {
    search::QueryPlan plan;
    plan.root = search::ValueMatch{entities_.Terms(id_), mentions};
    return search::Searcher(*snapshot_, plan, services_.caches, context_)
        .EvaluateMatches(filtered_);
  }

  absl::Status CountOverTime(const search::SegmentBitmaps& mentioned) {
    v1::FacetRequest facet;
    *facet.mutable_date_histogram() = request_.histogram();
    auto counted = facets::CountFacet(facet, {.snapshot = *snapshot_,
                                              .matches = mentioned,
                                              .filter = request_.filter(),
                                              .now = services_.now(),
                                              .context = context_,
                                              .max_buckets = limits::kMaxBucketsPerRequest,
                                              .path = "histogram"});
    if (!counted.ok()) return counted.status();
    if (!snapshot_->snapshot->damaged.empty()) counted->set_relation(v1::COUNT_RELATION_AT_LEAST);
    *response_.mutable_histogram() = *std::move(counted);
    return absl::OkStatus();
  }

  // Entities that articles about this one are also about, more often than chance would have it.
  absl::Status Relate() {
    auto about = Evaluate(search::Mentions::kSalient);
    if (!about.ok()) return about.status();
    const facets::MatchIds ids = facets::GatherIds(*about);
    const facets::MatchIds all_ids = facets::GatherIds(all_);
    std::vector<Related> related;
    for (const article::Field field : names::kEntityFields) {
      absl::Status status = RelateField(field, ids, all_ids, related);
      if (!status.ok()) return status;
    }
    const auto most = static_cast<std::size_t>(request_.max_related());
    const std::size_t count = std::min(most == 0 ? kDefaultRelated : most, related.size());
    std::partial_sort(related.begin(), related.begin() + static_cast<std::ptrdiff_t>(count),
                      related.end(), RelatesMore);
    for (std::size_t i = 0; i < count; ++i) {
      v1::RelatedEntity& other = *response_.add_related();
      *other.mutable_entity() = entities_.Summary(related[i].id);
      other.set_together_count(related[i].together);
      other.set_score(related[i].score);
    }
    return absl::OkStatus();
  }

  absl::Status RelateField(article::Field field, const facets::MatchIds& ids,
                           const facets::MatchIds& all_ids, std::vector<Related>& related) const {
    std::uint32_t with_value = 0;
    const auto together = facets::CountEntities(*snapshot_, ids, field, context_, with_value);
    if (!together.ok() || together->empty()) return together.status();
    const auto everywhere = facets::CountEntities(*snapshot_, all_ids, field, context_, with_value);
    if (!everywhere.ok()) return everywhere.status();
    std::vector<std::uint32_t> articles(entities_.size(field), 0);
    for (const facets::EntityCount& counted : *everywhere) {
      articles[counted.id.number] = counted.articles;
    }
    const std::uint64_t all = CountIds(all_ids);
    const std::uint64_t own = CountIds(ids);
    const auto relate = [&](std::span<const facets::EntityCount> block) {
      for (const facets::EntityCount& counted : block) {
        const std::uint64_t other = articles[counted.id.number];
        const bool by_chance = counted.articles * all <= own * other;
        if (counted.id == id_ || counted.articles < kMinTogether || by_chance) continue;
        related.push_back(
            {counted.id, counted.articles, LogLikelihoodRatio(counted.articles, own, other, all)});
      }
    };
    return facets::ForEachBlock(std::span<const facets::EntityCount>(*together), context_, relate);
  }

  SearchServices services_;
  const v1::GetEntityRequest& request_;
  const search::SearchContext& context_;
  std::shared_ptr<const search::SearchSnapshot> snapshot_;
  const names::EntityIndex& entities_;
  names::EntityId id_;
  search::SegmentBitmaps filtered_;  // rows that pass the filter; null stands for all rows
  search::SegmentBitmaps all_;       // the same, never null
  v1::GetEntityResponse response_;
};

}  // namespace

double LogLikelihoodRatio(std::uint64_t together, std::uint64_t first, std::uint64_t second,
                          std::uint64_t all) {
  const double cells = XLogX(together) + XLogX(first - together) + XLogX(second - together) +
                       XLogX(all - first - second + together);
  const double sums = XLogX(first) + XLogX(all - first) + XLogX(second) + XLogX(all - second);
  return std::max(0.0, 2 * (cells - sums + XLogX(all)));
}

absl::StatusOr<v1::GetEntityResponse> GetEntity(SearchServices services,
                                                const v1::GetEntityRequest& request,
                                                const search::SearchContext& context) {
  auto snapshot = services.restricted.Get(services.snapshot, context);
  if (!snapshot.ok()) return snapshot.status();
  return EntityRun(std::move(services), request, context, *std::move(snapshot)).Run();
}

absl::StatusOr<v1::SuggestEntitiesResponse> SuggestEntities(
    SearchServices services, const v1::SuggestEntitiesRequest& request,
    const search::SearchContext& context) {
  std::vector<article::Field> fields;
  for (const int type : request.types()) {
    for (const article::Field field : names::EntityFieldsOf(static_cast<v1::EntityType>(type))) {
      if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
    }
  }
  if (fields.empty()) fields.assign(names::kEntityFields.begin(), names::kEntityFields.end());
  const auto visible = services.restricted.Get(services.snapshot, context);
  if (!visible.ok()) return visible.status();
  const SharedSnapshot& snapshot = *visible;
  const auto most = static_cast<std::size_t>(request.max_suggestions());
  v1::SuggestEntitiesResponse response;
  for (const names::EntityId id : snapshot->entities->Suggest(
           names::NameStart(request.prefix()), fields, most == 0 ? kDefaultSuggestions : most)) {
    v1::EntitySummary summary = snapshot->entities->Summary(id);
    if (summary.article_count() > 0) *response.add_entities() = std::move(summary);
  }
  AddDamage(*snapshot->snapshot, context, *response.mutable_damage());
  response.set_generation(snapshot->snapshot->generation);
  return response;
}

}  // namespace dateline::engine
