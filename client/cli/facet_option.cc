// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/facet_option.h"

#include <absl/status/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dateline::cli {
namespace {

std::optional<std::int32_t> ParseCount(std::string_view text) {
  std::int32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return whole && number >= 0 ? std::optional(number) : std::nullopt;
}

// False: `value` is not one of the option `name`, or there is no such option.
bool SetOption(std::string_view name, std::string_view value, v1::TermsFacet& terms) {
  if (name == "contains") {
    terms.set_contains(std::string(value));
    return true;
  }
  if (name == "prefix") {
    terms.set_prefix(std::string(value));
    return true;
  }
  if (name == "order") {
    terms.set_order(value == "key" ? v1::TERMS_ORDER_KEY : v1::TERMS_ORDER_COUNT);
    return value == "key" || value == "count";
  }
  const auto count = ParseCount(value);
  if (!count || (name != "min" && name != "top")) return false;
  if (name == "min") {
    terms.set_min_count(*count);
  } else {
    terms.set_max_buckets(*count);
  }
  return true;
}

}  // namespace

absl::StatusOr<v1::FacetRequest> ParseFacet(const std::string& text) {
  v1::FacetRequest facet;
  v1::TermsFacet& terms = *facet.mutable_terms();
  std::string_view rest = text;
  const std::size_t field_end = std::min(rest.find(':'), rest.size());
  terms.set_field(std::string(rest.substr(0, field_end)));
  rest.remove_prefix(std::min(field_end + 1, rest.size()));
  while (!rest.empty()) {
    const std::string_view option = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(option.size() + 1, rest.size()));
    const std::size_t equals = option.find('=');
    if (equals == std::string_view::npos ||
        !SetOption(option.substr(0, equals), option.substr(equals + 1), terms)) {
      return absl::InvalidArgumentError(
          fmt::format("'{}' is not an option of a facet; write contains=TEXT, prefix=TEXT, "
                      "order=key, order=count, min=COUNT or top=BUCKETS after the field",
                      option));
    }
  }
  return facet;
}

std::string FacetProblem(const std::string& text) {
  return std::string(ParseFacet(text).status().message());
}

}  // namespace dateline::cli
