// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/rerank.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/index/columns.h"
#include "server/query/overloaded.h"

namespace dateline::search {
namespace {

constexpr std::uint32_t kMaxDistance = 5;
constexpr double kProximityWeight = 0.10;
constexpr double kProximitySaturation = 0.3;
constexpr double kUndatedDays = 3652.5;

struct ProximityWord {
  std::string term;                   // of the index
  std::vector<std::uint32_t> hashes;  // of its forms in the languages of the index
  bool headline_only;
};

ProximityWord MakeProximityWord(article::Field field, const WordMatch& word) {
  ProximityWord made{word.terms.front(), {}, field == article::Field::kHeadline};
  const std::size_t prefix = article::Row(field).prefix.size();
  for (const std::string& term : word.terms) {
    made.hashes.push_back(index::WordHash(std::string_view(term).substr(prefix)));
  }
  return made;
}

void CollectPhrase(const PhraseMatch& phrase, std::vector<ProximityWord>& words) {
  for (const std::vector<std::string>& forms : WordsByPlace(phrase)) {
    words.push_back(
        {IndexTerm(phrase.field, forms.front()), {}, phrase.field == article::Field::kHeadline});
    for (const std::string& word : forms) words.back().hashes.push_back(index::WordHash(word));
  }
}

// The words that must or may match, in the order typed; excluded ones left out.
void CollectWords(const PlanNode& node, std::vector<ProximityWord>& words) {
  const auto collect_all = [&words](const std::vector<PlanNode>& nodes) {
    for (const PlanNode& child : nodes) CollectWords(child, words);
  };
  std::visit(
      query::Overloaded{[&](const WordMatch& word) {
                          if (word.is_prefix) return;
                          words.push_back(MakeProximityWord(word.field, word));
                        },
                        [&](const PhraseMatch& phrase) { CollectPhrase(phrase, words); },
                        [&](const Conjunction& all) { collect_all(all.children); },
                        [&](const Disjunction& any) { collect_all(any.children); },
                        [&](const Exclusion& without) { CollectWords(*without.base, words); },
                        [&](const Boost& boost) {
                          CollectWords(*boost.required, words);
                          CollectWords(*boost.optional, words);
                        },
                        [](const auto&) {}},
      node);
}

struct Pair {
  std::size_t a;  // indexes into the words
  std::size_t b;
  double weight;
};

struct ProximityPlan {
  std::vector<ProximityWord> words;
  std::vector<Pair> pairs;
  double headline = 0;  // weight of a headline that holds the query as typed
};

ProximityPlan MakeProximityPlan(const QueryPlan& query) {
  ProximityPlan plan;
  CollectWords(query.root, plan.words);
  for (const ProximityWord& word : plan.words) {
    plan.headline += kProximityWeight * query.idf.at(word.term);
  }
  for (std::size_t i = 0; i + 1 < plan.words.size(); ++i) {
    const ProximityWord& a = plan.words[i];
    const ProximityWord& b = plan.words[i + 1];
    // Words of different fields have positions that say nothing about each other.
    if (a.hashes == b.hashes || a.headline_only != b.headline_only) continue;
    const double idf = query.idf.at(a.term) + query.idf.at(b.term);
    plan.pairs.push_back({i, i + 1, kProximityWeight * idf});
  }
  return plan;
}

constexpr std::uint32_t kFieldGap = 100;  // words between headline and body: they are not close

// Positions of each word of a plan in one document. Kept from document to document for its memory.
class Positions {
 public:
  explicit Positions(const ProximityPlan& plan) : plan_(plan), lists_(plan.words.size()) {}

  void Read(const index::WordRow& row) {
    for (auto& list : lists_) list.clear();
    const std::size_t headline = row.headline_size();
    for (std::size_t word = 0; word < plan_.words.size(); ++word) {
      Append(row, {0, headline, 0}, word);
      if (!plan_.words[word].headline_only) {
        Append(row, {headline, row.size(), kFieldGap}, word);
      }
    }
  }
  const std::vector<std::uint32_t>& Of(std::size_t word) const { return lists_[word]; }

 private:
  // Places of a row that hold one field, and what is added to them.
  struct Stretch {
    std::size_t first;
    std::size_t last;
    std::uint32_t gap;
  };
  void Append(const index::WordRow& row, const Stretch& stretch, std::size_t word) {
    const std::vector<std::uint32_t>& hashes = plan_.words[word].hashes;
    std::vector<std::uint32_t>& list = lists_[word];
    const std::size_t old = list.size();
    for (const std::uint32_t hash : hashes) {
      for (std::size_t at = row.Find(stretch.first, stretch.last, hash); at != stretch.last;
           at = row.Find(at + 1, stretch.last, hash)) {
        list.push_back(stretch.gap + static_cast<std::uint32_t>(at));
      }
    }
    if (hashes.size() > 1) std::sort(list.begin() + static_cast<std::ptrdiff_t>(old), list.end());
  }

  const ProximityPlan& plan_;
  std::vector<std::vector<std::uint32_t>> lists_;
};

// Whether the words stand in the headline of `row` one after the other.
bool HeadlineHolds(const index::WordRow& row, const std::vector<std::uint32_t>& words) {
  const std::size_t size = row.headline_size();
  if (size < words.size()) return false;
  const std::size_t last = size - words.size() + 1;
  for (std::size_t at = row.Find(0, last, words.front()); at != last;
       at = row.Find(at + 1, last, words.front())) {
    std::size_t i = 1;
    while (i < words.size() && row.Holds(at + i, words[i])) ++i;
    if (i == words.size()) return true;
  }
  return false;
}

bool HeadlineHoldsAny(const index::WordRow& row,
                      const std::vector<std::vector<std::uint32_t>>& typed) {
  return std::any_of(typed.begin(), typed.end(), [&](const std::vector<std::uint32_t>& words) {
    return words.size() > 1 && HeadlineHolds(row, words);
  });
}

bool IsHeadline(const index::Segment& segment, index::DocId doc,
                const std::vector<std::vector<std::uint32_t>>& typed) {
  const std::size_t length = index::ReadOnce(segment.columns().headline_words[doc - 1]);
  return std::any_of(typed.begin(), typed.end(), [&](const std::vector<std::uint32_t>& words) {
    return words.size() == length && HeadlineHolds(segment.Words(doc), words);
  });
}

double Bonus(const Positions& positions, const ProximityPlan& plan) {
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
  if (publish_seconds != index::kNoDate) {
    // As doubles: the difference of any two numbers of 64 bits.
    const double age =
        static_cast<double>(absl::ToUnixSeconds(now)) - static_cast<double>(publish_seconds);
    days = std::max(0.0, age / 86400);
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

absl::Status ApplyProximity(const SearchSnapshot& snapshot, const QueryPlan& plan,
                            const SearchContext& context, std::vector<Candidate>& candidates) {
  const ProximityPlan proximity = MakeProximityPlan(plan);
  if (proximity.pairs.empty() || candidates.empty()) return absl::OkStatus();
  const std::size_t window = std::min(kProximityWindow, candidates.size());
  Positions positions(proximity);
  const Ticker ticker(context);
  for (std::size_t i = 0; i < window; ++i) {
    if (absl::Status status = ticker.Check(); !status.ok()) return status;
    Candidate& candidate = candidates[i];
    const index::WordRow row =
        snapshot.snapshot->segments[candidate.segment].segment->Words(candidate.doc);
    positions.Read(row);
    candidate.score += Bonus(positions, proximity);
    if (HeadlineHoldsAny(row, plan.typed)) candidate.score += proximity.headline;
  }
  std::sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(window),
            RanksBefore);
  return absl::OkStatus();
}

void ApplyRecency(const SearchSnapshot& snapshot, const Recency& recency, absl::Time now,
                  std::vector<Candidate>& candidates) {
  if (recency.share <= 0) return;
  const std::size_t window = std::min(kRecencyWindow, candidates.size());
  for (std::size_t i = 0; i < window; ++i) {
    const auto& columns = snapshot.snapshot->segments[candidates[i].segment].segment->columns();
    candidates[i].score *= RecencyFactor(
        recency, index::ReadOnce(columns.publish_seconds[candidates[i].doc - 1]), now);
  }
  std::sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(window),
            RanksBefore);
}

void PutHeadlineFirst(const SearchSnapshot& snapshot, const QueryPlan& plan,
                      std::vector<Candidate>& candidates) {
  if (plan.typed.empty() || candidates.empty()) return;
  const std::size_t window = std::min(kProximityWindow, candidates.size());
  const auto top = candidates.front().score;
  bool any = false;
  for (std::size_t i = 0; i < window; ++i) {
    Candidate& candidate = candidates[i];
    const index::Segment& segment = *snapshot.snapshot->segments[candidate.segment].segment;
    if (!IsHeadline(segment, candidate.doc, plan.typed)) continue;
    candidate.score += top;
    any = true;
  }
  if (!any) return;
  std::sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(window),
            RanksBefore);
}

}  // namespace dateline::search
