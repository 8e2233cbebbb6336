// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/subject_recall.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "core/text/analyzer.h"
#include "indexer/entities/tagger.h"
#include "indexer/entities/training/text_source.h"

namespace dateline::bench {
namespace {

// Names of organisations that their codes do not spell, folded.
const std::multimap<std::string, std::string>& NamesOfCodes() {
  static const std::multimap<std::string, std::string> names{
      {"adb-africa", "adb"},
      {"adb-africa", "african development bank"},
      {"adb-asia", "adb"},
      {"adb-asia", "asian development bank"},
      {"amex", "american stock exchange"},
      {"ase", "american stock exchange"},
      {"bis", "bank for international settlements"},
      {"cboe", "chicago board options exchange"},
      {"cbt", "chicago board of trade"},
      {"cme", "chicago mercantile exchange"},
      {"comex", "commodity exchange"},
      {"ec", "common market"},
      {"ec", "ec commission"},
      {"ec", "eec"},
      {"ec", "european commission"},
      {"ec", "european communities"},
      {"ec", "european community"},
      {"ec", "european economic community"},
      {"eib", "european investment bank"},
      {"fao", "food and agriculture organisation"},
      {"fao", "food and agriculture organization"},
      {"gatt", "general agreement on tariffs and trade"},
      {"gcc", "gulf cooperation council"},
      {"icco", "international cocoa organization"},
      {"ico-coffee", "ico"},
      {"ico-coffee", "international coffee organization"},
      {"iea", "international energy agency"},
      {"imf", "international monetary fund"},
      {"inro", "international natural rubber organisation"},
      {"itc", "international tin council"},
      {"liffe", "london international financial futures exchange"},
      {"lme", "london metal exchange"},
      {"lse", "london stock exchange"},
      {"lse", "stock exchange"},
      {"nasdaq", "national association of securities dealers"},
      {"nymex", "new york mercantile exchange"},
      {"nyse", "big board"},
      {"nyse", "new york stock exchange"},
      {"oecd", "organization for economic cooperation and development"},
      {"opec", "organization of petroleum exporting countries"},
      {"tose", "toronto stock exchange"},
      {"tse", "tokyo stock exchange"},
      {"un", "u.n."},
      {"un", "united nations"},
      {"unctad", "united nations conference on trade and development"},
      {"worldbank", "world bank"}};
  return names;
}

void ReadCodes(simdjson::dom::element article, const char* kind, std::vector<std::string>& codes) {
  simdjson::dom::array values;
  if (article["entities"][kind].get(values) != simdjson::SUCCESS) return;  // most have none
  for (const simdjson::dom::element value : values) {
    std::string_view code;
    if (value.get(code) == simdjson::SUCCESS) codes.emplace_back(code);
  }
}

// Folded names of the type, of headline and body.
std::set<std::string> FoldedNames(const GivenArticle& article, v1::EntityType type,
                                  const ArticleNames& names) {
  std::set<std::string> folded;
  const auto add = [&](const std::vector<NameSpan>& spans, std::string_view text) {
    for (const NameSpan& span : spans) {
      if (span.type == type) {
        folded.insert(FoldName(text.substr(span.start, span.end - span.start)));
      }
    }
  };
  add(names.headline, article.headline);
  add(names.body, article.body);
  return folded;
}

bool HoldsWord(const std::set<std::string>& names, std::string_view word) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return fmt::format(" {} ", name).find(fmt::format(" {} ", word)) != std::string::npos;
  });
}

bool HasOrganisation(const std::set<std::string>& names, const std::string& code) {
  if (names.contains(code)) return true;
  const auto [first, last] = NamesOfCodes().equal_range(code);
  return std::any_of(first, last, [&](const auto& entry) {
    return names.contains(entry.second) || names.contains("the " + entry.second);
  });
}

}  // namespace

absl::StatusOr<std::vector<GivenArticle>> ReadArticles(const std::string& path,
                                                       std::size_t limit_bytes) {
  std::vector<GivenArticle> articles;
  simdjson::dom::parser parser;
  std::size_t bytes = 0;
  const auto status = ReadLines(path, [&](std::string_view text) -> absl::Status {
    if (bytes >= limit_bytes) return absl::OkStatus();
    simdjson::dom::element json;
    std::string_view headline;
    std::string_view body;
    if (parser.parse(text.data(), text.size()).get(json) != simdjson::SUCCESS ||
        json["headline"].get(headline) != simdjson::SUCCESS ||
        json["body"].get(body) != simdjson::SUCCESS) {
      return absl::InvalidArgumentError("is no article with headline and body");
    }
    articles.push_back({std::string(headline), std::string(body), {}, {}});
    ReadCodes(json, "person", articles.back().people);
    ReadCodes(json, "org", articles.back().organisations);
    bytes += headline.size() + body.size();
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return articles;
}

SubjectRecall MeasureSubjectRecall(const std::vector<GivenArticle>& articles,
                                   const std::shared_ptr<const NameModel>& model) {
  SubjectRecall recall;
  Tagger tagger(model);
  for (const GivenArticle& article : articles) {
    if (article.people.empty() && article.organisations.empty()) continue;
    const ArticleNames& names = tagger.Tag(article.headline, article.body);
    const auto people = FoldedNames(article, v1::ENTITY_TYPE_PERSON, names);
    const auto organisations = FoldedNames(article, v1::ENTITY_TYPE_ORGANISATION, names);
    for (const std::string& code : article.people) {
      ++recall.people.marked;
      const std::string_view word = std::string_view(code).substr(code.rfind('-') + 1);
      recall.people.found += HoldsWord(people, word) ? 1 : 0;
    }
    for (const std::string& code : article.organisations) {
      ++recall.organisations.marked;
      recall.organisations.found += HasOrganisation(organisations, code) ? 1 : 0;
    }
  }
  return recall;
}

}  // namespace dateline::bench
