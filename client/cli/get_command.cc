// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/get_command.h"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/call.h"
#include "client/cli/print_article.h"

namespace dateline::cli {
namespace {

struct GetOptions {
  CommonOptions common;
  std::vector<std::string> ids;
  std::string query;
  std::string language;
};

int ShowOne(const client::Client& client, const GetOptions& options, const std::string& id) {
  v1::GetArticleRequest request;
  request.set_id(id);
  request.set_query(options.query);
  request.set_language(options.language);
  const auto response = client.GetArticle(request);
  if (!response.ok()) return FailCall(response.status(), options.common, Service::kSearch);
  if (options.common.json) return PrintJson(*response);
  const bool marked = !response->headline_spans().empty() || !response->body_spans().empty();
  if (!options.query.empty() && !marked) {
    std::fputs("note: nothing is marked: the article has none of the query's words and names\n",
               stderr);
  }
  std::fputs(ShowArticle(*response, PrintOptionsFor(options.common)).c_str(), stdout);
  return 0;
}

int RunGet(const GetOptions& options) {
  const auto client = ConnectToSearch(options.common);
  int code = 0;
  bool first = true;
  for (const std::string& id : options.ids) {
    if (!first && !options.common.json) std::fputs("\n", stdout);
    first = false;
    // One that fails does not keep the others back.
    if (ShowOne(*client, options, id) != 0) code = 1;
  }
  return code;
}

}  // namespace

void AddGetCommand(CLI::App& app, Command& run) {
  const auto options = std::make_shared<GetOptions>();
  CLI::App* get = app.add_subcommand("get", "Show articles in full");
  get->add_option("id", options->ids, "Ids of the articles")->required();
  get->add_option(
      "--query", options->query,
      "Mark what this query looks for: words, phrases and names such as person:\"Ann Roe\"");
  get->add_option("--query-lang", options->language,
                  "Language of the query's words, such as en; if not given, those of the index");
  AddCommonOptions(*get, options->common, kSearchServer);
  get->footer(std::string("--json prints one line of JSON per article.\n\nExample:\n"
                          "  dateline get bridge-repair-1951 --query 'rivets AND paint'\n\n") +
              kExitCodes);
  get->callback([options, &run] { run = [options] { return RunGet(*options); }; });
}

}  // namespace dateline::cli
