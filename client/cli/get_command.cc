// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/get_command.h"

#include <fmt/format.h>

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
};

// What `query` marks in `article`. A note on stderr if there is nothing to mark; the article is
// shown all the same.
absl::StatusOr<ArticleMarks> FindMarks(const client::Client& client, const std::string& query,
                                       const v1::Article& article) {
  if (article.id().find('"') != std::string::npos) {
    std::fputs("note: nothing is marked: an id with a quote cannot stand in a query\n", stderr);
    return ArticleMarks{};
  }
  v1::SearchRequest request;
  request.set_query(fmt::format("({}) AND id:\"{}\"", query, article.id()));
  request.mutable_snippets()->set_count(5);
  request.mutable_snippets()->set_size(1000);
  request.set_page_size(1);
  const auto response = client.Search(request);
  if (!response.ok()) return response.status();
  if (response->hits().empty()) {
    std::fputs("note: nothing is marked: the query does not match this article\n", stderr);
    return ArticleMarks{};
  }
  return MarksOf(response->hits(0), article);
}

int ShowOne(const client::Client& client, const GetOptions& options, const std::string& id) {
  const auto response = client.GetArticle(id);
  if (!response.ok()) return FailCall(response.status(), options.common, Service::kSearch);
  if (options.common.json) return PrintJson(*response);
  ArticleMarks marks;
  if (!options.query.empty()) {
    auto found = FindMarks(client, options.query, response->article());
    if (!found.ok()) return FailCall(found.status(), options.common, Service::kSearch);
    marks = *std::move(found);
  }
  std::fputs(ShowArticle(response->article(), PrintOptionsFor(options.common), marks).c_str(),
             stdout);
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
  get->add_option("--query", options->query,
                  "Mark what this query matches; of a long article the best 5,000 characters");
  AddCommonOptions(*get, options->common, kSearchServer);
  get->footer(std::string("--json prints one line of JSON per article.\n\nExample:\n"
                          "  dateline get bridge-repair-1951 --query 'rivets AND paint'\n\n") +
              kExitCodes);
  get->callback([options, &run] { run = [options] { return RunGet(*options); }; });
}

}  // namespace dateline::cli
