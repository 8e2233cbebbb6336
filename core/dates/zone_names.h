// SPDX-License-Identifier: GPL-3.0-or-later
// The names of time zones that the system's time zone database has.
#ifndef DATELINE_CORE_DATES_ZONE_NAMES_H_
#define DATELINE_CORE_DATES_ZONE_NAMES_H_

#include <set>
#include <string>
#include <string_view>

namespace dateline::dates {

using ZoneNames = std::set<std::string, std::less<>>;

// The names of zones and links in a compiled database: of its list tzdata.zi if it has one, else of
// its files. Empty if `folder` is not such a database.
ZoneNames ReadZoneNames(const std::string& folder);

// Whether the database of the system ($TZDIR, else /usr/share/zoneinfo), as it was when this was
// first called, has a zone of this name. Thread-safe.
bool IsZoneName(std::string_view name);

}  // namespace dateline::dates

#endif  // DATELINE_CORE_DATES_ZONE_NAMES_H_
