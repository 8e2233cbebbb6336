// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/rerank.h"

#include <xapian.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/index/xapian_errors.h"

namespace dateline {
namespace {

constexpr std::uint32_t kMaxDistance = 5;
constexpr double kProximityWeight = 0.10;
constexpr double kProximitySaturation = 0.3;
constexpr double kUndatedDays = 3652.5;

// The words that must or may match, in the order typed; excluded ones left out.
void CollectWords(const QueryNode& node, std::vector<std::string>& words) {
  switch (node.kind) {
    case NodeKind::kTerm:
      words.push_back(node.terms.front());
      return;
    case NodeKind::kPhrase:
      for (const std::string& term : node.terms) words.push_back(IndexTerm(node.field, term));
      return;
    case NodeKind::kAndNot:
      CollectWords(node.children.front(), words);
      return;
    default:
      for (const QueryNode& child : node.children) CollectWords(child, words);
  }
}

struct Pair {
  std::size_t a;  // indexes into the words
  std::size_t b;
  double weight;
};

struct ProximityPlan {
  std::vector<std::string> words;
  std::vector<Pair> pairs;
};

ProximityPlan MakePlan(const ResolvedQuery& query) {
  ProximityPlan plan;
  CollectWords(query.root, plan.words);
  for (std::size_t i = 0; i + 1 < plan.words.size(); ++i) {
    const std::string& a = plan.words[i];
    const std::string& b = plan.words[i + 1];
    // Words of different fields have positions that say nothing about each other.
    const bool same_field = (a.front() == 'S') == (b.front() == 'S');
    if (a == b || !same_field) continue;
    plan.pairs.push_back({i, i + 1, kProximityWeight * (query.idf.at(a) + query.idf.at(b))});
  }
  return plan;
}

// Positions of each word in one document, read when first asked for.
class Positions {
 public:
  Positions(const Xapian::Database& database, DocId doc, const ProximityPlan& plan)
      : database_(database),
        doc_(doc),
        plan_(plan),
        lists_(plan.words.size()),
        read_(plan.words.size()) {}

  const std::vector<std::uint32_t>& Of(std::size_t word) {
    if (!read_[word]) {
      read_[word] = true;
      const std::string& term = plan_.words[word];
      const auto end = database_.positionlist_end(doc_, term);
      for (auto it = database_.positionlist_begin(doc_, term); it != end; ++it) {
        lists_[word].push_back(*it);
      }
    }
    return lists_[word];
  }

 private:
  const Xapian::Database& database_;
  DocId doc_;
  const ProximityPlan& plan_;
  std::vector<std::vector<std::uint32_t>> lists_;
  std::vector<bool> read_;
};

double Bonus(Positions& positions, const ProximityPlan& plan) {
  double bonus = 0;
  for (const Pair& pair : plan.pairs) {
    const auto& a = positions.Of(pair.a);
    if (a.empty()) continue;
    bonus += pair.weight * PairProximity(a, positions.Of(pair.b));
  }
  return bonus;
}

}  // namespace

Recency RecencyOf(const v1::Ranking& ranking) {
  Recency recency;
  if (ranking.mode() == v1::RANKING_MODE_FRESH) recency.share = 0.2;
  if (ranking.mode() == v1::RANKING_MODE_ARCHIVE) recency.share = 0;
  if (ranking.has_half_life()) {
    recency.half_life = absl::Seconds(ranking.half_life().seconds()) +
                        absl::Nanoseconds(ranking.half_life().nanos());
  }
  return recency;
}

double RecencyFactor(const Recency& recency, std::int64_t publish_seconds, absl::Time now) {
  const double half_life_days = absl::ToDoubleSeconds(recency.half_life) / 86400;
  double days = kUndatedDays;
  if (publish_seconds != kNoDate) {
    days = std::max(0.0, static_cast<double>(absl::ToUnixSeconds(now) - publish_seconds) / 86400);
  }
  return 1 - recency.share + recency.share * std::exp2(-days / half_life_days);
}

double PairProximity(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  double sum = 0;
  std::size_t next = 0;
  for (const std::uint32_t position : a) {
    while (next < b.size() && b[next] < position) ++next;
    std::uint32_t distance = kMaxDistance + 1;
    if (next < b.size()) distance = std::min(distance, b[next] - position);
    if (next > 0) distance = std::min(distance, position - b[next - 1]);
    if (distance >= 1 && distance <= kMaxDistance) sum += 1.0 / distance;
  }
  return sum / (sum + kProximitySaturation);
}

absl::Status ApplyProximity(const SearchSnapshot& snapshot, const ResolvedQuery& query,
                            const SearchContext& context, std::vector<Candidate>& candidates) {
  const ProximityPlan plan = MakePlan(query);
  if (plan.pairs.empty() || candidates.empty()) return absl::OkStatus();
  const std::size_t window = std::min(kProximityWindow, candidates.size());
  // Position lists of neighbouring documents are neighbours in the file.
  std::vector<std::size_t> order(window);
  for (std::size_t i = 0; i < window; ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) {
    return std::pair(candidates[x].segment, candidates[x].doc) <
           std::pair(candidates[y].segment, candidates[y].doc);
  });
  absl::Status interrupted;
  absl::Status status = RunXapian([&] {
    std::vector<std::optional<DatabaseLoan>> loans(snapshot.snapshot->segments.size());
    const Ticker ticker(context);
    for (const std::size_t i : order) {
      if (interrupted = ticker.Check(); !interrupted.ok()) return;
      Candidate& candidate = candidates[i];
      auto& loan = loans[candidate.segment];
      if (!loan)
        loan.emplace(snapshot.snapshot->segments[candidate.segment].segment->BorrowDatabase());
      Positions positions(**loan, candidate.doc, plan);
      candidate.score += Bonus(positions, plan);
    }
  });
  if (!status.ok()) return status;
  std::sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(window),
            RanksBefore);
  return interrupted;
}

void ApplyRecency(const SearchSnapshot& snapshot, const Recency& recency, absl::Time now,
                  std::vector<Candidate>& candidates) {
  if (recency.share <= 0) return;
  const std::size_t window = std::min(kRecencyWindow, candidates.size());
  for (std::size_t i = 0; i < window; ++i) {
    const auto& columns = snapshot.snapshot->segments[candidates[i].segment].segment->columns();
    candidates[i].score *=
        RecencyFactor(recency, columns.publish_seconds[candidates[i].doc - 1], now);
  }
  std::sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(window),
            RanksBefore);
}

}  // namespace dateline
