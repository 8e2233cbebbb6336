// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/json_date.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/article/parse_date.h"
#include "core/text/utf8.h"

namespace dateline::readers {
namespace {

// Digits after the seconds of a time of day, "10:30:15.25": nanoseconds.
std::int32_t NanosOf(std::string_view text) {
  const auto digit = [&](std::size_t at) {
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
  };
  constexpr std::size_t kTime = 8;  // "10:30:15"
  for (auto dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.', dot + 1)) {
    if (dot < kTime || text[dot - 3] != ':' || text[dot - 6] != ':' || !digit(dot - 1) ||
        !digit(dot + 1)) {
      continue;
    }
    std::int32_t nanos = 0;
    std::size_t at = dot + 1;
    for (std::int32_t unit = 100'000'000; unit > 0 && digit(at); unit /= 10, ++at)
      nanos += unit * (text[at] - '0');
    return nanos;
  }
  return 0;
}

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

}  // namespace

absl::Status ReadJsonDate(Element value, article::Article& article) {
  const auto time = ReadJsonTime(value);
  if (time.ok()) *article.mutable_publish_time() = *time;
  return time.status();
}

absl::StatusOr<google::protobuf::Timestamp> ReadJsonTime(Element value) {
  google::protobuf::Timestamp time;
  absl::StatusOr<std::int64_t> seconds;
  if (const auto taken = TakeText(value, JsonField::kPublished)) {
    seconds = article::ReadDate(taken->text);
    time.set_nanos(NanosOf(taken->text));
  } else if (const auto number = Number(value); number.ok()) {
    seconds = article::ReadEpoch(*number);
  } else {
    return number.status();
  }
  if (!seconds.ok()) return seconds.status();
  time.set_seconds(*seconds);
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
