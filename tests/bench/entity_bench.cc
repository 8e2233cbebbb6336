// SPDX-License-Identifier: GPL-3.0-or-later
// dateline_entity_bench: what entities cost the server, on an index that has some.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/index/posting_list.h"
#include "core/text/fold.h"
#include "server/engine/engine.h"
#include "server/facets/entity_facets.h"
#include "tests/bench/timing.h"
#include "tests/support/row_ordinals.h"

namespace dateline::bench {
namespace {

// Some random joins of lone surnames with full names, each with a place in which the surname stands
// without the full name, to be read: is it the same person?
class JoinPrinter {
 public:
  JoinPrinter(const engine::Engine& engine, std::uint64_t seed)
      : snapshot_(engine.snapshot()), random_(seed) {
    std::vector<names::EntitySegment> segments;
    for (const index::SegmentView& view : snapshot_->segments) {
      segments.push_back({view.segment->serial(), view.segment->columns()});
    }
    entities_ = names::EntityIndex::Make(std::move(segments), nullptr);
  }

  void Print(std::size_t count) {
    std::vector<Join> joins = Joins();
    fmt::print("{} lone surnames are joined\n", joins.size());
    std::ranges::shuffle(joins, random_);
    joins.resize(std::min(count, joins.size()));
    for (const Join& join : joins) {
      fmt::print("{} -> {} ({} articles)\n    {}\n", join.key, entities_->Name(join.id),
                 entities_->Articles(join.id), Context(join));
    }
  }

  // The entities in most articles of each type.
  void PrintFrequent(std::uint32_t count) const {
    for (const article::Field field : names::kEntityFields) {
      fmt::print("{}\n", article::Row(field).name);
      for (std::uint32_t number = 0; number < std::min(count, entities_->size(field)); ++number) {
        const names::EntityId id{field, number};
        std::string spellings;
        for (const v1::EntitySpelling& spelling : entities_->Spellings(id, 6)) {
          spellings += fmt::format(" | {} {}", spelling.text(), spelling.article_count());
        }
        fmt::print("  {:>4} {} [{}] {}{}\n", number + 1, entities_->Name(id),
                   entities_->Country(id), entities_->Articles(id), spellings);
      }
    }
  }

 private:
  struct Join {
    std::string key;
    names::EntityId id;
    std::size_t segment;
    std::size_t ordinal;
  };

  std::vector<Join> Joins() const {
    std::map<std::string, Join> joins;
    for (std::size_t s = 0; s < snapshot_->segments.size(); ++s) {
      const index::TermsColumn& column =
          snapshot_->segments[s].segment->columns().terms(article::Field::kPerson);
      const auto numbers = entities_->Numbers(s, article::Field::kPerson);
      for (std::size_t ordinal = 0; ordinal < column.size(); ++ordinal) {
        const std::string key(column.keys[ordinal]);
        if (key.find(' ') != std::string::npos || column.articles[ordinal] == 0) continue;
        if (numbers[ordinal] >= entities_->size(article::Field::kPerson)) continue;
        const names::EntityId id{article::Field::kPerson, numbers[ordinal]};
        if (entities_->Name(id).find(' ') == std::string_view::npos) continue;
        joins.try_emplace(key, Join{key, id, s, ordinal});
      }
    }
    std::vector<Join> list;
    for (auto& [key, join] : joins) list.push_back(std::move(join));
    return list;
  }

  std::string Context(const Join& join) {
    const index::Segment& segment = *snapshot_->segments[join.segment].segment;
    std::vector<index::DocId> docs;
    index::VisitPostings(segment.columns().terms(article::Field::kPerson).docs[join.ordinal],
                         [&](index::DocId doc, bool) {
                           docs.push_back(doc);
                           return true;
                         });
    if (docs.empty()) return "";
    const auto article = segment.ReadArticle(docs[random_() % docs.size()]);
    if (!article.ok()) return std::string(article.status().message());
    std::string text = article->headline() + " | " + article->body();
    constexpr std::size_t kAround = 160;
    std::size_t at = 0;
    for (const v1::Entity& entity : article->entities()) {
      const bool same = text::FoldName(entity.name()) == join.key || entity.key() == join.key;
      if (entity.type() == v1::ENTITY_TYPE_PERSON && same) at = text.find(entity.name());
    }
    at = at == std::string::npos ? 0 : at;
    const std::size_t start = at - std::min(at, kAround);
    std::string around = text.substr(start, 2 * kAround);
    std::ranges::replace(around, '\n', ' ');
    return fmt::format("{}: {}", article->id(), around);
  }

  std::shared_ptr<const index::Snapshot> snapshot_;
  std::shared_ptr<const names::EntityIndex> entities_;
  std::mt19937_64 random_;
};

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
  std::size_t joins = 0;
  std::uint64_t seed = 1;
  std::uint32_t frequent = 0;
  app.add_option("--joins", joins,
                 "Instead prints that many random joins of lone surnames with full names");
  app.add_option("--seed", seed, "Which joins are printed")->capture_default_str();
  app.add_option("--frequent", frequent,
                 "Instead prints that many of the most frequent entities of each type");
  app.add_option("--rounds", rounds, "Rounds; the median of each call counts")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    if (joins > 0 || frequent > 0) {
      const auto engine = dateline::engine::Engine::Open({.folder = folder}).value();
      dateline::bench::JoinPrinter printer(*engine, seed);
      if (joins > 0) printer.Print(joins);
      if (frequent > 0) printer.PrintFrequent(frequent);
      return 0;
    }
    dateline::bench::EntityBench(folder, rounds).Run();
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
