// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/keep_rarest_words.h"

#include <absl/container/flat_hash_set.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "core/limits.h"
#include "server/query/flatten_tree.h"
#include "server/query/query_size.h"
#include "server/search/query_plan.h"
#include "server/search/term_statistics.h"

namespace dateline::search {
namespace {

struct Leaf {
  bool is_word;
  std::uint64_t articles;  // with the word
  query::Place place;
  std::size_t terms;
};

class LeafCollector {
 public:
  LeafCollector(const QueryIndex& index, const SearchContext& context)
      : statistics_(index.snapshot, index.postings, context) {}

  absl::Status Collect(const query::Node& node) {
    const std::vector<const query::Node*> children = query::Children(node);
    for (const query::Node* child : children) {
      if (absl::Status status = Collect(*child); !status.ok()) return status;
    }
    if (!children.empty()) return absl::OkStatus();
    Leaf leaf{false, 0, query::PlaceOf(node), query::MeasureQuery(node).terms};
    if (const auto* word = std::get_if<query::Word>(&node)) {
      const auto articles = statistics_.Frequency(IndexTerm(word->field, word->term));
      if (!articles.ok()) return articles.status();
      leaf.is_word = true;
      leaf.articles = *articles;
    }
    leaves_.push_back(leaf);
    return absl::OkStatus();
  }

  // Those to leave out first come first.
  std::vector<Leaf> TakeSorted() {
    std::stable_sort(leaves_.begin(), leaves_.end(), [](const Leaf& a, const Leaf& b) {
      if (a.is_word != b.is_word) return a.is_word;
      return a.articles != b.articles ? a.articles > b.articles : a.place.start > b.place.start;
    });
    return std::move(leaves_);
  }

 private:
  TermStatistics statistics_;
  std::vector<Leaf> leaves_;
};

v1::Reading LimitReading(query::Place place, std::size_t terms) {
  v1::Reading reading;
  reading.set_code(v1::READING_CODE_LIMIT);
  reading.set_start(place.start);
  reading.set_end(place.end);
  reading.set_message(
      fmt::format("the query has {} different words and values; at most {} are looked for, and the "
                  "most frequent "
                  "words are dropped: leave some out",
                  terms, limits::kMaxQueryTerms));
  return reading;
}

}  // namespace

absl::StatusOr<std::vector<v1::Reading>> KeepRarestWords(const QueryIndex& index,
                                                         const SearchContext& context,
                                                         query::Node& root) {
  std::vector<v1::Reading> readings;
  const std::size_t terms = query::MeasureQuery(root).terms;
  if (terms <= limits::kMaxQueryTerms) return readings;
  LeafCollector collector(index, context);
  if (absl::Status status = collector.Collect(root); !status.ok()) return status;
  absl::flat_hash_set<std::uint32_t> dropped;  // by their first byte
  std::size_t left = terms;
  for (const Leaf& leaf : collector.TakeSorted()) {
    if (left <= limits::kMaxQueryTerms) break;
    left -= leaf.terms;
    dropped.insert(leaf.place.start);
    if (readings.size() < limits::kMaxReadings) readings.push_back(LimitReading(leaf.place, terms));
  }
  auto kept = query::DropLeaves(std::move(root), [&dropped](const query::Node& leaf) {
    return dropped.contains(query::PlaceOf(leaf).start);
  });
  root = kept ? std::move(*kept) : query::Node(query::Nothing{});
  return readings;
}

}  // namespace dateline::search
