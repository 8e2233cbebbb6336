// SPDX-License-Identifier: GPL-3.0-or-later
// What the lines of a saved page say about publication.
#ifndef DATELINE_CORE_READERS_PAGES_PAGE_META_H_
#define DATELINE_CORE_READERS_PAGES_PAGE_META_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/dates/date.h"

namespace dateline::pages {

// What a line says about publication; without seconds if it names no date, as "Published
// yesterday".
struct Publication {
  std::optional<std::int64_t> seconds;
  dates::Date date;  // the same with its precision
  enum class Kind : std::uint8_t { kUpdated, kPlain, kPublished } kind = Kind::kPlain;
  bool named = false;       // a word such as "Published" stands in front
  std::string_view byline;  // a part that names the author, "" if there is none
  std::string problem;      // a date that cannot be read, and why
};
std::optional<Publication> FindPublication(std::string_view line);

}  // namespace dateline::pages

#endif  // DATELINE_CORE_READERS_PAGES_PAGE_META_H_
