// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/facets/facets.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "core/text/fold.h"
#include "core/text/language_tag.h"
#include "server/facets/blocks.h"
#include "server/facets/date_facets.h"
#include "server/facets/date_histogram.h"
#include "server/facets/entity_facets.h"
#include "server/facets/value_test.h"
#include "server/search/value_terms.h"

namespace dateline::facets {
namespace {

constexpr int kDefaultBuckets = 10;

bool IsCountable(const article::FieldRow& row) {
  return row.facet && row.analysis == article::Analysis::kExact;
}

struct Counted {
  std::string_view key;  // folded
  std::string_view display;
  std::uint32_t count = 0;
  bool selected = false;  // by the filter
};

// The order of buckets.
class BucketBefore {
 public:
  explicit BucketBefore(v1::TermsOrder order) : by_key_(order == v1::TERMS_ORDER_KEY) {}
  bool operator()(const Counted& a, const Counted& b) const {
    if (by_key_) return a.key != b.key ? a.key < b.key : a.display < b.display;
    return a.count != b.count ? a.count > b.count : a.display < b.display;
  }

 private:
  bool by_key_;
};

// A value that the filter selects.
struct SelectedValue {
  std::string display;            // as the filter has it
  std::vector<std::string> keys;  // folded values that it means
};

template <typename Values>
void AddSelected(const Values& values, std::vector<SelectedValue>& selected) {
  for (const std::string& value : values) selected.push_back({value, {text::FoldName(value)}});
}

// The values of a field that the filter selects, without repeats.
std::vector<SelectedValue> SelectedValues(const v1::Filter& filter, article::Field field,
                                          const names::EntityIndex& entities) {
  std::vector<SelectedValue> selected;
  if (field == article::Field::kSource) AddSelected(filter.sources(), selected);
  if (field == article::Field::kSection) AddSelected(filter.sections(), selected);
  if (field == article::Field::kLanguage) {
    for (const std::string& value : filter.languages()) {
      const std::string base = text::LanguageBase(value);
      selected.push_back({base, {text::FoldName(base)}});
    }
  }
  if (field == article::Field::kAuthor) AddSelected(filter.authors(), selected);
  if (field == article::Field::kHost) AddSelected(filter.hosts(), selected);
  if (field == article::Field::kCountry) {
    for (const std::string& value : filter.countries()) {
      selected.push_back(
          {std::string(entities.CountryName(value)), search::CountryValues(entities, value)});
    }
  }
  const auto by_keys = [](const SelectedValue& a, const SelectedValue& b) {
    return a.keys < b.keys;
  };
  std::stable_sort(selected.begin(), selected.end(), by_keys);
  const auto end =
      std::unique(selected.begin(), selected.end(),
                  [](const SelectedValue& a, const SelectedValue& b) { return a.keys == b.keys; });
  selected.erase(end, selected.end());
  return selected;
}

// Counts the values of a field that does not hold entities.
class TermsCounter {
 public:
  // Adds the matches of all segments. DEADLINE_EXCEEDED or CANCELLED if the scope's context says
  // so.
  absl::Status Count(const FacetScope& scope, article::Field field) {
    std::vector<std::uint32_t> ids;
    for (std::size_t i = 0; i < scope.matches.size(); ++i) {
      const index::TermsColumn& column = scope.snapshot.columns(i).terms(field);
      scope.matches[i]->CopyTo(ids);
      absl::Status status = CountOrdinals(column, ids, scope.context);
      if (status.ok()) status = MergeCounts(column, scope.context);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // The first buckets that `terms` asks for, and those of `selected`, whatever their rank: users
  // must see the values that they have chosen to be able to drop them. Errors as Count. Called
  // once, at the end.
  absl::Status Fill(const v1::TermsFacet& terms, std::size_t max_buckets,
                    const std::vector<SelectedValue>& selected,
                    const search::SearchContext& context, v1::FacetResult& result) {
    result.set_missing_count(matched_ - with_value_);
    const ValueTest test(terms);
    std::vector<std::string_view> missing;  // selected values that no match has
    for (const SelectedValue& value : selected) {
      if (!Select(value) && test.Passes(value.keys.front())) missing.push_back(value.display);
    }
    absl::Status status = Keep(test, context);
    if (!status.ok()) return status;
    result.set_distinct_count(static_cast<std::uint32_t>(counted_.size()));
    const BucketBefore before(terms.order());
    const std::size_t shown = std::min(max_buckets, counted_.size());
    status = SortFirst(counted_, shown, before, context);
    if (!status.ok()) return status;
    std::vector<Counted> below;
    std::uint32_t other = 0;
    for (const Counted& counted : std::span(counted_).subspan(shown)) {
      if (counted.selected) {
        below.push_back(counted);
      } else {
        other += counted.count;
      }
    }
    for (const Counted& counted : std::span(counted_).first(shown)) AddBucket(counted, result);
    status = SortFirst(below, below.size(), before, context);
    if (!status.ok()) return status;
    for (const Counted& counted : below) AddBucket(counted, result);
    for (const std::string_view value : missing) AddBucket({{}, value, 0, true}, result);
    result.set_other_count(other);
    return absl::OkStatus();
  }

 private:
  // Fills counts_ for one segment.
  absl::Status CountOrdinals(const index::TermsColumn& column,
                             const std::vector<std::uint32_t>& ids,
                             const search::SearchContext& context) {
    counts_.assign(column.size(), 0);
    matched_ += static_cast<std::uint32_t>(ids.size());
    // As TermsColumn::Ordinals, which costs a third more here.
    const std::uint32_t* const offsets = column.offsets.data();
    const std::uint32_t* const ordinals = column.ordinals.data();
    const auto values = static_cast<std::uint32_t>(column.size());
    const auto end = static_cast<std::uint32_t>(column.ordinals.size());
    std::uint32_t* const counts = counts_.data();
    std::uint32_t with_value = 0;
    absl::Status status =
        ForEachBlock(std::span(ids), context, [&](std::span<const std::uint32_t> block) {
          for (const std::uint32_t id : block) {
            const std::uint32_t first = index::ReadOnce(offsets[id - 1]);
            std::uint32_t last = index::ReadOnce(offsets[id]);
            if (last > end) [[unlikely]]
              last = end;
            with_value += first < last;
            for (std::uint32_t at = first; at < last; ++at) {
              const std::uint32_t ordinal = index::ReadOnce(ordinals[at]);
              if (ordinal < values) [[likely]]
                ++counts[ordinal];
            }
          }
        });
    with_value_ += with_value;
    return status;
  }

  // Adds counts_ of one segment to those of the others.
  absl::Status MergeCounts(const index::TermsColumn& column, const search::SearchContext& context) {
    return ForEachBlock(std::span<const std::uint32_t>(counts_), context,
                        [&](std::span<const std::uint32_t> block) {
                          auto ordinal = static_cast<std::size_t>(block.data() - counts_.data());
                          for (const std::uint32_t count : block) {
                            const std::size_t at = ordinal++;
                            if (count == 0) continue;
                            const auto [it, added] =
                                by_key_.emplace(column.keys[at], counted_.size());
                            if (added) counted_.push_back({column.keys[at], column.Value(at)});
                            counted_[it->second].count += count;
                          }
                        });
  }

  // Marks the counted values that a selected one means. False: there are none.
  bool Select(const SelectedValue& value) {
    bool any = false;
    for (const std::string& key : value.keys) {
      const auto place = by_key_.find(key);
      if (place == by_key_.end()) continue;
      counted_[place->second].selected = true;
      any = true;
    }
    return any;
  }

  // Drops the values that do not pass. Places in counted_ are not valid afterwards.
  absl::Status Keep(const ValueTest& test, const search::SearchContext& context) {
    if (test.passes_all()) return absl::OkStatus();
    std::vector<Counted> kept;
    absl::Status status = ForEachBlock(
        std::span<const Counted>(counted_), context, [&](std::span<const Counted> block) {
          for (const Counted& counted : block) {
            const bool enough = counted.selected || counted.count >= test.min_count();
            if (enough && test.Passes(counted.key)) kept.push_back(counted);
          }
        });
    counted_ = std::move(kept);
    return status;
  }

  static void AddBucket(const Counted& counted, v1::FacetResult& result) {
    v1::FacetBucket* bucket = result.add_buckets();
    bucket->set_key(std::string(counted.display));
    bucket->set_count(counted.count);
    bucket->set_selected(counted.selected);
  }

  std::uint32_t matched_ = 0;
  std::uint32_t with_value_ = 0;
  std::vector<Counted> counted_;
  absl::flat_hash_map<std::string_view, std::size_t> by_key_;  // places in counted_
  std::vector<std::uint32_t> counts_;                          // of each ordinal of a segment
};

absl::Status CountTerms(const v1::TermsFacet& terms, const FacetScope& scope,
                        v1::FacetResult& result) {
  const std::vector<article::Field> fields = TermsFields(terms.field());
  const int buckets = terms.max_buckets() == 0 ? kDefaultBuckets : terms.max_buckets();
  const auto max_buckets = static_cast<std::size_t>(buckets);
  if (article::IsEntityField(fields.front())) {
    return CountEntityFacet(terms, fields, max_buckets, scope, result);
  }
  TermsCounter counter;
  if (absl::Status status = counter.Count(scope, fields.front()); !status.ok()) return status;
  return counter.Fill(terms, max_buckets,
                      SelectedValues(scope.filter, fields.front(), *scope.snapshot.entities),
                      scope.context, result);
}

}  // namespace

std::vector<article::Field> TermsFields(std::string_view name) {
  if (name == "entity") {
    return {names::kEntityFields.begin(), names::kEntityFields.end()};
  }
  const article::FieldRow* row = article::FindField(name);
  if (row == nullptr || !IsCountable(*row)) return {};
  return {row->field};
}

std::string ListTermsFields() { return article::ListFields(IsCountable) + ", entity"; }

std::vector<article::Field> FacetFields(const v1::FacetRequest& facet) {
  if (facet.has_date_histogram()) return {};
  if (facet.has_date_ranges()) return {article::Field::kDate};
  return TermsFields(facet.terms().field());
}

absl::StatusOr<v1::FacetResult> CountFacet(const v1::FacetRequest& facet, const FacetScope& scope) {
  v1::FacetResult result;
  result.set_name(facet.name());
  result.set_relation(v1::COUNT_RELATION_EXACT);
  absl::Status status;
  if (facet.has_date_histogram()) {
    if (facet.name().empty()) result.set_name("date");
    status = CountHistogram(facet.date_histogram(), scope, result);
  } else if (facet.has_date_ranges()) {
    if (facet.name().empty()) result.set_name("date");
    status = CountRanges(facet.date_ranges(), scope, result);
  } else {
    if (facet.name().empty()) result.set_name(facet.terms().field());
    status = CountTerms(facet.terms(), scope, result);
  }
  if (!status.ok()) return status;
  return result;
}

}  // namespace dateline::facets
