// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/validate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include "core/article/article.h"
#include "core/dates/time_zone.h"
#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/text/fold.h"
#include "core/text/language.h"
#include "server/entities/name_suffixes.h"
#include "server/facets/facets.h"

namespace dateline::engine {
namespace {

constexpr std::size_t kMaxFacetNameBytes = 64;

absl::Status Invalid(std::string_view field, const std::string& message) {
  return errors::MakeFieldError(v1::ERROR_REASON_INVALID_ARGUMENT, field, message);
}

template <typename Enum>
absl::Status CheckEnum(std::string_view field, Enum value, bool (*is_valid)(int)) {
  if (is_valid(static_cast<int>(value))) return absl::OkStatus();
  return Invalid(field, fmt::format("{} is {}, which this server does not know", field,
                                    static_cast<int>(value)));
}

absl::Status CheckRange(const v1::TimeRange& range, std::string_view field,
                        v1::ErrorReason reason) {
  for (const auto* time : {&range.start_time(), &range.end_time()}) {
    if (time->nanos() < 0 || time->nanos() > limits::kMaxNanos) {
      return errors::MakeFieldError(
          reason, field,
          fmt::format("{} holds {} nanos; give 0 to {}", field, time->nanos(), limits::kMaxNanos));
    }
    if (time->seconds() < limits::kMinPublishSeconds ||
        time->seconds() > limits::kMaxPublishSeconds + 1) {
      return errors::MakeFieldError(
          reason, field,
          fmt::format("{} holds {} s; times are of the years 1 to 9999", field, time->seconds()));
    }
  }
  if (range.has_start_time() && range.has_end_time() &&
      range.start_time().seconds() >= range.end_time().seconds()) {
    return errors::MakeFieldError(
        reason, field,
        fmt::format("{} starts at {} s and ends at {} s; the start must come first", field,
                    range.start_time().seconds(), range.end_time().seconds()));
  }
  return absl::OkStatus();
}

// Fields of which an article may have several values, and what a filter calls its lists of
// entities.
constexpr std::string_view kAllFields[] = {"author", "person", "org",     "place",
                                           "other",  "entity", "country", "about"};

absl::Status CheckAll(const v1::Filter& filter, const std::string& path) {
  for (const std::string& name : filter.all()) {
    if (std::find(std::begin(kAllFields), std::end(kAllFields), name) != std::end(kAllFields))
      continue;
    return errors::MakeFieldError(
        v1::ERROR_REASON_INVALID_FILTER, path + ".all",
        fmt::format("'{}' is not a field of which all values can be asked for; those are {}", name,
                    fmt::join(kAllFields, ", ")));
  }
  return absl::OkStatus();
}

absl::Status CheckFilter(const v1::Filter& filter, const std::string& path) {
  if (absl::Status status = CheckRange(filter.publish_time(), path + ".publish_time",
                                       v1::ERROR_REASON_INVALID_FILTER);
      !status.ok()) {
    return status;
  }
  const auto check_size = [&](int size, std::string_view name) {
    if (size <= static_cast<int>(limits::kMaxFilterValues)) return absl::OkStatus();
    return errors::MakeFieldError(v1::ERROR_REASON_INVALID_FILTER, fmt::format("{}.{}", path, name),
                                  fmt::format("{} values in {}.{}; at most {} are allowed", size,
                                              path, name, limits::kMaxFilterValues));
  };
  absl::Status status = check_size(filter.sources_size(), "sources");
  status.Update(check_size(filter.sections_size(), "sections"));
  status.Update(check_size(filter.languages_size(), "languages"));
  status.Update(check_size(filter.authors_size(), "authors"));
  status.Update(check_size(filter.entities_size(), "entities"));
  status.Update(check_size(filter.about_size(), "about"));
  status.Update(check_size(filter.countries_size(), "countries"));
  status.Update(check_size(filter.hosts_size(), "hosts"));
  status.Update(CheckAll(filter, path));
  if (!status.ok()) return status;
  for (const std::string& code : filter.languages()) {
    if (!text::IsKnownLanguage(code)) {
      return errors::MakeFieldError(
          v1::ERROR_REASON_UNKNOWN_LANGUAGE, path + ".languages",
          fmt::format("'{}' is not a language code; give ISO 639-1 codes such as en or pt-BR",
                      code));
    }
  }
  if (!v1::DateMatch_IsValid(filter.date_match())) {
    return errors::MakeFieldError(v1::ERROR_REASON_INVALID_FILTER, path + ".date_match",
                                  fmt::format("date_match is {}, which this server does not know",
                                              static_cast<int>(filter.date_match())));
  }
  const v1::Filter& exclude = filter.exclude();
  if (exclude.has_exclude() || exclude.has_publish_time() || !exclude.date().empty() ||
      exclude.all_size() > 0) {
    return errors::MakeFieldError(
        v1::ERROR_REASON_INVALID_FILTER, path + ".exclude",
        "exclude takes values only; use publish_time or date of the filter for dates, and not all");
  }
  if (filter.has_exclude()) return CheckFilter(filter.exclude(), path + ".exclude");
  return absl::OkStatus();
}

absl::Status CheckRanking(const v1::Ranking& ranking) {
  if (absl::Status status = CheckEnum("ranking.mode", ranking.mode(), v1::RankingMode_IsValid);
      !status.ok()) {
    return status;
  }
  constexpr std::int64_t kMaxHalfLifeSeconds = 100000LL * 86400;
  if (ranking.has_half_life() &&
      (ranking.half_life().seconds() < 60 || ranking.half_life().seconds() > kMaxHalfLifeSeconds)) {
    return Invalid("ranking.half_life",
                   fmt::format("half_life is {} s; give one minute to 100,000 days",
                               ranking.half_life().seconds()));
  }
  return absl::OkStatus();
}

absl::Status CheckSnippets(const v1::SnippetOptions& snippets) {
  if (snippets.count() < 0 || snippets.count() > static_cast<int>(limits::kMaxSnippets)) {
    return Invalid("snippets.count", fmt::format("snippets.count is {}; give 0 (one) to {}",
                                                 snippets.count(), limits::kMaxSnippets));
  }
  const int size = snippets.size();
  if (size != 0 && (size < static_cast<int>(limits::kMinSnippetChars) ||
                    size > static_cast<int>(limits::kMaxSnippetChars))) {
    return Invalid("snippets.size",
                   fmt::format("snippets.size is {}; give 0 (200) or {} to {} characters", size,
                               limits::kMinSnippetChars, limits::kMaxSnippetChars));
  }
  return absl::OkStatus();
}

template <typename Request>
absl::Status CheckQueryBytes(const Request& request) {
  if (request.query().size() <= limits::kMaxQueryBytes) return absl::OkStatus();
  return errors::MakeFieldError(
      v1::ERROR_REASON_QUERY_TOO_COMPLEX, "query",
      fmt::format("the query has {} bytes; at most {} are allowed: shorten it",
                  request.query().size(), limits::kMaxQueryBytes));
}

absl::Status CheckRequestBytes(std::size_t bytes, std::string_view field, std::string_view remedy) {
  if (bytes <= limits::kMaxSearchRequestBytes) return absl::OkStatus();
  return errors::MakeFieldError(v1::ERROR_REASON_REQUEST_TOO_LARGE, field,
                                fmt::format("the request has {} bytes; at most {} are allowed: {}",
                                            bytes, limits::kMaxSearchRequestBytes, remedy));
}

template <typename Request>
absl::Status CheckFilteredBytes(const Request& request) {
  return CheckRequestBytes(request.ByteSizeLong(), "filter", "filter by fewer values");
}

absl::Status CheckNumber(std::string_view field, int number, std::size_t most) {
  if (number >= 0 && number <= static_cast<int>(most)) return absl::OkStatus();
  return Invalid(field, fmt::format("{} is {}; give 0 (10) to {}", field, number, most));
}

absl::Status CheckText(std::string_view field, const std::string& text, std::size_t most_bytes) {
  if (text.size() > most_bytes) {
    return Invalid(field, fmt::format("{} has {} bytes; at most {} are allowed: shorten it", field,
                                      text.size(), most_bytes));
  }
  if (!names::NameStart(text).empty()) return absl::OkStatus();
  return Invalid(field, fmt::format("{} has no letters; give a name or its start", field));
}

absl::Status InvalidFacet(const std::string& field, const std::string& message) {
  return errors::MakeFieldError(v1::ERROR_REASON_INVALID_FACET, field, message);
}

absl::Status CheckZone(const std::string& zone, const std::string& field) {
  const auto loaded = dates::FindZone(zone);
  if (loaded.ok()) return absl::OkStatus();
  return errors::MakeFieldError(v1::ERROR_REASON_UNKNOWN_TIME_ZONE, field,
                                std::string(loaded.status().message()));
}

absl::Status CheckBuckets(int buckets, std::size_t most, const std::string& path) {
  if (buckets >= 0 && buckets <= static_cast<int>(most)) return absl::OkStatus();
  return InvalidFacet(path + ".max_buckets",
                      fmt::format("max_buckets is {}; give 0 (default) to {}", buckets, most));
}

absl::Status CheckFacetText(const std::string& text, const std::string& field) {
  if (text.size() > limits::kMaxFacetTextBytes) {
    return InvalidFacet(field, fmt::format("{} bytes; at most {} are looked for: shorten it",
                                           text.size(), limits::kMaxFacetTextBytes));
  }
  if (text.empty() || !text::FoldName(text).empty()) return absl::OkStatus();
  return InvalidFacet(field, "it has no letters to look for");
}

absl::Status CheckTerms(const v1::TermsFacet& terms, const std::string& path) {
  if (facets::TermsFields(terms.field()).empty()) {
    return errors::MakeFieldError(v1::ERROR_REASON_UNKNOWN_FIELD, path + ".field",
                                  fmt::format("'{}' is not a field that facets count; those are {}",
                                              terms.field(), facets::ListTermsFields()));
  }
  if (!v1::TermsOrder_IsValid(terms.order())) {
    return InvalidFacet(path + ".order", fmt::format("order is {}, which this server does not know",
                                                     static_cast<int>(terms.order())));
  }
  if (terms.min_count() < 0) {
    return InvalidFacet(path + ".min_count",
                        fmt::format("min_count is {}; give 0 or more", terms.min_count()));
  }
  absl::Status status = CheckFacetText(terms.prefix(), path + ".prefix");
  status.Update(CheckFacetText(terms.contains(), path + ".contains"));
  if (!status.ok()) return status;
  return CheckBuckets(terms.max_buckets(), limits::kMaxTermsBuckets, path);
}

absl::Status CheckIntervalCount(const v1::DateHistogramFacet& histogram, const std::string& field) {
  constexpr std::int32_t kDayHours = 24;
  const std::int32_t count = histogram.interval_count();
  if (count < 0 || count > limits::kMaxIntervalCount) {
    return InvalidFacet(field, fmt::format("interval_count is {}; give 0 (one) to {}", count,
                                           limits::kMaxIntervalCount));
  }
  if (count > 0 && histogram.interval() == v1::CALENDAR_INTERVAL_UNSPECIFIED) {
    return InvalidFacet(field, "interval_count counts intervals; give the interval too");
  }
  if (count > kDayHours && histogram.interval() == v1::CALENDAR_INTERVAL_HOUR) {
    return InvalidFacet(field, fmt::format("interval_count is {} hours; at most {} are a bucket: "
                                           "give days",
                                           count, kDayHours));
  }
  return absl::OkStatus();
}

absl::Status CheckHistogram(const v1::DateHistogramFacet& histogram, const std::string& path) {
  if (!v1::CalendarInterval_IsValid(histogram.interval())) {
    return InvalidFacet(path + ".interval",
                        fmt::format("interval is {}, which this server does not "
                                    "know",
                                    static_cast<int>(histogram.interval())));
  }
  if (absl::Status status = CheckZone(histogram.time_zone(), path + ".time_zone"); !status.ok()) {
    return status;
  }
  absl::Status status = CheckBuckets(histogram.max_buckets(), limits::kMaxDateBuckets, path);
  status.Update(CheckIntervalCount(histogram, path + ".interval_count"));
  if (!status.ok()) return status;
  return CheckRange(histogram.bounds(), path + ".bounds", v1::ERROR_REASON_INVALID_FACET);
}

absl::Status CheckRanges(const v1::DateRangesFacet& ranges, const std::string& path) {
  if (ranges.ranges_size() > static_cast<int>(limits::kMaxDateRanges)) {
    return InvalidFacet(path + ".ranges",
                        fmt::format("{} ranges; at most {} are counted at once",
                                    ranges.ranges_size(), limits::kMaxDateRanges));
  }
  return CheckZone(ranges.time_zone(), path + ".time_zone");
}

absl::Status CheckFacet(const v1::FacetRequest& facet, const std::string& path) {
  if (facet.name().size() > kMaxFacetNameBytes) {
    return InvalidFacet(path + ".name", fmt::format("the facet's name is over {} bytes; shorten it",
                                                    kMaxFacetNameBytes));
  }
  switch (facet.kind_case()) {
    case v1::FacetRequest::kTerms:
      return CheckTerms(facet.terms(), path + ".terms");
    case v1::FacetRequest::kDateHistogram:
      return CheckHistogram(facet.date_histogram(), path + ".date_histogram");
    case v1::FacetRequest::kDateRanges:
      return CheckRanges(facet.date_ranges(), path + ".date_ranges");
    case v1::FacetRequest::KIND_NOT_SET:
      break;
  }
  return InvalidFacet(
      path, "the facet does not say what to count; set terms, date_histogram or date_ranges");
}

// Buckets that a valid facet asks for. A histogram with an interval and no number takes
// as many as there are, which is not known here.
std::size_t BucketsAskedFor(const v1::FacetRequest& facet) {
  if (facet.has_date_ranges()) return static_cast<std::size_t>(facet.date_ranges().ranges_size());
  const int asked =
      facet.has_terms() ? facet.terms().max_buckets() : facet.date_histogram().max_buckets();
  return static_cast<std::size_t>(asked);
}

// Stops at the first facet that breaks a rule: what is refused should cost little.
absl::Status CheckFacets(const v1::SearchRequest& request) {
  if (request.facets_size() > static_cast<int>(limits::kMaxFacets)) {
    return InvalidFacet("facets", fmt::format("{} facets; at most {} are counted at once",
                                              request.facets_size(), limits::kMaxFacets));
  }
  std::size_t buckets = 0;
  for (int i = 0; i < request.facets_size(); ++i) {
    absl::Status status = CheckFacet(request.facets(i), fmt::format("facets[{}]", i));
    if (!status.ok()) return status;
    buckets += BucketsAskedFor(request.facets(i));
  }
  if (buckets <= limits::kMaxBucketsPerRequest) return absl::OkStatus();
  return InvalidFacet("facets",
                      fmt::format("the facets ask for {} buckets together; at most {} are given in "
                                  "one answer: lower max_buckets",
                                  buckets, limits::kMaxBucketsPerRequest));
}

absl::Status CheckLanguage(const std::string& code) {
  if (code.empty() || text::IsKnownLanguage(code)) return absl::OkStatus();
  return errors::MakeFieldError(
      v1::ERROR_REASON_UNKNOWN_LANGUAGE, "language",
      fmt::format("'{}' is not a language code; give an ISO 639-1 code such as en or pt-BR", code));
}

// `request` has a valid page size.
absl::Status CheckOffset(const v1::SearchRequest& request) {
  if (request.offset() == 0) return absl::OkStatus();
  if (!request.page_token().empty()) {
    return Invalid("offset", "offset and page_token are both given; give one of them");
  }
  const std::int64_t size = request.page_size() == 0
                                ? limits::kDefaultPageSize
                                : std::min<std::int64_t>(request.page_size(), limits::kMaxPageSize);
  if (request.offset() > 0 && request.offset() + size <= limits::kMaxPageWindow)
    return absl::OkStatus();
  return Invalid(
      "offset",
      fmt::format("offset is {} with a page of {}; together they may be at most {}: go on "
                  "by page tokens, or narrow the query",
                  request.offset(), size, limits::kMaxPageWindow));
}

}  // namespace

absl::Status Validate(const v1::SearchRequest& request) {
  absl::Status status = CheckQueryBytes(request);
  if (status.ok()) status = CheckFilteredBytes(request);
  if (!status.ok()) return status;
  if (request.page_size() < 0) {
    return Invalid("page_size", fmt::format("page_size is {}; give 0 (10) to {}",
                                            request.page_size(), limits::kMaxPageSize));
  }
  status.Update(CheckOffset(request));
  status.Update(CheckLanguage(request.language()));
  if (!status.ok()) return status;
  status.Update(CheckEnum("sort", request.sort(), v1::Sort_IsValid));
  status.Update(CheckEnum("count_mode", request.count_mode(), v1::CountMode_IsValid));
  status.Update(CheckEnum("view", request.view(), v1::ArticleView_IsValid));
  status.Update(CheckEnum("match", request.match(), v1::MatchMode_IsValid));
  status.Update(CheckEnum("syntax", request.syntax(), v1::QuerySyntax_IsValid));
  status.Update(CheckRanking(request.ranking()));
  status.Update(CheckSnippets(request.snippets()));
  status.Update(CheckNumber("entities.max_entities", request.entities().max_entities(),
                            limits::kMaxEntities));
  status.Update(CheckZone(request.time_zone(), "time_zone"));
  status.Update(CheckFilter(request.filter(), "filter"));
  if (status.ok()) status = CheckFacets(request);
  return status;
}

absl::Status Validate(const v1::GetArticleRequest& request) {
  const std::string& id = request.id();
  if (id.empty()) {
    return errors::MakeFieldError(v1::ERROR_REASON_MISSING_ID, "id",
                                  "id is empty; give the id of an article");
  }
  const std::string problem = article::IdProblem(id);
  if (!problem.empty()) return Invalid("id", problem);
  absl::Status status = CheckQueryBytes(request);
  status.Update(CheckFilteredBytes(request));
  if (status.ok()) status = CheckLanguage(request.language());
  if (status.ok()) status = CheckFilter(request.filter(), "filter");
  return status;
}

absl::Status Validate(const v1::GetEntityRequest& request) {
  absl::Status status = CheckFilteredBytes(request);
  if (!status.ok()) return status;
  status.Update(CheckText("name", request.name(), limits::kMaxEntityNameBytes));
  status.Update(CheckEnum("type", request.type(), v1::EntityType_IsValid));
  status.Update(CheckNumber("max_related", request.max_related(), limits::kMaxRelatedEntities));
  status.Update(CheckZone(request.time_zone(), "time_zone"));
  status.Update(CheckFilter(request.filter(), "filter"));
  if (status.ok()) status = CheckHistogram(request.histogram(), "histogram");
  return status;
}

absl::Status Validate(const v1::SuggestEntitiesRequest& request) {
  absl::Status status = CheckText("prefix", request.prefix(), limits::kMaxSuggestPrefixBytes);
  if (status.ok()) {
    status = CheckRequestBytes(request.ByteSizeLong(), "types", "name each type once");
  }
  if (!status.ok()) return status;
  for (const int type : request.types()) {
    status.Update(CheckEnum("types", type, v1::EntityType_IsValid));
  }
  status.Update(CheckNumber("max_suggestions", request.max_suggestions(), limits::kMaxSuggestions));
  return status;
}

absl::Status Validate(const v1::GetIndexInfoRequest& request) {
  // It has no fields; what is larger is of a client that knows more of them.
  return CheckRequestBytes(request.ByteSizeLong(), "request", "leave it empty");
}

}  // namespace dateline::engine
