// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/facets/facets.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "core/text/fold.h"
#include "server/facets/blocks.h"
#include "server/facets/date_facets.h"
#include "server/facets/entity_facets.h"

namespace dateline::facets {
namespace {

constexpr int kDefaultBuckets = 10;

bool IsCountable(const article::FieldRow& row) {
  return row.facet && row.analysis == article::Analysis::kExact;
}

struct Counted {
  std::string_view display;
  std::uint32_t count = 0;
};

bool BucketBefore(const Counted& a, const Counted& b) {
  return a.count != b.count ? a.count > b.count : a.display < b.display;
}

// A value that the filter selects.
struct Selected {
  std::string value;     // as the filter has it
  bool counted = false;  // some match has it
};

// The values of the facet's field that the filter selects, by folded value.
class Selection {
 public:
  Selection(const v1::Filter& filter, article::Field field, const names::EntityIndex& entities) {
    if (field == article::Field::kSource) AddAll(filter.sources());
    if (field == article::Field::kSection) AddAll(filter.sections());
    if (field == article::Field::kLanguage) AddAll(filter.languages());
    if (field == article::Field::kAuthor) AddAll(filter.authors());
    if (field != article::Field::kCountry) return;
    for (const std::string& value : filter.countries()) {
      const std::string_view name = entities.CountryName(value);
      values_.try_emplace(text::FoldName(name), Selected{std::string(name)});
    }
  }

  bool empty() const { return values_.empty(); }

  // Whether the filter selects `display`, which some match has.
  bool MarkCounted(std::string_view display) {
    const auto value = values_.find(text::FoldName(display));
    if (value == values_.end()) return false;
    value->second.counted = true;
    return true;
  }

  // Selected values that no match has.
  void AddMissing(v1::FacetResult& result) const {
    for (const auto& [key, selected] : values_) {
      if (selected.counted) continue;
      v1::FacetBucket* bucket = result.add_buckets();
      bucket->set_key(selected.value);
      bucket->set_selected(true);
    }
  }

 private:
  template <typename Values>
  void AddAll(const Values& values) {
    for (const std::string& value : values)
      values_.try_emplace(text::FoldName(value), Selected{value});
  }

  std::map<std::string, Selected> values_;
};

// Counts the values of a field that does not hold entities.
class TermsCounter {
 public:
  // Adds the matches of all segments. DEADLINE_EXCEEDED or CANCELLED if the scope's context says
  // so.
  absl::Status Count(const FacetScope& scope, article::Field field) {
    const MatchIds ids = GatherIds(scope.matches);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const index::TermsColumn& column = scope.snapshot.columns(i).terms(field);
      absl::Status status = CountOrdinals(column, ids[i], scope.context);
      if (!status.ok()) return status;
      for (std::size_t ordinal = 0; ordinal < counts_.size(); ++ordinal) {
        if (counts_[ordinal] == 0) continue;
        const auto [it, added] = by_key_.emplace(column.keys[ordinal], counted_.size());
        if (added) counted_.push_back({column.Value(ordinal), 0});
        counted_[it->second].count += counts_[ordinal];
      }
    }
    return absl::OkStatus();
  }

  // The largest buckets, and those of `selection`, whatever their rank: users must see the values
  // that they have chosen to be able to drop them.
  void Fill(std::size_t max_buckets, Selection selection, v1::FacetResult& result) {
    result.set_distinct_count(static_cast<std::uint32_t>(counted_.size()));
    result.set_missing_count(matched_ - with_value_);
    const std::size_t shown = std::min(max_buckets, counted_.size());
    std::partial_sort(counted_.begin(), counted_.begin() + static_cast<std::ptrdiff_t>(shown),
                      counted_.end(), BucketBefore);
    std::vector<Counted> below;
    std::uint32_t other = 0;
    for (std::size_t i = 0; i < counted_.size(); ++i) {
      const Counted& counted = counted_[i];
      const bool selected = !selection.empty() && selection.MarkCounted(counted.display);
      if (i < shown) {
        AddBucket(counted, selected, result);
      } else if (selected) {
        below.push_back(counted);
      } else {
        other += counted.count;
      }
    }
    // By a heap, as above: it stays in its range if the names in the file change meanwhile.
    std::partial_sort(below.begin(), below.end(), below.end(), BucketBefore);
    for (const Counted& counted : below) AddBucket(counted, true, result);
    selection.AddMissing(result);
    result.set_other_count(other);
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

  static void AddBucket(const Counted& counted, bool selected, v1::FacetResult& result) {
    v1::FacetBucket* bucket = result.add_buckets();
    bucket->set_key(std::string(counted.display));
    bucket->set_count(counted.count);
    bucket->set_selected(selected);
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
    return CountEntityFacet(fields, max_buckets, scope, result);
  }
  TermsCounter counter;
  if (absl::Status status = counter.Count(scope, fields.front()); !status.ok()) return status;
  counter.Fill(max_buckets, Selection(scope.filter, fields.front(), *scope.snapshot.entities),
               result);
  return absl::OkStatus();
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

std::optional<article::Field> FacetField(const v1::FacetRequest& facet) {
  if (facet.has_date_histogram()) return std::nullopt;
  if (facet.has_date_ranges()) return article::Field::kDate;
  const std::vector<article::Field> fields = TermsFields(facet.terms().field());
  const article::Field field = fields.empty() ? article::Field::kText : fields.front();
  return article::IsEntityField(field) ? article::Field::kPerson : field;
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
