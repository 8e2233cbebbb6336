// SPDX-License-Identifier: GPL-3.0-or-later
// dateline_bench: Dateline beside stock Xapian and Lucene on the same articles and queries, in one
// run.
#include <fmt/format.h>
#include <simdjson.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/engine/engine.h"
#include "tests/bench/process.h"
#include "tests/bench/requests.h"
#include "tests/bench/service_bench.h"
#include "tests/bench/timing.h"

namespace dateline::bench {
namespace {

struct Options {
  std::string articles;
  std::string queries;
  std::string work;
  std::string bin;          // folder of dateline-indexer and dateline-server
  std::string xapian_peer;  // program; empty: left out
  std::string lucene_peer;  // command, split at spaces; empty: left out
  int rounds = 7;
  int threads = 2;
  bool keep_indexes = false;
  bool service = true;
  bool only_tls = false;
};

std::vector<std::string> Split(const std::string& command) {
  std::vector<std::string> words;
  std::istringstream stream(command);
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

double Number(const std::string& json, const char* key) {
  simdjson::dom::parser parser;
  simdjson::dom::element answer;
  if (parser.parse(json).get(answer) != simdjson::SUCCESS) {
    throw std::runtime_error("a peer answered: " + json);
  }
  double number = 0;
  if (answer[key].get(number) == simdjson::SUCCESS) return number;
  std::int64_t integer = 0;
  if (answer[key].get(integer) == simdjson::SUCCESS) return static_cast<double>(integer);
  throw std::runtime_error(fmt::format("a peer's answer has no '{}': {}", key, json));
}

// A row of the table: one figure of each system.
struct Row {
  std::string what;
  std::map<std::string, double> values;
};

// Articles per second, megabytes of memory, megabytes of the index.
using LoadFigures = std::array<double, 3>;

class Bench {
 public:
  explicit Bench(Options options) : options_(std::move(options)) {}

  void Run() {
    if (options_.only_tls) {
      ReadQueries();
      MakeServiceBench().CompareTls(ServiceRequests());
      return;
    }
    StartPeers();
    LoadAll();
    OpenAll();
    for (const char* mode : {"or", "and", "phrase"}) CompareMode(mode, mode);
    for (const char* mode : {"or", "and", "phrase"}) CompareMode(std::string(mode) + "+rank", mode);
    for (const char* mode : {"auto", "auto+rank", "auto+count"}) TimeAlone(mode);
    for (const char* mode : {"or+count", "and+count"}) CompareCounts(mode);
    CompareSnippets();
    PrintTable();
    PrintStages();
    if (options_.service) PrintService();
  }

 private:
  std::string Folder(const std::string& name) const { return options_.work + "/" + name; }

  void StartPeers() {
    if (!options_.lucene_peer.empty()) {
      std::vector<std::string> command = Split(options_.lucene_peer);
      command.insert(command.end(), {"--index", Folder("lucene")});
      peers_.emplace("Lucene", std::make_unique<Process>(command));
    }
    if (!options_.xapian_peer.empty()) {
      peers_.emplace("Xapian", std::make_unique<Process>(std::vector<std::string>{
                                   options_.xapian_peer, "--index", Folder("xapian")}));
    }
    ReadQueries();
  }

  void ReadQueries() {
    std::ifstream file(options_.queries);
    for (std::string line; std::getline(file, line);) {
      if (!line.empty()) queries_.push_back(line);
    }
  }

  void Add(const std::string& what, const std::string& system, double value) {
    if (rows_.empty() || rows_.back().what != what) rows_.push_back({what, {}});
    rows_.back().values[system] = value;
  }

  // The peers find no names: the comparison is with `entities` = "provided".
  LoadFigures LoadDateline(const std::string& folder, const char* entities) {
    std::filesystem::remove_all(folder);
    const auto start = std::chrono::steady_clock::now();
    Process loader({options_.bin + "/dateline-indexer", "load", "--json", "--index", folder,
                    "--threads", std::to_string(options_.threads), "--entities", entities,
                    options_.articles});
    std::uint64_t peak = 0;
    const std::string summary = loader.ReadLine();
    if (loader.Wait(&peak) != 0) throw std::runtime_error("load failed: " + summary);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    return {Number(summary, "read") / seconds.count(), static_cast<double>(peak) / 1e6,
            FolderBytes(folder) / 1e6};
  }

  void LoadAll() {
    if (!options_.keep_indexes) {
      load_["Dateline"] = LoadDateline(Folder("dateline"), "provided");
      names_load_ = LoadDateline(Folder("dateline-names"), "detect");
      for (auto& [name, peer] : peers_) {
        std::filesystem::remove_all(Folder(name == "Lucene" ? "lucene" : "xapian"));
        const std::string answer =
            peer->Ask(fmt::format("load {} {}", options_.articles, options_.threads));
        load_[name] = {Number(answer, "articles") / Number(answer, "seconds"),
                       Number(answer, "rss_bytes") / 1e6, Number(answer, "index_bytes") / 1e6};
      }
    }
    const char* names[] = {"load, articles/s", "load, peak memory, MB", "index, MB"};
    for (std::size_t i = 0; i < 3; ++i) {
      for (const auto& [system, figures] : load_) Add(names[i], system, figures[i]);
      if (names_load_) {
        Add(std::string(names[i]) + ", names found", "Dateline", (*names_load_)[i]);
      }
    }
  }

  static double FolderBytes(const std::string& folder) {
    double bytes = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file()) bytes += static_cast<double>(entry.file_size());
    }
    return bytes;
  }

  void OpenAll() {
    for (auto& [name, peer] : peers_) peer->Ask("open");
    warm_ = Open(256U << 20U);
    cold_ = Open(0);
  }

  std::unique_ptr<engine::Engine> Open(std::size_t cache_bytes) {
    auto engine = engine::Engine::Open({.folder = Folder("dateline"), .cache_bytes = cache_bytes});
    if (!engine.ok()) throw std::runtime_error(std::string(engine.status().message()));
    return std::move(*engine);
  }

  Statistics TimeEngine(engine::Engine& engine, const std::string& mode) const {
    std::map<std::string, v1::SearchRequest> requests;
    for (const std::string& query : queries_) requests[query] = MakeRequest(mode, query);
    const auto search = [&](const std::string& query) {
      if (const auto response = engine.Search(requests[query], {}); !response.ok()) {
        throw std::runtime_error(std::string(response.status().message()));
      }
    };
    TimeQueries(queries_, 1, search);
    return TimeQueries(queries_, options_.rounds, search);
  }

  void AddStatistics(const std::string& what, const std::string& system, const Statistics& times) {
    Add(what + ", mean us", system, times.mean_us);
    p99_[what][system] = times.p99_us;
  }

  void AskPeers(const std::string& what, const std::string& mode) {
    for (auto& [name, peer] : peers_) {
      const std::string file = options_.queries;
      if (name == "Lucene") peer->Ask(fmt::format("warm {} 20 {}", mode, file));
      const std::string answer =
          peer->Ask(fmt::format("run {} {} {}", mode, options_.rounds, file));
      AddStatistics(what, name, {Number(answer, "mean_us"), 0, Number(answer, "p99_us")});
    }
  }

  void FlushPercentiles(const std::string& what) {
    for (const auto& [system, value] : p99_[what]) Add(what + ", p99 us", system, value);
  }

  void CompareMode(const std::string& mode, const std::string& peer_mode) {
    const bool ranked = mode != peer_mode;
    const std::string what =
        fmt::format("top 10 {}{}", peer_mode, ranked ? ", default ranking" : "");
    AddStatistics(what, "Dateline", TimeEngine(*warm_, mode));
    AskPeers(what, peer_mode);
    FlushPercentiles(what);
  }

  // A mode that the peers do not have: all words if any article has them, else any.
  void TimeAlone(const std::string& mode) {
    const std::string what = fmt::format("top 10 {}", mode);
    AddStatistics(what, "Dateline", TimeEngine(*warm_, mode));
    FlushPercentiles(what);
  }

  void CompareCounts(const std::string& mode) {
    const Statistics cold = TimeEngine(*cold_, mode);
    const Statistics warm = TimeEngine(*warm_, mode);
    const std::string what = fmt::format("top 10 {} + month histogram", mode);
    AddStatistics(what, "Dateline", warm);
    AddStatistics(what, "cold", cold);
    AskPeers(what, mode);
    FlushPercentiles(what);
  }

  // What snippets add: the same searches with and without, for queries that find anything.
  void CompareSnippets() {
    const Statistics with = TimeEngine(*warm_, "or+snippets");
    const Statistics without = TimeEngine(*warm_, "or");
    const std::string what = "10 snippets";
    AddStatistics(what, "Dateline",
                  {with.mean_us - without.mean_us, 0, with.p99_us - without.p99_us});
    AskPeers(what, "snippets");
    FlushPercentiles(what);
  }

  void PrintTable() const {
    const std::vector<std::string> systems{"Dateline", "cold", "Lucene", "Xapian"};
    fmt::print("\n{:<52}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}\n", "", "Dateline", "cold", "Lucene",
               "Xapian", "/Lucene", "/Xapian");
    for (const Row& row : rows_) {
      fmt::print("{:<52}", row.what);
      const auto value = [&row](const std::string& system) -> std::optional<double> {
        const auto found = row.values.find(system);
        return found == row.values.end() ? std::nullopt : std::optional(found->second);
      };
      for (const std::string& system : systems) {
        const auto figure = value(system);
        fmt::print("{:>10}", figure ? fmt::format("{:.0f}", *figure) : "");
      }
      for (const char* peer : {"Lucene", "Xapian"}) {
        const auto ours = value("Dateline");
        const auto theirs = value(peer);
        fmt::print("{:>10}", ours && theirs ? fmt::format("{:.2f}", *ours / *theirs) : "");
      }
      fmt::print("\n");
    }
    std::fflush(stdout);
  }

  // What a search's time goes into: means of each stage, as the searches tell it themselves.
  void PrintStages() {
    fmt::print("\nmean us of each stage, Dateline\n");
    for (const char* mode :
         {"or", "and", "phrase", "auto", "or+rank", "or+count", "and+count", "or+snippets"}) {
      std::map<std::string, double> stages;
      for (const std::string& query : queries_) {
        const auto response = warm_->Search(MakeRequest(mode, query), {});
        if (!response.ok()) throw std::runtime_error(std::string(response.status().message()));
        for (const v1::StageTime& stage : response->diagnostics().stages()) {
          stages[stage.stage()] += stage.elapsed().nanos() / 1e3;
        }
      }
      fmt::print("{:<12}", mode);
      for (const auto& [stage, sum] : stages) {
        fmt::print("  {} {:.0f}", stage, sum / static_cast<double>(queries_.size()));
      }
      fmt::print("\n");
    }
  }

  std::vector<v1::SearchRequest> ServiceRequests() const {
    std::vector<v1::SearchRequest> requests;
    for (const std::string& query : queries_) {
      requests.push_back(MakeRequest("or", query));
    }
    return requests;
  }

  ServiceBench MakeServiceBench() const {
    return ServiceBench({.bin = options_.bin,
                         .index = Folder("dateline"),
                         .fresh_index = Folder("fresh"),
                         .certificate = Folder("server.pem"),
                         .threads = options_.threads});
  }

  void PrintService() const { MakeServiceBench().Run(*warm_, ServiceRequests()); }

  Options options_;
  std::vector<std::string> queries_;
  std::map<std::string, std::unique_ptr<Process>> peers_;
  std::map<std::string, LoadFigures> load_;
  std::optional<LoadFigures> names_load_;  // Dateline, names found
  std::map<std::string, std::map<std::string, double>> p99_;
  std::vector<Row> rows_;
  std::unique_ptr<engine::Engine> warm_;
  std::unique_ptr<engine::Engine> cold_;
};

}  // namespace
}  // namespace dateline::bench

int main(int argc, char** argv) {
  CLI::App app{"Measures Dateline beside its peers"};
  dateline::bench::Options options;
  app.add_option("--articles", options.articles, "JSON Lines, uncompressed")->required();
  app.add_option("--queries", options.queries, "one query a line")->required();
  app.add_option("--work", options.work, "folder for the indexes")->required();
  app.add_option("--bin", options.bin, "folder of Dateline's programs")->required();
  app.add_option("--xapian", options.xapian_peer, "stock Xapian peer");
  app.add_option("--lucene", options.lucene_peer, "command of the Lucene peer");
  app.add_option("--rounds", options.rounds, "rounds of each query; medians are reported");
  app.add_option("--threads", options.threads, "threads of each system's load");
  app.add_flag("--keep", options.keep_indexes, "use the indexes of an earlier run");
  app.add_flag("--service,!--no-service", options.service,
               "also measure gRPC, freshness, start-up");
  app.add_flag("--only-tls", options.only_tls,
               "measure only what TLS costs, on the index that an earlier run has left in --work");
  CLI11_PARSE(app, argc, argv);
  try {
    std::filesystem::create_directories(options.work);
    dateline::bench::Bench(options).Run();
  } catch (const std::exception& error) {
    std::cerr << "dateline_bench: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
