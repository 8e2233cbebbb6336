// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes are a date, a span of dates or a clear error; what is printed is read as the same
// again.
#include <cstdint>
#include <string>
#include <string_view>

#include "core/article/parse_date.h"
#include "core/dates/date.h"
#include "core/dates/time_span.h"
#include "core/dates/time_zone.h"
#include "tests/fuzz/check.h"

namespace {

using dateline::dates::Date;

void CheckReader(std::string_view text) {
  const auto date = dateline::article::ReadDate(text);
  if (!date.ok()) {
    FUZZ_CHECK(!date.status().message().empty() && date.status().message().size() < 600);
    return;
  }
  FUZZ_CHECK(dateline::dates::IsInYears(*date));
  FUZZ_CHECK(date->nanos >= 0 && date->nanos < 1'000'000'000);
  FUZZ_CHECK(date->start.has_value() || date->end.has_value());
  const std::string printed = FormatEdtf(*date);
  const auto again = dateline::article::ReadDate(printed);
  FUZZ_CHECK(again.ok());
  Date whole = *date;
  whole.nanos = 0;  // not printed
  FUZZ_CHECK(*again == whole);
}

void CheckProse(std::string_view text) {
  const auto match = dateline::article::MatchDate(text);
  if (!match.ok()) return;
  FUZZ_CHECK(match->length > 0 && match->length <= text.size());
  FUZZ_CHECK(dateline::dates::IsInYears(match->date));
}

void CheckGrammar(std::string_view text, absl::TimeZone zone) {
  const absl::Time now = absl::FromUnixSeconds(1'750'000'000);
  const auto span = dateline::dates::ParseTimeSpan(text, now, zone);
  if (!span.ok()) {
    FUZZ_CHECK(!span.status().message().empty() && span.status().message().size() < 600);
    return;
  }
  FUZZ_CHECK(span->start.has_value() || span->end.has_value());
  const std::string printed = FormatTimeSpan(*span);
  const auto again = dateline::dates::ParseTimeSpan(printed, now, zone);
  FUZZ_CHECK(again.ok());
  FUZZ_CHECK(FormatTimeSpan(*again) == printed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const absl::TimeZone kApia = dateline::dates::FindZone("Pacific/Apia").value();
  CheckReader(text);
  CheckProse(text);
  CheckGrammar(text, absl::UTCTimeZone());
  CheckGrammar(text, kApia);
  return 0;
}
