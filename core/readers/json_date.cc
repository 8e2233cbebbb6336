// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/json_date.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <optional>

#include "core/article/parse_date.h"
#include "core/article/publish_date.h"
#include "core/text/utf8.h"

namespace dateline::readers {
namespace {

// A number of a value or of an object around it: {"$date":1700000000000}, {"seconds":1700000000}.
absl::StatusOr<std::int64_t> Number(Element value) {
  constexpr double kMostExact = 9e15;  // larger ones are out of range as milliseconds too
  std::int64_t number = 0;
  std::uint64_t large = 0;
  double fraction = 0;
  for (const std::string_view name : {"$date", "seconds", "timestamp", "value"}) {
    const auto inner = FindMember(value, name);
    if (inner && !inner->is_object()) return Number(*inner);
  }
  if (value.get(number) == simdjson::SUCCESS) return number;
  if (value.get(large) == simdjson::SUCCESS) return std::numeric_limits<std::int64_t>::max();
  if (value.get(fraction) == simdjson::SUCCESS && std::abs(fraction) < kMostExact)
    return static_cast<std::int64_t>(std::floor(fraction));
  return absl::InvalidArgumentError(
      "it must be a date as a string, or seconds or milliseconds since 1970");
}

absl::StatusOr<dates::Date> ReadDateValue(Element value) {
  if (const auto taken = TakeText(value, JsonField::kPublished)) {
    return article::ReadDate(taken->text);
  }
  const auto number = Number(value);
  if (!number.ok()) return number.status();
  return article::ReadEpoch(*number);
}

}  // namespace

absl::Status ReadJsonDate(Element value, article::Article& article) {
  const auto date = ReadDateValue(value);
  if (date.ok()) article::SetDate(*date, article);
  return date.status();
}

absl::StatusOr<google::protobuf::Timestamp> ReadJsonTime(Element value) {
  const auto date = ReadDateValue(value);
  if (!date.ok()) return date.status();
  const std::optional<std::int64_t> seconds = date->start ? date->start : date->end;
  google::protobuf::Timestamp time;
  time.set_seconds(seconds.value_or(0));
  time.set_nanos(date->nanos);
  return time;
}

std::string ShownValue(Element value) {
  constexpr std::size_t kShownBytes = 60;
  std::string_view text;
  std::int64_t number = 0;
  if (value.get(number) == simdjson::SUCCESS) return std::to_string(number);
  if (value.get(text) != simdjson::SUCCESS) return std::string(KindOf(value));
  const std::string_view cut = text::CutUtf8(text, kShownBytes);
  return fmt::format("'{}'{}", cut, cut.size() < text.size() ? "..." : "");
}

}  // namespace dateline::readers
