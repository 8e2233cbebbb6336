// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/search_snapshot.h"

#include <map>
#include <utility>

namespace dateline::search {
namespace {

// Languages that at least one of a hundred of `articles` is written in, English first.
std::vector<text::Language> IndexLanguages(const SearchSnapshot& snapshot, std::uint64_t articles) {
  std::map<text::Language, std::uint64_t> counts;
  for (std::size_t segment = 0; segment < snapshot.snapshot->segments.size(); ++segment) {
    const index::TermsColumn& column = snapshot.columns(segment).terms(article::Field::kLanguage);
    for (std::size_t i = 0; i < column.size(); ++i) {
      counts[text::LanguageFromCode(column.Value(i))] += column.articles[i];
    }
  }
  std::vector<text::Language> languages{text::Language::kEnglish};
  for (const auto& [language, count] : counts) {
    if (language != text::Language::kEnglish && count > 0 && count * 100 >= articles) {
      languages.push_back(language);
    }
  }
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
  prepared->languages = IndexLanguages(*prepared, prepared->snapshot->live_articles);
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
  std::uint64_t articles = 0;
  for (std::size_t i = 0; i < visible.size(); ++i) {
    part->live.push_back(whole.live[i] == nullptr
                             ? visible[i]
                             : std::make_shared<const Bitmap>(*visible[i] & *whole.live[i]));
    articles += part->live.back()->size();
    names.push_back({whole.snapshot->segments[i].segment->serial(), part->restricted[i]});
  }
  part->entities = names::EntityIndex::Make(
      std::move(names), previous == nullptr ? nullptr : previous->entities.get());
  part->languages = IndexLanguages(*part, articles);
  return part;
}

}  // namespace dateline::search
