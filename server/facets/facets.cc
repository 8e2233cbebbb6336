// SPDX-License-Identifier: GPL-3.0-or-later
// Facet requests, and the facets of terms.
#include "server/facets/facets.h"

#include <absl/container/flat_hash_map.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "core/dates/time_zone.h"
#include "core/errors.h"
#include "core/limits.h"
#include "core/text/fold.h"
#include "server/facets/calendar.h"
#include "server/facets/date_facets.h"
#include "server/facets/entity_facets.h"

namespace dateline::facets {
namespace {

constexpr int kDefaultBuckets = 10;

bool IsCountable(const article::FieldRow& row) {
  return row.facet && row.analysis == article::Analysis::kExact;
}

// Fields of a terms facet: one, or the four entity types for "entity".
std::vector<article::Field> TermsFields(std::string_view name) {
  if (name == "entity") {
    return {names::kEntityFields.begin(), names::kEntityFields.end()};
  }
  const article::FieldRow* row = article::FindField(name);
  if (row == nullptr || !IsCountable(*row)) return {};
  return {row->field};
}

std::string FacetFields() { return article::ListFields(IsCountable) + ", entity"; }

absl::Status ValidateDates(const v1::FacetRequest& facet, std::string_view path) {
  const bool histogram = facet.has_date_histogram();
  const std::string& zone =
      histogram ? facet.date_histogram().time_zone() : facet.date_ranges().time_zone();
  if (auto loaded = dates::FindZone(zone); !loaded.ok()) {
    return errors::MakeFieldError(v1::ERROR_REASON_UNKNOWN_TIME_ZONE, path,
                                  std::string(loaded.status().message()));
  }
  if (!histogram && facet.date_ranges().ranges_size() > static_cast<int>(limits::kMaxDateRanges)) {
    return errors::MakeFieldError(
        v1::ERROR_REASON_INVALID_FACET, path,
        fmt::format("{} ranges; at most {} are counted at once", facet.date_ranges().ranges_size(),
                    limits::kMaxDateRanges));
  }
  const int buckets = histogram ? facet.date_histogram().max_buckets() : 0;
  if (buckets < 0 || buckets > static_cast<int>(limits::kMaxDateBuckets)) {
    return errors::MakeFieldError(
        v1::ERROR_REASON_INVALID_FACET, path,
        fmt::format("max_buckets is {}; give 0 (default) to {}", buckets, limits::kMaxDateBuckets));
  }
  return absl::OkStatus();
}

struct Counted {
  std::string_view display;
  std::uint32_t count = 0;
};

// Counts by ordinal in one segment; returns the matches that have a value.
std::uint32_t CountOrdinals(const index::TermsColumn& column, const std::vector<std::uint32_t>& ids,
                            std::vector<std::uint32_t>& counts) {
  counts.assign(column.size(), 0);
  std::uint32_t with_value = 0;
  const std::uint32_t* offsets = column.offsets.data();
  const std::uint32_t* ordinals = column.ordinals.data();
  for (const std::uint32_t id : ids) {
    const std::uint32_t first = offsets[id - 1];
    const std::uint32_t last = offsets[id];
    with_value += first != last;
    for (std::uint32_t i = first; i < last; ++i) ++counts[ordinals[i]];
  }
  return with_value;
}

bool BucketBefore(const Counted& a, const Counted& b) {
  return a.count != b.count ? a.count > b.count : a.display < b.display;
}

// A value that the filter selects.
struct Selected {
  std::string value;     // as the filter has it
  bool counted = false;  // some match has it
};

// The filter's values of the facet's field, by folded value.
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

  // Whether a value that some match has is selected.
  bool Take(std::string_view display) {
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

// Of a field without entities.
class TermsCounter {
 public:
  TermsCounter(const search::SearchSnapshot& snapshot, const MatchIds& ids, article::Field field) {
    absl::flat_hash_map<std::string_view, std::size_t> by_key;
    std::vector<std::uint32_t> counts;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const index::TermsColumn& column =
          snapshot.snapshot->segments[i].segment->columns().terms(field);
      matched_ += static_cast<std::uint32_t>(ids[i].size());
      with_value_ += CountOrdinals(column, ids[i], counts);
      for (std::size_t ordinal = 0; ordinal < counts.size(); ++ordinal) {
        if (counts[ordinal] == 0) continue;
        const auto [it, added] = by_key.emplace(column.keys[ordinal], counted_.size());
        if (added) counted_.push_back({column.Value(ordinal), 0});
        counted_[it->second].count += counts[ordinal];
      }
    }
  }

  // The largest buckets, and those of `selection` wherever they rank: who has chosen a value must
  // see it to let it go.
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
      const bool selected = !selection.empty() && selection.Take(counted.display);
      if (i < shown) {
        AddBucket(counted, selected, result);
      } else if (selected) {
        below.push_back(counted);
      } else {
        other += counted.count;
      }
    }
    std::sort(below.begin(), below.end(), BucketBefore);
    for (const Counted& counted : below) AddBucket(counted, true, result);
    selection.AddMissing(result);
    result.set_other_count(other);
  }

 private:
  static void AddBucket(const Counted& counted, bool selected, v1::FacetResult& result) {
    v1::FacetBucket* bucket = result.add_buckets();
    bucket->set_key(std::string(counted.display));
    bucket->set_count(counted.count);
    bucket->set_selected(selected);
  }

  std::uint32_t matched_ = 0;
  std::uint32_t with_value_ = 0;
  std::vector<Counted> counted_;
};

}  // namespace

std::optional<article::Field> FacetField(const v1::FacetRequest& facet) {
  if (facet.has_date_histogram()) return std::nullopt;
  if (facet.has_date_ranges()) return article::Field::kDate;
  const std::vector<article::Field> fields = TermsFields(facet.terms().field());
  const article::Field field = fields.empty() ? article::Field::kText : fields.front();
  return article::IsEntityField(field) ? article::Field::kPerson : field;
}

absl::Status ValidateFacet(const v1::FacetRequest& facet, std::string_view path) {
  if (facet.name().size() > 64) {
    return errors::MakeFieldError(v1::ERROR_REASON_INVALID_FACET, path,
                                  "the facet's name is over 64 bytes; shorten it");
  }
  switch (facet.kind_case()) {
    case v1::FacetRequest::kTerms:
      if (TermsFields(facet.terms().field()).empty()) {
        return errors::MakeFieldError(v1::ERROR_REASON_UNKNOWN_FIELD, path,
                                      fmt::format("'{}' is no field that can be counted; known: {}",
                                                  facet.terms().field(), FacetFields()));
      }
      if (facet.terms().max_buckets() < 0 ||
          facet.terms().max_buckets() > static_cast<int>(limits::kMaxTermsBuckets)) {
        return errors::MakeFieldError(
            v1::ERROR_REASON_INVALID_FACET, path,
            fmt::format("max_buckets is {}; give 0 (default) to {}", facet.terms().max_buckets(),
                        limits::kMaxTermsBuckets));
      }
      return absl::OkStatus();
    case v1::FacetRequest::kDateHistogram:
    case v1::FacetRequest::kDateRanges:
      return ValidateDates(facet, path);
    case v1::FacetRequest::KIND_NOT_SET:
      break;
  }
  return errors::MakeFieldError(
      v1::ERROR_REASON_INVALID_FACET, path,
      "the facet says not what to count; set terms, date_histogram or date_ranges");
}

absl::StatusOr<v1::FacetResult> CountFacet(const v1::FacetRequest& facet, const v1::Filter& filter,
                                           const search::SearchSnapshot& snapshot,
                                           const search::SegmentBitmaps& matches, absl::Time now) {
  v1::FacetResult result;
  result.set_name(facet.name());
  result.set_relation(v1::COUNT_RELATION_EXACT);
  if (facet.has_date_histogram()) {
    if (facet.name().empty()) result.set_name("date");
    absl::Status status = CountHistogram(facet.date_histogram(), snapshot, matches, result);
    if (!status.ok()) return status;
  } else if (facet.has_date_ranges()) {
    if (facet.name().empty()) result.set_name("date");
    absl::Status status = CountRanges(facet.date_ranges(), snapshot, matches, now, result);
    if (!status.ok()) return status;
  } else {
    const v1::TermsFacet& terms = facet.terms();
    if (facet.name().empty()) result.set_name(terms.field());
    const std::vector<article::Field> fields = TermsFields(terms.field());
    const MatchIds ids = GatherIds(matches);
    const auto buckets = static_cast<std::uint32_t>(terms.max_buckets() == 0 ? kDefaultBuckets
                                                                             : terms.max_buckets());
    if (article::IsEntityField(fields.front())) {
      CountEntityFacet(snapshot, ids, fields, filter, buckets, result);
    } else {
      TermsCounter(snapshot, ids, fields.front())
          .Fill(buckets, Selection(filter, fields.front(), *snapshot.entities), result);
    }
  }
  return result;
}

}  // namespace dateline::facets
