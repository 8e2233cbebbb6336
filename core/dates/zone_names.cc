// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dates/zone_names.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace dateline::dates {
namespace {

// "Z NAME ..." is a zone, "L TARGET NAME" another name of one; both are said once.
ZoneNames NamesInList(std::istream& list) {
  ZoneNames names;
  std::string line;
  while (std::getline(list, line)) {
    std::istringstream words(line);
    std::string kind;
    std::string first;
    std::string second;
    words >> kind >> first >> second;
    if (kind == "Z" && !first.empty()) names.insert(first);
    if (kind == "L" && !second.empty()) names.insert(second);
  }
  return names;
}

bool IsCompiledZone(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string magic(4, '\0');
  return file.read(magic.data(), 4) && magic == "TZif";
}

ZoneNames NamesOfFiles(const std::filesystem::path& folder) {
  ZoneNames names;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    const std::filesystem::path name = it->path().lexically_relative(folder);
    // Copies of the whole database, with and without leap seconds.
    if (name == "posix" || name == "right") it.disable_recursion_pending();
    const bool of_the_host = name == "localtime" || name == "posixrules";
    if (!of_the_host && it->is_regular_file(error) && IsCompiledZone(it->path())) {
      names.insert(name.generic_string());
    }
  }
  return names;
}

}  // namespace

ZoneNames ReadZoneNames(const std::string& folder) {
  std::ifstream list(folder + "/tzdata.zi");
  ZoneNames names = NamesInList(list);
  return names.empty() ? NamesOfFiles(folder) : names;
}

bool IsZoneName(std::string_view name) {
  static const ZoneNames* const kNames = [] {
    const char* folder = std::getenv("TZDIR");
    return new ZoneNames(ReadZoneNames(folder == nullptr ? "/usr/share/zoneinfo" : folder));
  }();
  return kNames->contains(name);
}

}  // namespace dateline::dates
