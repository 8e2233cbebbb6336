// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/entity_command.h"

#include <absl/time/clock.h>
#include <fmt/format.h>

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/call.h"
#include "client/cli/interval.h"
#include "client/cli/print.h"
#include "client/cli/print_entity.h"
#include "client/cli/terminal_text.h"
#include "client/cli/when.h"

namespace dateline::cli {
namespace {

const std::map<std::string, v1::EntityType>& Types() {
  static const std::map<std::string, v1::EntityType> types = {{"person", v1::ENTITY_TYPE_PERSON},
                                                              {"org", v1::ENTITY_TYPE_ORGANISATION},
                                                              {"place", v1::ENTITY_TYPE_PLACE},
                                                              {"other", v1::ENTITY_TYPE_OTHER}};
  return types;
}

struct EntityOptions {
  CommonOptions common;
  std::vector<std::string> name;
  std::string type;
  std::string from, to;
  std::string histogram = "auto";
  int related = 10;
};

struct SuggestOptions {
  CommonOptions common;
  std::vector<std::string> prefix;
  std::vector<std::string> types;
  int count = 10;
};

int RunEntity(const EntityOptions& options) {
  const PrintOptions print = PrintOptionsFor(options.common);
  v1::GetEntityRequest request;
  request.set_name(JoinWords(options.name));
  if (!options.type.empty()) request.set_type(Types().at(options.type));
  v1::Filter filter;
  if (absl::Status status = SetTimes(options.from, options.to, absl::Now(), print.zone, filter);
      !status.ok()) {
    return Fail(status);
  }
  if (filter.has_publish_time()) *request.mutable_filter() = std::move(filter);
  request.set_time_zone(options.common.time_zone);
  if (options.histogram != "auto" || !options.common.time_zone.empty()) {
    SetInterval(options.histogram, *request.mutable_histogram());
    request.mutable_histogram()->set_time_zone(options.common.time_zone);
  }
  request.set_max_related(options.related);
  const auto response = ConnectToSearch(options.common)->GetEntity(request);
  if (!response.ok()) return FailCall(response.status(), options.common, Service::kSearch);
  if (options.common.json) return PrintJson(*response);
  std::fputs(ShowEntity(*response, print).c_str(), stdout);
  return 0;
}

int RunSuggest(const SuggestOptions& options) {
  v1::SuggestEntitiesRequest request;
  request.set_prefix(JoinWords(options.prefix));
  for (const std::string& type : options.types) request.add_types(Types().at(type));
  request.set_max_suggestions(options.count);
  const auto response = ConnectToSearch(options.common)->SuggestEntities(request);
  if (!response.ok()) return FailCall(response.status(), options.common, Service::kSearch);
  const int code = options.common.json ? PrintJson(*response) : 0;
  if (response->entities().empty()) {
    std::fputs(
        fmt::format("dateline: no name starts with '{}'\n", SafeText(request.prefix())).c_str(),
        stderr);
    return 1;
  }
  if (!options.common.json) std::fputs(ShowSuggestions(*response).c_str(), stdout);
  return code;
}

}  // namespace

void AddEntityCommands(CLI::App& app, Command& run) {
  const auto options = std::make_shared<EntityOptions>();
  CLI::App* entity = app.add_subcommand(
      "entity",
      "Show a person, organisation or place: spellings, articles over time, related ones");
  entity->add_option("name", options->name, "Any spelling of the name")->required();
  AddCommonOptions(*entity, options->common, kSearchServer);
  entity
      ->add_option("--type", options->type,
                   "Type of the entity; if not given, the one that most articles mean")
      ->check(CLI::IsMember(&Types()));
  entity->add_option("--from", options->from, kDateHelp)->check(DateProblem);
  entity->add_option("--to", options->to, "Last date, included; same forms as --from")
      ->check(DateProblem);
  entity
      ->add_option(
          "--histogram", options->histogram,
          std::string("Interval by which articles are counted over time: ") + kIntervalForms)
      ->check(IntervalProblem)
      ->capture_default_str();
  entity->add_option("--related", options->related, "How many related entities to show, at most")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  entity->footer(std::string("Example:\n  dateline entity 'ada quill' --from 1930 --to 1939\n\n") +
                 kExitCodes);
  entity->callback([options, &run] { run = [options] { return RunEntity(*options); }; });

  const auto suggested = std::make_shared<SuggestOptions>();
  CLI::App* suggest = app.add_subcommand("suggest", "Complete the name of an entity");
  suggest->add_option("prefix", suggested->prefix, "First letters of any word of the name")
      ->required();
  AddCommonOptions(*suggest, suggested->common, kSearchServer);
  suggest->add_option("--type", suggested->types, "Only this type; may be repeated")
      ->check(CLI::IsMember(&Types()))
      ->allow_extra_args(false);
  suggest->add_option("--count", suggested->count, "How many names to suggest, at most")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  suggest->footer(std::string("It has failed if no name starts so.\n\nExample:\n"
                              "  dateline suggest qui --type person\n\n") +
                  kExitCodes);
  suggest->callback([suggested, &run] { run = [suggested] { return RunSuggest(*suggested); }; });
}

}  // namespace dateline::cli
