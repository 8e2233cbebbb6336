// SPDX-License-Identifier: GPL-3.0-or-later
// `dateline search` and `dateline get`.
#include <absl/time/time.h>
#include <fmt/format.h>

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/commands.h"
#include "client/cli/print.h"
#include "client/cli/print_entity.h"
#include "client/cli/terminal_text.h"

namespace dateline::cli {
namespace {

struct SearchOptions {
  CommonOptions common;
  std::vector<std::string> query;
  std::string from, to;
  std::vector<std::string> sources, excluded_sources, sections, languages, authors;
  std::vector<std::string> persons, organisations, places, about, countries;
  std::string sort;  // not given: the best first; without words the newest
  std::string ranking = "balanced";
  int page_size = 0;
  std::string page_token;
  bool all = false;
  std::vector<std::string> facets;
  std::string histogram;
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
  if (absl::Status status = SetTimes(options.from, options.to, zone, filter); !status.ok())
    return status;
  filter.mutable_sources()->Assign(options.sources.begin(), options.sources.end());
  filter.mutable_sections()->Assign(options.sections.begin(), options.sections.end());
  filter.mutable_languages()->Assign(options.languages.begin(), options.languages.end());
  filter.mutable_authors()->Assign(options.authors.begin(), options.authors.end());
  AddEntities(options.persons, v1::ENTITY_TYPE_PERSON, *filter.mutable_entities());
  AddEntities(options.organisations, v1::ENTITY_TYPE_ORGANISATION, *filter.mutable_entities());
  AddEntities(options.places, v1::ENTITY_TYPE_PLACE, *filter.mutable_entities());
  AddEntities(options.about, v1::ENTITY_TYPE_UNSPECIFIED, *filter.mutable_about());
  filter.mutable_countries()->Assign(options.countries.begin(), options.countries.end());
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
    facet->mutable_date_histogram()->set_interval(Intervals().at(options.histogram));
    facet->mutable_date_histogram()->set_time_zone(options.common.time_zone);
  }
  for (const std::string& field : options.facets) {
    request.add_facets()->mutable_terms()->set_field(field);
  }
}

absl::StatusOr<v1::SearchRequest> MakeRequest(const SearchOptions& options, absl::TimeZone zone) {
  v1::SearchRequest request;
  std::string query;
  for (const std::string& word : options.query) query += (query.empty() ? "" : " ") + word;
  request.set_query(query);
  if (absl::Status status = SetFilter(options, zone, request); !status.ok()) return status;
  SetFacets(options, request);
  if (!options.sort.empty()) request.set_sort(Sorts().at(options.sort));
  request.mutable_ranking()->set_mode(RankingModes().at(options.ranking));
  request.mutable_ranking()->set_first_phase_only(options.first_phase);
  if (options.snippets > 0) request.mutable_snippets()->set_count(options.snippets);
  if (options.entities > 0) request.mutable_entities()->set_max_entities(options.entities);
  request.set_page_size(options.page_size == 0 && options.all ? 100 : options.page_size);
  request.set_page_token(options.page_token);
  return request;
}

void PrintRest(const v1::SearchResponse& response, const PrintOptions& print) {
  std::fputs(ShowTotal(response).c_str(), stdout);
  std::fputs(ShowChoices(response).c_str(), stdout);
  if (!response.facets().empty()) std::fputs("\n", stdout);
  for (const auto& facet : response.facets()) std::fputs(ShowFacet(facet, print).c_str(), stdout);
}

int RunSearch(const SearchOptions& options) {
  const PrintOptions print = PrintOptionsFor(options.common);
  const auto request = MakeRequest(options, print.zone);
  if (!request.ok()) return Fail(request.status());
  const auto client = ConnectToSearch(options.common);
  int number = 0;
  const auto show = [&](const v1::Hit& hit) {
    if (options.common.json) {
      PrintJson(hit);
    } else {
      std::fputs(ShowHit(++number, hit, print).c_str(), stdout);
    }
    return true;
  };
  const auto response = options.all ? client->SearchAll(*request, show) : client->Search(*request);
  if (!response.ok()) return FailCall(response.status(), options.common, Asked::kSearch);
  if (options.common.json) {  // with --all each hit has its line, and the last line is the rest
    PrintJson(*response);
    return 0;
  }
  for (const v1::Hit& hit : response->hits()) show(hit);
  PrintRest(*response, print);
  if (!options.all && !response->next_page_token().empty()) {
    std::printf("more: --page-token %s\n", SafeText(response->next_page_token()).c_str());
  }
  return 0;
}

int RunGet(const CommonOptions& common, const std::string& id) {
  const auto response = ConnectToSearch(common)->GetArticle(id);
  if (!response.ok()) return FailCall(response.status(), common, Asked::kSearch);
  if (common.json) {
    PrintJson(*response);
  } else {
    std::fputs(ShowArticle(response->article(), PrintOptionsFor(common)).c_str(), stdout);
  }
  return 0;
}

void AddFilterOptions(CLI::App& command, SearchOptions& options) {
  command.add_option("--from", options.from, "First date: 2024, 2024-05, 2024-05-17 or RFC 3339")
      ->check(DateProblem);
  command.add_option("--to", options.to, "Last date, inclusive; as --from")->check(DateProblem);
  command.add_option("--source", options.sources, "Only these sources")->allow_extra_args(false);
  command.add_option("--exclude-source", options.excluded_sources, "Not these sources")
      ->allow_extra_args(false);
  command.add_option("--section", options.sections, "Only these sections")->allow_extra_args(false);
  command.add_option("--lang", options.languages, "Only these languages")->allow_extra_args(false);
  command.add_option("--author", options.authors, "Only these authors")->allow_extra_args(false);
  command.add_option("--person", options.persons, "Mentions a person")->allow_extra_args(false);
  command.add_option("--org", options.organisations, "Mentions an organisation")
      ->allow_extra_args(false);
  command.add_option("--place", options.places, "Mentions a place")->allow_extra_args(false);
  command.add_option("--about", options.about, "Is about a person, organisation or place")
      ->allow_extra_args(false);
  command.add_option("--country", options.countries, "Is about places of a country")
      ->allow_extra_args(false);
}

void AddResultOptions(CLI::App& command, SearchOptions& options) {
  command.add_option("--sort", options.sort, "If not given: relevance, newest without words")
      ->check(CLI::IsMember(&Sorts()));
  command.add_option("--ranking", options.ranking, "How much newness counts; archive: not at all")
      ->capture_default_str()
      ->check(CLI::IsMember(&RankingModes()));
  command.add_option("--page-size", options.page_size, "Hits a page, at most 100; 10 if not given")
      ->check(CLI::Range(0, 1'000'000));
  command.add_option("--page-token", options.page_token, "Page to continue with");
  command.add_flag("--all", options.all, "Every page");
  command.add_option("--facet", options.facets, "Count articles by a field, such as source")
      ->allow_extra_args(false);
  command
      .add_option("--histogram", options.histogram,
                  "Count articles by date: auto, hour, day, week, month, quarter, year, decade")
      ->check(CLI::IsMember(&Intervals()));
  command.add_option("--snippets", options.snippets, "Snippets a hit")
      ->check(CLI::Range(0, 5))
      ->capture_default_str();
  command.add_option("--entities", options.entities, "Entities to show of each hit")
      ->check(CLI::Range(0, 256))
      ->capture_default_str();
  command.add_flag("--first-phase", options.first_phase, "Score by terms alone");
}

}  // namespace

void AddSearchCommands(CLI::App& app, Command& run) {
  const auto options = std::make_shared<SearchOptions>();
  CLI::App* search = app.add_subcommand("search", "Find articles");
  search->add_option("query", options->query, "Words, \"phrases\", AND OR NOT, -word, field:value");
  AddCommonOptions(*search, options->common, kDefaultSearchServer);
  AddFilterOptions(*search, *options);
  AddResultOptions(*search, *options);
  search->callback([options, &run] { run = [options] { return RunSearch(*options); }; });

  const auto common = std::make_shared<CommonOptions>();
  const auto id = std::make_shared<std::string>();
  CLI::App* get = app.add_subcommand("get", "Show one article");
  get->add_option("id", *id, "Id of the article")->required();
  AddCommonOptions(*get, *common, kDefaultSearchServer);
  get->callback([common, id, &run] { run = [common, id] { return RunGet(*common, *id); }; });
}

}  // namespace dateline::cli
