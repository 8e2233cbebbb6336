// SPDX-License-Identifier: GPL-3.0-or-later
// Intervals of histograms as they are typed.
#ifndef DATELINE_CLIENT_CLI_INTERVAL_H_
#define DATELINE_CLIENT_CLI_INTERVAL_H_

#include <cstdint>
#include <optional>
#include <string>

#include "dateline/v1/search_service.pb.h"

namespace dateline::cli {

// An interval of a histogram, or a number of them: "month", "15minutes", "2 weeks", "auto".
struct Interval {
  v1::CalendarInterval unit = v1::CALENDAR_INTERVAL_UNSPECIFIED;
  std::int32_t count = 1;
};
inline constexpr const char* kIntervalForms =
    "auto, minute, hour, day, week, month, quarter, year, decade or century, or several such as "
    "15minutes";
// nullopt if `text` is none.
std::optional<Interval> FindInterval(const std::string& text);
// Says why `text` is not an interval; "" if it is one.
std::string IntervalProblem(const std::string& text);
// Sets the interval that `text` names, which was checked when the command line was read.
void SetInterval(const std::string& text, v1::DateHistogramFacet& facet);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_INTERVAL_H_
