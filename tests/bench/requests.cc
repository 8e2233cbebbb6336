// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/requests.h"

#include <cctype>

namespace dateline::bench {

std::string PlainWords(const std::string& text) {
  std::string words;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool apostrophe = c == '\'';
    words.push_back(byte >= 0x80 || std::isalnum(byte) || apostrophe
                        ? static_cast<char>(std::tolower(byte))
                        : ' ');
  }
  return words;
}

v1::SearchRequest MakeRequest(const std::string& mode, const std::string& line) {
  v1::SearchRequest request;
  const std::string words = PlainWords(line);
  const auto has = [&mode](const char* part) { return mode.find(part) != std::string::npos; };
  request.set_query(mode.starts_with("phrase") ? "\"" + words + "\"" : words);
  request.set_match(mode.starts_with("and")    ? v1::MATCH_MODE_ALL
                    : mode.starts_with("auto") ? v1::MATCH_MODE_AUTO
                                               : v1::MATCH_MODE_ANY);
  request.set_sort(v1::SORT_RELEVANCE);
  request.set_view(v1::ARTICLE_VIEW_IDS);
  request.set_count_mode(v1::COUNT_MODE_NONE);
  request.mutable_ranking()->set_first_phase_only(!has("+rank"));
  if (has("+count")) {
    request.set_count_mode(v1::COUNT_MODE_EXACT);
    auto* histogram = request.add_facets()->mutable_date_histogram();
    histogram->set_interval(v1::CALENDAR_INTERVAL_MONTH);
  }
  if (has("+snippets")) request.mutable_snippets()->set_count(1);
  return request;
}

}  // namespace dateline::bench
