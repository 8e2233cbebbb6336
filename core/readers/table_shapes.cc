// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of text: tab- and comma-separated values.
#include <absl/strings/ascii.h>

#include <algorithm>
#include <array>

#include "core/readers/text_shapes.h"

namespace dateline::readers {
namespace {

constexpr std::size_t kMaxRecords = 50;
constexpr std::size_t kMaxHeaderBytes = 60;  // of one name

using Record = std::vector<std::string>;

// Records of `text`, whose fields may be quoted and then hold delimiters and line ends (RFC 4180).
// The last one is left out if the text may go on after it.
std::vector<Record> SplitRecords(std::string_view text, char delimiter, bool whole) {
  std::vector<Record> records;
  Record record{""};
  bool quoted = false;
  for (std::size_t i = 0; i < text.size() && records.size() < kMaxRecords; ++i) {
    const char c = text[i];
    if (quoted) {
      const bool doubled = c == '"' && i + 1 < text.size() && text[i + 1] == '"';
      if (c == '"' && !doubled) {
        quoted = false;
      } else {
        record.back().push_back(c);
        i += doubled ? 1 : 0;
      }
    } else if (c == '"' && record.back().empty()) {
      quoted = true;
    } else if (c == delimiter) {
      record.emplace_back();
    } else if (c == '\n' || c == '\r') {
      if (record.size() > 1 || !record[0].empty()) records.push_back(std::move(record));
      record = {""};
    } else {
      record.back().push_back(c);
    }
  }
  if (whole && !quoted && (record.size() > 1 || !record[0].empty()))
    records.push_back(std::move(record));
  return records;
}

bool IsColumnName(std::string_view field) {
  constexpr std::array<std::string_view, 44> kNames = {
      "id",          "guid",        "uuid",     "title",  "headline",   "heading",  "subtitle",
      "date",        "published",   "pubdate",  "time",   "timestamp",  "year",     "month",
      "day",         "url",         "link",     "href",   "text",       "body",     "content",
      "description", "summary",     "abstract", "author", "authors",    "byline",   "source",
      "publisher",   "publication", "outlet",   "domain", "media_name", "language", "lang",
      "section",     "category",    "topic",    "label",  "country",    "keywords", "tags",
      "name",        "news"};
  std::string name = absl::AsciiStrToLower(std::string(TrimBlanks(field)));
  if (std::find(kNames.begin(), kNames.end(), name) != kNames.end()) return true;
  for (const std::string_view part : {"publish", "_date", "date_", "_id", "_url", "_name", "_at"})
    if (name.find(part) != std::string::npos && name.find(' ') == std::string::npos) return true;
  return false;
}

// Names of columns rather than a sentence.
bool IsHeader(const Record& record) {
  return std::all_of(record.begin(), record.end(), [](const std::string& field) {
    return field.size() <= kMaxHeaderBytes && !TrimBlanks(field).ends_with('.') &&
           std::count(field.begin(), field.end(), ' ') <= 3;
  });
}

// Without names at its top a table must show itself by more: pages have empty lines, and hardly
// ever the same number of commas in each.
bool IsPlainTable(const FormatSample& sample, const std::vector<Record>& records, char delimiter) {
  if (delimiter == '\t') return records.size() >= 2;
  if (sample.text().find("\n\n") != std::string_view::npos || records[0].size() < 3) return false;
  const bool quotes =
      sample.text().find(std::string(1, delimiter) + "\"") != std::string_view::npos;
  return records.size() >= (quotes ? 3U : 6U);
}

bool IsTable(const FormatSample& sample, char delimiter) {
  if (sample.first_line().find(delimiter) == std::string_view::npos) return false;
  const bool whole = sample.lines().size() < 400;
  const std::vector<Record> records = SplitRecords(sample.text(), delimiter, whole);
  if (records.empty() || records[0].size() < 2) return false;
  const Record& header = records[0];
  const bool even = std::all_of(records.begin(), records.end(), [&](const Record& record) {
    return record.size() == header.size();
  });
  if (!IsHeader(header)) return even && IsPlainTable(sample, records, delimiter);
  // A header of known names decides, even if the texts below it break the rules for quotes.
  const auto known = std::count_if(header.begin(), header.end(), IsColumnName);
  if (known >= 2 && 2 * static_cast<std::size_t>(known) >= header.size()) return true;
  const std::size_t least = delimiter == '\t' ? 2 : header.size() >= 3 ? 3 : 6;
  return even && records.size() >= least;
}

}  // namespace

bool IsTabSeparated(const FormatSample& sample) { return IsTable(sample, '\t'); }

bool IsCommaSeparated(const FormatSample& sample) {
  return IsTable(sample, ',') || IsTable(sample, ';') || IsTable(sample, '|');
}

}  // namespace dateline::readers
