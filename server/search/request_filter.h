// SPDX-License-Identifier: GPL-3.0-or-later
// The filter of a request as bitmaps.
#ifndef DATELINE_SERVER_SEARCH_REQUEST_FILTER_H_
#define DATELINE_SERVER_SEARCH_REQUEST_FILTER_H_

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "core/article/field_table.h"
#include "dateline/v1/search_service.pb.h"
#include "server/search/term_reader.h"

namespace dateline::search {

// One part of a request's filter. Parts stay apart so that a facet can leave its own one out.
struct FilterPart {
  // The field that it selects by; none: exclusions, and a value that every article must have.
  std::optional<article::Field> field;
  SegmentBitmaps bitmaps;  // never null
  // Others that it selects by: of entities without a type, those that the names mean above all.
  std::vector<article::Field> other_fields{};
  // Whether a facet of `of` is counted without it.
  bool SelectsBy(article::Field of) const {
    return field == of ||
           std::find(other_fields.begin(), other_fields.end(), of) != other_fields.end();
  }
};

// What the dates of a filter count from.
struct FilterClock {
  absl::TimeZone zone = absl::UTCTimeZone();  // of dates without an offset, and of the days
  absl::Time now{};
};

// Parts of `filter`, in the order of its fields, exclusions last: an article must pass all. Values
// of one field are one part, or one each if `all` names the field; each type of entities is a
// field. INVALID_ARGUMENT (INVALID_FILTER): its `date` cannot be read. Else fails as the reader
// does.
absl::StatusOr<std::vector<FilterPart>> EvaluateFilter(const v1::Filter& filter,
                                                       const FilterClock& clock,
                                                       const names::EntityIndex& entities,
                                                       TermReader& terms);

// Terms of the entities and countries that `filter` selects: what a text is marked for. Fails as
// the ticker does.
absl::StatusOr<std::vector<std::string>> SelectedNames(const v1::Filter& filter,
                                                       const names::EntityIndex& entities,
                                                       Ticker& ticker);

// Rows of `live` that pass all parts but those on `left_out`.
SegmentBitmaps CombineParts(const SegmentBitmaps& live, const std::vector<FilterPart>& parts,
                            std::optional<article::Field> left_out);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_REQUEST_FILTER_H_
