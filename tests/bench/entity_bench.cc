// SPDX-License-Identifier: GPL-3.0-or-later
// dateline_entity_bench: what entities cost the server, on an index that has some.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "server/engine/engine.h"
#include "server/facets/entity_facets.h"
#include "tests/bench/timing.h"
#include "tests/support/row_ordinals.h"

namespace dateline::bench {
namespace {

double MillisSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

void Print(const std::string& what, const Statistics& statistics) {
  fmt::print("{:<44} mean {:9.1f}  p50 {:9.1f}  p99 {:9.1f} us\n", what, statistics.mean_us,
             statistics.p50_us, statistics.p99_us);
}

class EntityBench {
 public:
  EntityBench(std::string folder, int rounds) : folder_(std::move(folder)), rounds_(rounds) {}

  void Run() {
    Open();
    Group();
    CountFacets();
    Suggest();
    GetEntities();
    Queries();
  }

 private:
  void Open() {
    const auto start = std::chrono::steady_clock::now();
    engine_ = engine::Engine::Open({.folder = folder_}).value();
    fmt::print("open {:.1f} ms, {} articles in {} segments\n", MillisSince(start),
               engine_->snapshot()->live_articles, engine_->snapshot()->segments.size());
  }

  // The grouping alone, all of it and what a refresh without new segments takes.
  void Group() {
    const auto segments = [this] {
      std::vector<names::EntitySegment> all;
      for (const index::SegmentView& view : engine_->snapshot()->segments) {
        all.push_back({view.segment->serial(), view.segment->columns()});
      }
      return all;
    };
    auto start = std::chrono::steady_clock::now();
    entities_ = names::EntityIndex::Make(segments(), nullptr);
    fmt::print("group all names {:.1f} ms:", MillisSince(start));
    for (const article::Field field : names::kEntityFields) {
      fmt::print(" {} {}", entities_->size(field), article::Row(field).name);
    }
    start = std::chrono::steady_clock::now();
    const auto again = names::EntityIndex::Make(segments(), entities_.get());
    fmt::print("\nrefresh, nothing new {:.2f} ms\n", MillisSince(start));
    // As after a merge: the names are known, the segment is not.
    auto merged = segments();
    merged.back().serial += 1'000'000;
    Refresh("a segment of known names", merged, *entities_);
    // As after a commit.
    auto before = segments();
    before.pop_back();
    if (!before.empty()) {
      Refresh("a segment more", segments(), *names::EntityIndex::Make(std::move(before), nullptr));
    }
  }

  static void Refresh(const std::string& what, const std::vector<names::EntitySegment>& segments,
                      const names::EntityIndex& previous) {
    const auto start = std::chrono::steady_clock::now();
    [[maybe_unused]] const auto after = names::EntityIndex::Make(segments, &previous);
    fmt::print("refresh, {} of {} rows: {:.2f} ms\n", what, segments.back().columns.rows(),
               MillisSince(start));
  }

  void CountFacets() {
    const auto snapshot = search::PrepareSnapshot(engine_->snapshot(), nullptr);
    facets::MatchIds ids;
    for (const index::SegmentView& view : snapshot->snapshot->segments) {
      std::vector<std::uint32_t>& all = ids.emplace_back();
      for (std::uint32_t id = 1; id <= view.segment->columns().rows(); ++id) all.push_back(id);
    }
    for (const article::Field field : names::kEntityFields) {
      std::uint64_t values = 0;
      for (const index::SegmentView& view : snapshot->snapshot->segments) {
        values += view.segment->columns().terms(field).ordinals.size();
      }
      std::vector<double> times;
      std::vector<double> plain;
      std::uint32_t with_value = 0;
      for (int round = 0; round < rounds_; ++round) {
        auto start = std::chrono::steady_clock::now();
        const auto counts = facets::CountEntities(*snapshot, ids, field, {}, with_value);
        times.push_back(MillisSince(start));
        start = std::chrono::steady_clock::now();
        with_value += CountPlainly(*snapshot->snapshot, ids, field);
        plain.push_back(MillisSince(start));
      }
      const double matches = std::max<double>(1, static_cast<double>(values));
      fmt::print("facet {:<6} {:>9} values: {:.2f} ns a value, by ordinal {:.2f} ns\n",
                 article::Row(field).name, values, Median(times) * 1e6 / matches,
                 Median(plain) * 1e6 / matches);
    }
  }

  // What a count by ordinal takes that knows no entities.
  static std::uint32_t CountPlainly(const index::Snapshot& snapshot, const facets::MatchIds& ids,
                                    article::Field field) {
    std::uint32_t distinct = 0;
    std::vector<std::uint32_t> counts;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const index::TermsColumn& column = snapshot.segments[i].segment->columns().terms(field);
      counts.assign(column.size(), 0);
      for (const std::uint32_t id : ids[i]) {
        for (const std::uint32_t ordinal : test_support::OrdinalsOf(column, id - 1)) {
          distinct += counts[ordinal]++ == 0;
        }
      }
    }
    return distinct;
  }

  // Every name as it is typed, letter by letter.
  void Suggest() {
    std::vector<std::string> prefixes;
    for (const article::Field field : names::kEntityFields) {
      const std::uint32_t step = std::max<std::uint32_t>(1, entities_->size(field) / 100);
      for (std::uint32_t number = 0; number < entities_->size(field); number += step) {
        const std::string name(entities_->Name({field, number}));
        for (std::size_t length = 1; length <= std::min<std::size_t>(8, name.size()); ++length) {
          prefixes.push_back(name.substr(0, length));
        }
      }
    }
    Print(fmt::format("SuggestEntities, {} prefixes", prefixes.size()),
          TimeQueries(prefixes, rounds_, [this](const std::string& prefix) {
            v1::SuggestEntitiesRequest request;
            request.set_prefix(prefix);
            static_cast<void>(
                engine_->SuggestEntities(request, {}).ok());  // some do not have a letter
          }));
  }

  std::vector<std::string> FrequentNames() const {
    std::vector<std::string> names;
    for (const article::Field field : names::kEntityFields) {
      for (std::uint32_t number = 0; number < std::min(25U, entities_->size(field)); ++number) {
        names.emplace_back(entities_->Name({field, number}));
      }
    }
    return names;
  }

  void GetEntities() {
    Print("GetEntity, frequent names",
          TimeQueries(FrequentNames(), rounds_, [this](const std::string& name) {
            v1::GetEntityRequest request;
            request.set_name(name);
            if (!engine_->GetEntity(request, {}).ok()) throw std::runtime_error(name);
          }));
  }

  void Queries() {
    for (const char* facet : {"", "entity"}) {
      Print(fmt::format("entity: query, {} facet", *facet == '\0' ? "no" : facet),
            TimeQueries(FrequentNames(), rounds_, [&](const std::string& name) {
              v1::SearchRequest request;
              request.set_query("entity:\"" + name + "\"");
              if (*facet != '\0') request.add_facets()->mutable_terms()->set_field(facet);
              if (!engine_->Search(request, {}).ok()) throw std::runtime_error(name);
            }));
    }
    Print("the name as words, with choices",
          TimeQueries(FrequentNames(), rounds_, [&](const std::string& name) {
            v1::SearchRequest request;
            request.set_query("\"" + name + "\"");
            if (!engine_->Search(request, {}).ok()) throw std::runtime_error(name);
          }));
  }

  std::string folder_;
  int rounds_;
  std::unique_ptr<engine::Engine> engine_;
  std::shared_ptr<const names::EntityIndex> entities_;
};

}  // namespace
}  // namespace dateline::bench

int main(int argc, char** argv) {
  std::string folder;
  int rounds = 7;
  CLI::App app("Times grouping, facets, suggestions and GetEntity on an index with entities.",
               "dateline_entity_bench");
  app.add_option("--index", folder, "Folder of the index")->required();
  app.add_option("--rounds", rounds, "Rounds; the median of each call counts")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    dateline::bench::EntityBench(folder, rounds).Run();
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
