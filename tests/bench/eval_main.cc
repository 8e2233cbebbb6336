// SPDX-License-Identifier: GPL-3.0-or-later
// dateline_eval: MAP, nDCG@10 and P@10 of an index against a test collection's judgements.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "server/engine/engine.h"
#include "tests/bench/requests.h"

namespace {

using Judgements = std::map<std::string, std::map<std::string, int>>;  // query -> article -> grade
using Queries = std::vector<std::pair<std::string, std::string>>;      // id, text

constexpr std::size_t kDepth = 1000;

Judgements ReadJudgements(const std::string& path) {
  Judgements judgements;
  std::ifstream file(path);
  std::string query;
  std::string iteration;
  std::string article;
  for (int grade = 0; file >> query >> iteration >> article >> grade;) {
    if (grade > 0) judgements[query][article] = grade;
  }
  return judgements;
}

// TSV of id and text; without a file each judged topic's name is its text, as in Reuters-21578.
Queries ReadQueries(const std::string& path, const Judgements& judgements, std::size_t least,
                    std::size_t most) {
  Queries queries;
  if (path.empty()) {
    for (const auto& [topic, articles] : judgements) {
      if (articles.size() >= least && articles.size() <= most) queries.emplace_back(topic, topic);
    }
    return queries;
  }
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const auto tab = line.find('\t');
    if (tab != std::string::npos) queries.emplace_back(line.substr(0, tab), line.substr(tab + 1));
  }
  return queries;
}

std::vector<std::string> Run(dateline::engine::Engine& engine, const std::string& text,
                             bool first_phase) {
  dateline::v1::SearchRequest request =
      dateline::bench::MakeRequest(first_phase ? "or" : "or+rank", text);
  request.set_query(text);  // as typed
  request.mutable_ranking()->set_mode(dateline::v1::RANKING_MODE_ARCHIVE);
  request.set_page_size(100);
  std::vector<std::string> ids;
  do {
    const auto response = engine.Search(request, {});
    if (!response.ok()) {
      std::cerr << "query '" << text << "': " << response.status() << "\n";
      return ids;
    }
    for (const auto& hit : response->hits()) ids.push_back(hit.article().id());
    request.set_page_token(response->next_page_token());
  } while (!request.page_token().empty() && ids.size() < kDepth);
  return ids;
}

struct Measures {
  double average_precision = 0;
  double ndcg10 = 0;
  double precision10 = 0;
};

// Average precision over all relevant articles; nDCG with gain = grade and discount log2(rank +
// 1) (Jarvelin, Kekalainen, TOIS 2002, as trec_eval computes it).
Measures Judge(const std::vector<std::string>& ids, const std::map<std::string, int>& relevant) {
  Measures measures;
  double found = 0;
  double gain = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto judged = relevant.find(ids[i]);
    if (judged == relevant.end()) continue;
    found += 1;
    measures.average_precision += found / static_cast<double>(i + 1);
    if (i < 10) {
      measures.precision10 += 0.1;
      gain += static_cast<double>(judged->second) / std::log2(static_cast<double>(i) + 2);
    }
  }
  measures.average_precision /= static_cast<double>(relevant.size());
  std::vector<int> grades;
  for (const auto& [article, grade] : relevant) grades.push_back(grade);
  std::sort(grades.rbegin(), grades.rend());
  double ideal = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(10, grades.size()); ++i) {
    ideal += static_cast<double>(grades[i]) / std::log2(static_cast<double>(i) + 2);
  }
  measures.ndcg10 = ideal > 0 ? gain / ideal : 0;
  return measures;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Prints MAP, nDCG@10 and P@10 of an index for queries with judgements"};
  std::string index;
  std::string queries_path;
  std::string qrels;
  std::size_t least = 1;
  std::size_t most = 1000000;
  bool each = false;
  app.add_option("--index", index, "index folder")->required();
  app.add_option("--queries", queries_path,
                 "TSV of id and text; left out: topic names are queries");
  app.add_option("--qrels", qrels, "judgements in TREC form")->required();
  app.add_option("--min-relevant", least, "without --queries: fewest relevant articles of a topic");
  app.add_option("--max-relevant", most, "without --queries: most relevant articles of a topic");
  app.add_flag("--each", each, "also print each query");
  CLI11_PARSE(app, argc, argv);

  auto engine = dateline::engine::Engine::Open({.folder = index});
  if (!engine.ok()) {
    std::cerr << engine.status() << "\n";
    return 1;
  }
  const Judgements judgements = ReadJudgements(qrels);
  const Queries queries = ReadQueries(queries_path, judgements, least, most);
  fmt::print("{:<22} {:>8} {:>8} {:>8} {:>8}\n", "ranking", "queries", "MAP", "nDCG@10", "P@10");
  for (const bool first_phase : {true, false}) {
    Measures sum;
    std::size_t judged = 0;
    for (const auto& [id, text] : queries) {
      const auto relevant = judgements.find(id);
      if (relevant == judgements.end()) continue;
      ++judged;
      const Measures one = Judge(Run(**engine, text, first_phase), relevant->second);
      if (each) fmt::print("{:<12} {:.4f}  {}\n", id, one.average_precision, text);
      sum.average_precision += one.average_precision;
      sum.ndcg10 += one.ndcg10;
      sum.precision10 += one.precision10;
    }
    const auto count = static_cast<double>(std::max<std::size_t>(1, judged));
    fmt::print("{:<22} {:>8} {:>8.4f} {:>8.4f} {:>8.4f}\n",
               first_phase ? "impacts" : "impacts + proximity", judged,
               sum.average_precision / count, sum.ndcg10 / count, sum.precision10 / count);
  }
  return 0;
}
