// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/search_command.h"

#include <absl/time/clock.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/call.h"
#include "client/cli/facet_option.h"
#include "client/cli/interval.h"
#include "client/cli/print.h"
#include "client/cli/print_entity.h"
#include "client/cli/terminal_text.h"
#include "client/cli/when.h"

namespace dateline::cli {
namespace {

struct SearchOptions {
  CommonOptions common;
  std::vector<std::string> query;
  std::string from, to, date;
  std::string date_match = "overlaps";
  std::vector<std::string> sources, excluded_sources, sections, languages, authors;
  std::vector<std::string> persons, organisations, places, about, countries;
  std::vector<std::string> all_of;
  std::string sort;  // not given: the best first; without words the newest
  std::string ranking = "balanced";
  std::string match = "auto";
  std::string syntax = "search-box";
  int page_size = 0;
  int page = 1;
  std::string page_token;
  bool all = false;
  std::vector<std::string> facets;
  std::string histogram;
  bool share = false;
  int snippets = 1;
  int entities = 0;
  bool first_phase = false;
};

const std::map<std::string, v1::Sort>& Sorts() {
  static const std::map<std::string, v1::Sort> sorts = {
      {"relevance", v1::SORT_RELEVANCE}, {"newest", v1::SORT_NEWEST}, {"oldest", v1::SORT_OLDEST}};
  return sorts;
}

const std::map<std::string, v1::RankingMode>& RankingModes() {
  static const std::map<std::string, v1::RankingMode> modes = {
      {"balanced", v1::RANKING_MODE_BALANCED},
      {"fresh", v1::RANKING_MODE_FRESH},
      {"archive", v1::RANKING_MODE_ARCHIVE}};
  return modes;
}

const std::map<std::string, v1::MatchMode>& MatchModes() {
  static const std::map<std::string, v1::MatchMode> modes = {{"auto", v1::MATCH_MODE_AUTO},
                                                             {"all", v1::MATCH_MODE_ALL},
                                                             {"any", v1::MATCH_MODE_ANY},
                                                             {"most", v1::MATCH_MODE_MOST}};
  return modes;
}

const std::map<std::string, v1::QuerySyntax>& Syntaxes() {
  static const std::map<std::string, v1::QuerySyntax> syntaxes = {
      {"search-box", v1::QUERY_SYNTAX_SEARCH_BOX}, {"strict", v1::QUERY_SYNTAX_STRICT}};
  return syntaxes;
}

void AddEntities(const std::vector<std::string>& names, v1::EntityType type,
                 google::protobuf::RepeatedPtrField<v1::Entity>& entities) {
  for (const std::string& name : names) {
    auto* entity = entities.Add();
    entity->set_name(name);
    entity->set_type(type);
  }
}

absl::Status SetFilter(const SearchOptions& options, absl::TimeZone zone,
                       v1::SearchRequest& request) {
  v1::Filter filter;
  if (absl::Status status = SetTimes(options.from, options.to, absl::Now(), zone, filter);
      !status.ok())
    return status;
  filter.set_date(options.date);
  // What is said by default is not sent.
  if (options.date_match == "certain") filter.set_date_match(v1::DATE_MATCH_CERTAIN);
  filter.mutable_sources()->Assign(options.sources.begin(), options.sources.end());
  filter.mutable_sections()->Assign(options.sections.begin(), options.sections.end());
  filter.mutable_languages()->Assign(options.languages.begin(), options.languages.end());
  filter.mutable_authors()->Assign(options.authors.begin(), options.authors.end());
  AddEntities(options.persons, v1::ENTITY_TYPE_PERSON, *filter.mutable_entities());
  AddEntities(options.organisations, v1::ENTITY_TYPE_ORGANISATION, *filter.mutable_entities());
  AddEntities(options.places, v1::ENTITY_TYPE_PLACE, *filter.mutable_entities());
  AddEntities(options.about, v1::ENTITY_TYPE_UNSPECIFIED, *filter.mutable_about());
  filter.mutable_countries()->Assign(options.countries.begin(), options.countries.end());
  filter.mutable_all()->Assign(options.all_of.begin(), options.all_of.end());
  if (!options.excluded_sources.empty()) {
    filter.mutable_exclude()->mutable_sources()->Assign(options.excluded_sources.begin(),
                                                        options.excluded_sources.end());
  }
  if (filter.ByteSizeLong() > 0) *request.mutable_filter() = std::move(filter);
  return absl::OkStatus();
}

void SetFacets(const SearchOptions& options, v1::SearchRequest& request) {
  if (!options.histogram.empty()) {
    auto* facet = request.add_facets();
    facet->set_name("date");
    SetInterval(options.histogram, *facet->mutable_date_histogram());
    facet->mutable_date_histogram()->set_time_zone(options.common.time_zone);
    facet->mutable_date_histogram()->set_with_share(options.share);
  }
  for (const std::string& text : options.facets) *request.add_facets() = *ParseFacet(text);
}

constexpr int kMostPerPage = 100;  // that the server gives

int PageSize(const SearchOptions& options) {
  return options.page_size == 0 ? 10 : std::min(options.page_size, kMostPerPage);
}

absl::StatusOr<v1::SearchRequest> MakeRequest(const SearchOptions& options, absl::TimeZone zone) {
  v1::SearchRequest request;
  request.set_query(JoinWords(options.query));
  request.set_time_zone(options.common.time_zone);
  if (absl::Status status = SetFilter(options, zone, request); !status.ok()) return status;
  SetFacets(options, request);
  request.set_match(MatchModes().at(options.match));
  request.set_syntax(Syntaxes().at(options.syntax));
  if (!options.sort.empty()) request.set_sort(Sorts().at(options.sort));
  request.mutable_ranking()->set_mode(RankingModes().at(options.ranking));
  request.mutable_ranking()->set_first_phase_only(options.first_phase);
  if (options.snippets > 0) request.mutable_snippets()->set_count(options.snippets);
  if (options.entities > 0) request.mutable_entities()->set_max_entities(options.entities);
  request.set_page_size(options.page_size == 0 && options.all ? 100 : options.page_size);
  request.set_offset((options.page - 1) * PageSize(options));
  request.set_page_token(options.page_token);
  return request;
}

void PrintRest(const SearchOptions& options, const v1::SearchResponse& response,
               const PrintOptions& print) {
  std::fputs(ShowTotal(response).c_str(), stdout);
  if (options.match == "auto" && response.match_used() == v1::MATCH_MODE_ANY) {
    std::fputs("note: no article has all of the words; these have some of them\n", stdout);
  }
  if (!response.facets().empty()) std::fputs("\n", stdout);
  for (const auto& facet : response.facets()) std::fputs(ShowFacet(facet, print).c_str(), stdout);
  std::fputs(ShowChoices(response, print).c_str(), stdout);
}

// How to get the next page: by number, unless the pages were turned by token, or this one is
// shorter than asked for, so that numbers would pass over hits.
std::string MoreHint(const SearchOptions& options, const v1::SearchResponse& response) {
  if (options.all || response.next_page_token().empty()) return "";
  if (options.page_token.empty() && response.hits_size() == PageSize(options)) {
    return fmt::format("more: --page {}\n", options.page + 1);
  }
  return fmt::format("more: --page-token {}\n", SafeText(response.next_page_token()));
}

// Whether --all gave less than everything; says on stderr what is missing.
bool IsCut(const v1::SearchResponse& response, std::uint64_t hits) {
  if (response.partial()) {
    std::fputs("the hits are not all: the deadline came first; allow more time with --timeout\n",
               stderr);
    return true;
  }
  if (hits >= response.total().value()) return false;
  std::fputs(fmt::format("{} of {} hits are missing: {}\n", response.total().value() - hits,
                         response.total().value(),
                         response.generation_changed()
                             ? "the index has changed while they were read"
                             : "articles could not be read, or were deleted meanwhile")
                 .c_str(),
             stderr);
  return true;
}

int RunSearch(const SearchOptions& options) {
  const PrintOptions print = PrintOptionsFor(options.common);
  auto request = MakeRequest(options, print.zone);
  if (!request.ok()) return Fail(request.status());
  const auto client = ConnectToSearch(options.common);
  int number = (options.page - 1) * PageSize(options);
  int code = 0;
  const auto show = [&](const v1::Hit& hit) {
    ++number;
    if (options.common.json) {
      code = PrintJson(hit);
    } else {
      std::fputs(ShowHit(number, hit, print).c_str(), stdout);
    }
    return code == 0;
  };
  const auto response = options.all ? client->SearchAll(*request, show) : client->Search(*request);
  if (!response.ok()) return FailCall(response.status(), options.common, Service::kSearch);
  if (code != 0) return code;
  if (options.page > 1 && response->hits().empty()) {
    return Fail(absl::OutOfRangeError(
        fmt::format("there is no page {}; ask for an earlier one", options.page)));
  }
  const bool cut = options.all && IsCut(*response, static_cast<std::uint64_t>(number));
  // With --all each hit has its line, and the last line is the rest.
  if (options.common.json) {
    code = PrintJson(*response);
    return code == 0 && cut ? 1 : code;
  }
  for (const v1::Hit& hit : response->hits()) show(hit);
  PrintRest(options, *response, print);
  if (options.sort == "relevance" && response->sort_used() == v1::SORT_NEWEST) {
    std::fputs("note: the query has no words to rank by: the newest come first\n", stdout);
  }
  std::fputs(MoreHint(options, *response).c_str(), stdout);
  return cut ? 1 : 0;
}

void AddFilter(CLI::App& command, const std::string& name, std::vector<std::string>& values,
               const std::string& help) {
  command.add_option(name, values, help)->allow_extra_args(false)->group("Filters");
}

// Values of one list of the filter are alternatives; lists are combined with AND.
void AddFilterOptions(CLI::App& command, SearchOptions& options) {
  command.add_option("--from", options.from, kDateHelp)->check(DateProblem)->group("Filters");
  command.add_option("--to", options.to, "Last date, included; same forms as --from")
      ->check(DateProblem)
      ->group("Filters");
  command
      .add_option("--date", options.date,
                  "A date, or a range such as 2024-05..2024-07, 2024.., ..2024 or >=now-7d/d")
      ->check(SpanProblem)
      ->group("Filters");
  command
      .add_option(
          "--date-match", options.date_match,
          "Which articles of an imprecise date, such as a month, lie in a range: those that "
          "may, or only those that certainly do")
      ->check(CLI::IsMember({"overlaps", "certain"}))
      ->capture_default_str()
      ->group("Filters");
  AddFilter(command, "--source", options.sources, "Only this source");
  AddFilter(command, "--exclude-source", options.excluded_sources, "Not this source");
  AddFilter(command, "--section", options.sections, "Only this section");
  AddFilter(command, "--lang", options.languages, "Only this language, such as en");
  AddFilter(command, "--author", options.authors, "Only this author");
  AddFilter(command, "--person", options.persons, "Mentions this person");
  AddFilter(command, "--org", options.organisations, "Mentions this organisation");
  AddFilter(command, "--place", options.places, "Mentions this place");
  AddFilter(command, "--about", options.about, "Is about this person, organisation or place");
  AddFilter(command, "--country", options.countries, "Is about places in this country");
  AddFilter(
      command, "--all-of", options.all_of,
      "All values of this field, not any of them: author, person, org, place, country or about");
}

void AddResultOptions(CLI::App& command, SearchOptions& options) {
  command
      .add_option("--sort", options.sort,
                  "Order of the hits; if not given: relevance, or newest if the query has no words")
      ->check(CLI::IsMember(&Sorts()));
  command
      .add_option(
          "--match", options.match,
          "Which words of the query an article must have, those with an operator or a sign "
          "apart: all, any, most (two thirds), or auto: all if any article has all, else any")
      ->capture_default_str()
      ->check(CLI::IsMember(&MatchModes()));
  command
      .add_option("--syntax", options.syntax,
                  "strict: what cannot be read as it is written is an error, not a note")
      ->capture_default_str()
      ->check(CLI::IsMember(&Syntaxes()));
  command
      .add_option("--ranking", options.ranking,
                  "How much it counts that an article is new; archive: not at all")
      ->capture_default_str()
      ->check(CLI::IsMember(&RankingModes()));
  command
      .add_option("--page-size", options.page_size, "Hits per page, at most 100; 10 if not given")
      ->check(CLI::Range(0, 1'000'000));
  auto* page = command.add_option("--page", options.page, "Number of the page, from 1 on")
                   ->check(CLI::Range(1, 1'000'000))
                   ->capture_default_str();
  command
      .add_option("--page-token", options.page_token,
                  "Page to continue with: nextPageToken of an answer in JSON")
      ->excludes(page);
  command.add_flag("--all", options.all, "Every page")->excludes(page);
  command
      .add_option("--facet", options.facets,
                  "Count articles by this field; may be repeated. source, section, author, lang, "
                  "host, person, org, place, other, entity (the four before together) or country. "
                  "After a colon, separated by commas: contains=TEXT, prefix=TEXT, order=key or "
                  "count, min=COUNT, top=BUCKETS")
      ->allow_extra_args(false)
      ->check(FacetProblem);
  command
      .add_option("--histogram", options.histogram,
                  std::string("Count articles over time, by this interval: ") + kIntervalForms)
      ->check(IntervalProblem);
  command
      .add_flag("--share", options.share,
                "Beside each count of the histogram, that of all articles and the share in them")
      ->needs("--histogram");
  command.add_option("--snippets", options.snippets, "Snippets per hit")
      ->check(CLI::Range(0, 5))
      ->capture_default_str();
  command
      .add_option("--entities", options.entities,
                  "Entities to show of each hit, most salient first")
      ->check(CLI::Range(0, 256))
      ->capture_default_str();
  command.add_flag("--first-phase", options.first_phase,
                   "Score by terms alone, without proximity and recency");
}

// After the options.
constexpr const char* kSearchHelp =
    "Query: words (all of them; any if no article has all), \"phrases\", AND OR NOT, +word, "
    "-word,\n"
    "( ), elect* and field:value. Fields: headline (or title), text, source, section, author,\n"
    "lang (or language), host, person, org, place, other, entity (any of these four), about\n"
    "(the same, if it is one of the main ones), country, date (2025-12, 2025-Q4, yesterday,\n"
    "2025-12-01..2025-12-31, 2025.., >=now-7d/d), id and url.\n"
    "-word belongs to the query; after -- nothing is an option.\n"
    "Each filter may be repeated: its values are alternatives, unless --all-of names it;\n"
    "different filters must all hold.\n"
    "--json prints the answer as one line of JSON; --all --json one line per hit, then one line\n"
    "with the total and the facets. --all gives the best 10,000 first, then the others by date; "
    "it\n"
    "exits with 1 if some are missing.\n\n"
    "Examples:\n"
    "  dateline search '\"city council\" AND flood' --source Gazette --from 1950 --to 1959\n"
    "  dateline search flood --histogram year --share     the share of all articles, by year\n"
    "  dateline search flood --facet author:contains=smith    only such authors\n"
    "  dateline search flood --all --json                 every hit, for other programs\n\n";

}  // namespace

void AddSearchCommand(CLI::App& app, Command& run) {
  const auto options = std::make_shared<SearchOptions>();
  CLI::App* search = app.add_subcommand("search", "Find articles");
  search->add_option("query", options->query, "What to look for; without it, every article");
  AddCommonOptions(*search, options->common, kSearchServer);
  search->footer(std::string(kSearchHelp) + kExitCodes);
  AddFilterOptions(*search, *options);
  AddResultOptions(*search, *options);
  search->callback([options, &run] { run = [options] { return RunSearch(*options); }; });
}

}  // namespace dateline::cli
