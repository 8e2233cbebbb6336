// SPDX-License-Identifier: GPL-3.0-or-later
// The publish date in an article's fields publish_time, publish_date, publish_precision and
// publish_end_time. All functions are thread-safe.
#ifndef DATELINE_CORE_ARTICLE_PUBLISH_DATE_H_
#define DATELINE_CORE_ARTICLE_PUBLISH_DATE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "core/dates/date.h"
#include "dateline/v1/article.pb.h"

namespace dateline::article {

// Sets all four fields. `date` is of the years 1 to 9999.
void SetDate(const dates::Date& date, v1::Article& article);

// Makes all four fields agree, as the comments in article.proto say. publish_date counts if
// publish_time is absent or is its first moment; else publish_time does, which has passed the check
// of its range. Returns why publish_date could not be read, with the remedy: the article is undated
// then. "": it could be.
std::string NormalizeDate(v1::Article& article);

// Whether the article is known to be of a day, or of something longer.
bool HasImpreciseDate(const v1::Article& article);

// The second by which the article is sorted, also if the start of its date is open: then it is the
// start of the last day. nullopt: it is undated.
std::optional<std::int64_t> SortSeconds(const v1::Article& article);

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_PUBLISH_DATE_H_
