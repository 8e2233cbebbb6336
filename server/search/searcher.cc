// SPDX-License-Identifier: GPL-3.0-or-later
// Ranking: the top hits of each segment through Xapian, best segments' threshold passed on.
#include "server/search/searcher.h"

#include <xapian.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "core/index/xapian_errors.h"
#include "server/search/xapian_query.h"

namespace dateline {
namespace {

void KeepBest(std::vector<Candidate>& candidates, std::size_t count) {
  if (candidates.size() > count) {
    std::nth_element(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(count),
                     candidates.end(), RanksBefore);
    candidates.resize(count);
  }
}

// Languages that at least one article in a hundred is written in, English first.
std::vector<Language> IndexLanguages(const Snapshot& snapshot) {
  std::map<Language, std::uint64_t> counts;
  for (const SegmentView& view : snapshot.segments) {
    const TermsColumn& column = view.segment->columns().terms(Field::kLanguage);
    std::vector<std::uint64_t> by_value(column.size());
    for (const std::uint32_t ordinal : column.ordinals) ++by_value[ordinal];
    for (std::size_t i = 0; i < by_value.size(); ++i) {
      counts[LanguageFromCode(column.values[i])] += by_value[i];
    }
  }
  std::vector<Language> languages{Language::kEnglish};
  for (const auto& [language, count] : counts) {
    if (language != Language::kEnglish && count * 100 >= snapshot.live_articles) {
      languages.push_back(language);
    }
  }
  return languages;
}

}  // namespace

std::shared_ptr<const SearchSnapshot> PrepareSnapshot(std::shared_ptr<const Snapshot> snapshot) {
  auto prepared = std::make_shared<SearchSnapshot>();
  for (const SegmentView& view : snapshot->segments) {
    const auto rows = static_cast<std::uint32_t>(view.segment->columns().rows());
    if (view.dead->empty()) {
      prepared->live.push_back(nullptr);
      continue;
    }
    auto live = std::make_shared<Bitmap>(Bitmap::Range(1, rows));
    *live -= Bitmap(std::span<const std::uint32_t>(*view.dead));
    prepared->live.push_back(std::move(live));
  }
  prepared->languages = IndexLanguages(*snapshot);
  prepared->snapshot = std::move(snapshot);
  return prepared;
}

std::uint32_t Searcher::Rows(std::size_t segment) const {
  return static_cast<std::uint32_t>(View(segment).segment->columns().rows());
}

void Searcher::RankSegment(std::size_t segment, const Bitmap* mask, std::size_t count,
                           TopHits& hits) {
  const DatabaseLoan database = View(segment).segment->BorrowDatabase();
  std::vector<SharedBitmap> kept;
  const QueryCompiler compiler(
      query_, *View(segment).segment,
      [&](const QueryNode& node) -> const Bitmap& {
        kept.push_back(DateBitmap(segment, node.start, node.end));
        return *kept.back();
      },
      context_);
  Xapian::Query query = compiler.Compile(query_.root);
  if (mask != nullptr) {
    query = Xapian::Query(Xapian::Query::OP_FILTER, query,
                          Xapian::Query((new BitmapSource(*mask, context_))->release()));
  }
  Xapian::Enquire enquire(*database);
  enquire.set_weighting_scheme(ImpactWeight(context_));
  enquire.set_docid_order(Xapian::Enquire::DESCENDING);
  if (hits.candidates.size() >= count) {
    const auto worst =
        std::max_element(hits.candidates.begin(), hits.candidates.end(), RanksBefore);
    enquire.set_cutoff(0, worst->score);
  }
  enquire.set_query(query);
  const Xapian::MSet found = enquire.get_mset(0, static_cast<Xapian::doccount>(count));
  for (auto it = found.begin(); it != found.end(); ++it) {
    hits.candidates.push_back({it.get_weight(), static_cast<std::uint32_t>(segment), *it});
  }
  hits.estimate += found.get_matches_estimated();
  KeepBest(hits.candidates, count);
}

absl::StatusOr<TopHits> Searcher::Rank(const SegmentBitmaps& mask, std::size_t count,
                                       bool allow_partial) {
  // Large segments first: their hits set a threshold that prunes the small ones.
  std::vector<std::size_t> order(snapshot_.snapshot->segments.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [this](std::size_t a, std::size_t b) { return Rows(a) > Rows(b); });
  TopHits hits;
  absl::Status interrupted;
  absl::Status status = RunXapian([&] {
    try {
      for (const std::size_t segment : order) {
        Ticker ticker(context_);
        if (interrupted = ticker.Check(); !interrupted.ok()) return;
        RankSegment(segment, mask[segment].get(), count, hits);
      }
    } catch (SearchInterrupted& stop) {
      interrupted = std::move(stop.status);
    }
  });
  if (!status.ok()) return status;
  if (!interrupted.ok()) {
    if (!allow_partial || absl::IsCancelled(interrupted)) return interrupted;
    hits.complete = false;
  }
  std::sort(hits.candidates.begin(), hits.candidates.end(), RanksBefore);
  return hits;
}

}  // namespace dateline
