// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/entities/dictionary_merge.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/text/fold.h"

namespace dateline::names {
namespace {

// The next value of a part.
struct Cursor {
  std::string_view key;
  std::uint32_t part = 0;
  std::uint32_t at = 0;  // index into the part's ordinals
};

// For a heap whose top is the smallest key, of the first part that has it.
bool ComesLater(const Cursor& a, const Cursor& b) {
  const int order = a.key.compare(b.key);
  return order != 0 ? order > 0 : a.part > b.part;
}

void Append(const Cursor& cursor, MergedKeys& merged) {
  const DictionaryPart& part = merged.parts[cursor.part];
  if (merged.keys.empty() || merged.keys.back() != cursor.key) {
    merged.keys.push_back(cursor.key);
    merged.articles.push_back(0);
    merged.source_ends.push_back(static_cast<std::uint32_t>(merged.sources.size()));
  }
  const std::uint32_t ordinal = part.ordinals[cursor.at];
  merged.articles.back() += part.column->articles[ordinal];
  merged.sources.push_back({cursor.part, ordinal});
  ++merged.source_ends.back();
  merged.key_of[cursor.part].push_back(static_cast<std::uint32_t>(merged.keys.size() - 1));
}

struct Votes {
  std::uint32_t articles = 0;
  bool folds = false;  // the spelling folds to the key
};

}  // namespace

DictionaryPart WholeDictionary(const index::TermsColumn& column) {
  DictionaryPart part{&column, {}};
  part.ordinals.reserve(column.size());
  for (std::uint32_t ordinal = 0; ordinal < column.size(); ++ordinal) {
    if (column.articles[ordinal] > 0) part.ordinals.push_back(ordinal);
  }
  return part;
}

MergedKeys MergeDictionaries(std::vector<DictionaryPart> parts) {
  MergedKeys merged;
  merged.parts = std::move(parts);
  merged.key_of.resize(merged.parts.size());
  std::vector<Cursor> heap;
  for (std::size_t i = 0; i < merged.parts.size(); ++i) {
    const DictionaryPart& part = merged.parts[i];
    merged.key_of[i].reserve(part.ordinals.size());
    if (part.ordinals.empty()) continue;
    heap.push_back({part.column->keys[part.ordinals[0]], static_cast<std::uint32_t>(i), 0});
  }
  std::make_heap(heap.begin(), heap.end(), ComesLater);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), ComesLater);
    Cursor& cursor = heap.back();
    const DictionaryPart& part = merged.parts[cursor.part];
    Append(cursor, merged);
    if (++cursor.at == part.ordinals.size()) {
      heap.pop_back();
      continue;
    }
    cursor.key = part.column->keys[part.ordinals[cursor.at]];
    std::push_heap(heap.begin(), heap.end(), ComesLater);
  }
  return merged;
}

std::string MergedDisplay(const MergedKeys& merged, std::size_t key) {
  const std::span<const KeySource> sources = merged.SourcesOf(key);
  const auto display = [&merged](const KeySource& source) {
    return merged.parts[source.part].column->Value(source.ordinal);
  };
  const bool agreed = std::all_of(sources.begin(), sources.end(), [&](const KeySource& source) {
    return display(source) == display(sources.front());
  });
  if (agreed) return std::string(display(sources.front()));
  std::map<std::string_view, Votes> votes;
  for (const KeySource& source : sources) {
    const index::TermsColumn& column = *merged.parts[source.part].column;
    const auto [first, last] = column.Spellings(source.ordinal);
    for (std::size_t s = first; s < last; ++s) {
      if (column.spelling_articles[s] == 0) continue;
      const auto [it, added] = votes.try_emplace(column.spellings[s]);
      if (added) it->second.folds = text::FoldName(column.spellings[s]) == merged.keys[key];
      it->second.articles += column.spelling_articles[s];
    }
  }
  if (votes.empty()) return std::string(display(sources.front()));
  const auto best = std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second.folds, a.second.articles) <
           std::pair(b.second.folds, b.second.articles);
  });
  return std::string(best->first);
}

std::string MergedNote(const MergedKeys& merged, std::size_t key) {
  std::map<std::string_view, std::uint32_t> articles;
  for (const KeySource& source : merged.SourcesOf(key)) {
    const index::TermsColumn& column = *merged.parts[source.part].column;
    const std::string_view note = column.Note(source.ordinal);
    if (!note.empty()) articles[note] += column.articles[source.ordinal];
  }
  const auto best =
      std::max_element(articles.begin(), articles.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return best == articles.end() ? "" : std::string(best->first);
}

}  // namespace dateline::names
