// SPDX-License-Identifier: GPL-3.0-or-later
// The usual ways to write a date.
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <array>
#include <cctype>
#include <charconv>

#include "core/article/article.h"
#include "core/limits.h"

namespace dateline {
namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
    text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
    text.remove_suffix(1);
  return text;
}

std::optional<std::int64_t> InRange(std::int64_t seconds) {
  if (seconds < limits::kMinPublishSeconds || seconds > limits::kMaxPublishSeconds)
    return std::nullopt;
  return seconds;
}

// Epoch seconds, or milliseconds from 12 digits on.
std::optional<std::int64_t> ParseEpoch(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::size_t digits = text.size() - (text.starts_with('-') ? 1 : 0);
  if (error != std::errc() || end != text.data() + text.size() || digits < 5) return std::nullopt;
  return InRange(digits >= 12 ? (number - (number < 0 ? 999 : 0)) / 1000 : number);
}

}  // namespace

std::optional<std::int64_t> ParseDate(std::string_view given) {
  const std::string text(Trim(given));
  if (text.empty() || text.size() > 64) return std::nullopt;
  if (const auto epoch = ParseEpoch(text)) return epoch;
  static constexpr std::array kFormats = {"%Y-%m-%d",
                                          "%Y-%m-%dT%H:%M:%E*S%Ez",
                                          "%Y-%m-%dT%H:%M%Ez",
                                          "%Y-%m-%dT%H:%M:%E*S",
                                          "%Y-%m-%dT%H:%M",
                                          "%Y-%m-%d %H:%M:%E*S%Ez",
                                          "%Y-%m-%d %H:%M:%E*S",
                                          "%Y-%m-%d %H:%M",
                                          "%a, %d %b %Y %H:%M:%S %z",
                                          "%d %b %Y %H:%M:%S %z",
                                          "%a, %d %b %Y %H:%M:%S",
                                          "%B %d, %Y",
                                          "%b %d, %Y",
                                          "%b. %d, %Y",
                                          "%d %B %Y",
                                          "%d %b %Y",
                                          "%A, %B %d, %Y",
                                          "%d.%m.%Y",
                                          "%Y/%m/%d",
                                          "%B %d %Y"};
  std::string normal = text;
  if (normal.ends_with(" GMT") || normal.ends_with(" UTC"))
    normal.replace(normal.size() - 3, 3, "+0000");
  for (const char* format : kFormats) {
    absl::Time time;
    std::string error;
    if (absl::ParseTime(format, normal, absl::UTCTimeZone(), &time, &error) &&
        time != absl::InfiniteFuture() && time != absl::InfinitePast()) {
      return InRange(absl::ToUnixSeconds(time));
    }
  }
  return std::nullopt;
}

}  // namespace dateline
