// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/search_snapshot.h"

#include <algorithm>
#include <map>
#include <utility>

namespace dateline::search {
namespace {

// Languages that any article is analysed in, that of most articles first, and English besides.
std::vector<text::Language> IndexLanguages(const SearchSnapshot& snapshot) {
  std::map<text::Language, std::uint64_t> counts{{text::Language::kEnglish, 0}};
  for (std::size_t segment = 0; segment < snapshot.snapshot->segments.size(); ++segment) {
    const index::TermsColumn& column = snapshot.columns(segment).terms(article::Field::kLanguage);
    for (std::size_t i = 0; i < column.size(); ++i) {
      const std::uint32_t articles = index::ReadOnce(column.articles[i]);
      if (articles > 0) counts[text::AnalysisLanguage(column.Value(i))] += articles;
    }
  }
  std::vector<std::pair<std::uint64_t, text::Language>> by_count;
  for (const auto& [language, count] : counts) by_count.emplace_back(count, language);
  std::sort(by_count.begin(), by_count.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<text::Language> languages;
  for (const auto& [count, language] : by_count) languages.push_back(language);
  return languages;
}

// Null if it is of another index, whose names would be found with no article.
const SearchSnapshot* OfSameIndex(const SearchSnapshot* previous, const index::Snapshot& now) {
  const bool same =
      previous != nullptr && previous->snapshot->manifest.index_id == now.manifest.index_id;
  return same ? previous : nullptr;
}

// Null if every row is live.
SharedBitmap LiveRows(const index::SegmentView& view) {
  if (view.dead->empty()) return nullptr;
  const auto rows = static_cast<std::uint32_t>(view.segment->columns().rows());
  auto live = std::make_shared<Bitmap>(Bitmap::Range(1, rows));
  *live -= Bitmap(std::span<const std::uint32_t>(*view.dead));
  return live;
}

}  // namespace

std::shared_ptr<const SearchSnapshot> PrepareSnapshot(
    std::shared_ptr<const index::Snapshot> snapshot, const SearchSnapshot* previous) {
  auto prepared = std::make_shared<SearchSnapshot>();
  previous = OfSameIndex(previous, *snapshot);
  std::vector<names::EntitySegment> names;
  for (const index::SegmentView& view : snapshot->segments) {
    names.push_back({view.segment->serial(), view.segment->columns()});
    prepared->live.push_back(LiveRows(view));
  }
  prepared->entities = names::EntityIndex::Make(
      std::move(names), previous == nullptr ? nullptr : previous->entities.get());
  prepared->snapshot = std::move(snapshot);
  prepared->languages = IndexLanguages(*prepared);
  return prepared;
}

std::shared_ptr<const SearchSnapshot> RestrictSnapshot(const SearchSnapshot& whole,
                                                       const SegmentBitmaps& visible,
                                                       std::vector<index::Columns> columns,
                                                       const SearchSnapshot* previous) {
  auto part = std::make_shared<SearchSnapshot>();
  previous = OfSameIndex(previous, *whole.snapshot);
  part->snapshot = whole.snapshot;
  part->part = true;
  part->restricted = std::move(columns);
  std::vector<names::EntitySegment> names;
  for (std::size_t i = 0; i < visible.size(); ++i) {
    part->live.push_back(whole.live[i] == nullptr
                             ? visible[i]
                             : std::make_shared<const Bitmap>(*visible[i] & *whole.live[i]));
    names.push_back({whole.snapshot->segments[i].segment->serial(), part->restricted[i]});
  }
  part->entities = names::EntityIndex::Make(
      std::move(names), previous == nullptr ? nullptr : previous->entities.get());
  part->languages = IndexLanguages(*part);
  return part;
}

}  // namespace dateline::search
