// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/terms_builder.h"

#include <algorithm>

#include "core/text/fold.h"

namespace dateline::segments {
namespace {

constexpr std::size_t kMaxSpellings = 50;  // of a value; later ones are not counted

}  // namespace

std::uint32_t TermsBuilder::Ordinal(std::string_view key) {
  const auto known = by_key_.find(key);
  if (known != by_key_.end()) return known->second;
  const auto ordinal = static_cast<std::uint32_t>(values_.size());
  Value& value = values_.emplace_back();
  value.key = key;
  by_key_.emplace(value.key, ordinal);
  return ordinal;
}

void TermsBuilder::Count(Value& value, std::string_view spelling, std::uint32_t articles) {
  const auto known = std::find_if(value.spellings.begin(), value.spellings.end(),
                                  [spelling](const Spelling& s) { return s.text == spelling; });
  if (known != value.spellings.end()) {
    known->articles += articles;
  } else if (value.spellings.size() < kMaxSpellings) {
    value.spellings.push_back({std::string(spelling), articles});
  }
}

void TermsBuilder::Add(std::string_view value) {
  const std::string key = text::FoldName(value);
  Add({.key = key, .value = value, .note = {}, .spellings = {}});
}

void TermsBuilder::Add(const Entry& entry) {
  if (entry.key.empty()) return;
  const std::uint32_t ordinal = Ordinal(entry.key);
  if (std::find(row_.begin(), row_.end(), ordinal) != row_.end()) return;
  row_.push_back(ordinal);
  if (entry.salient) ordinals_.push_back(ordinal);
  Value& value = values_[ordinal];
  ++value.articles;
  if (keeps_docs_) value.docs.Add(rows() + 1, entry.salient);
  if (!entry.note.empty()) value.note = entry.note;
  row_spellings_.assign(1, entry.value);
  for (const std::string* spelling : entry.spellings) row_spellings_.emplace_back(*spelling);
  std::sort(row_spellings_.begin(), row_spellings_.end());
  const auto last = std::unique(row_spellings_.begin(), row_spellings_.end());
  std::for_each(row_spellings_.begin(), last,
                [&value](std::string_view spelling) { Count(value, spelling, 1); });
}

void TermsBuilder::EndRow() {
  row_.clear();
  offsets_.push_back(static_cast<std::uint32_t>(ordinals_.size()));
}

TermsBuilder::Value& TermsBuilder::Merge(std::string_view key, std::uint32_t articles,
                                         std::string_view note,
                                         std::vector<std::uint32_t>& renumbered) {
  renumbered.push_back(Ordinal(key));
  Value& value = values_[renumbered.back()];
  value.articles += articles;
  if (!note.empty()) value.note = note;
  return value;
}

void TermsBuilder::Append(const index::TermsColumn& from) {
  std::vector<std::uint32_t> renumbered;
  renumbered.reserve(from.size());
  const auto from_rows = static_cast<std::uint32_t>(from.offsets.size() - 1);
  for (std::size_t i = 0; i < from.size(); ++i) {
    Value& value = Merge(from.keys[i], from.articles[i], from.Note(i), renumbered);
    const auto [first, last] = from.Spellings(i);
    for (std::size_t s = first; s < last; ++s) {
      Count(value, from.spellings[s], from.spelling_articles[s]);
    }
    if (first == last) Count(value, value.key, 0);  // only in a file that was changed
    if (keeps_docs_) value.docs.Append(from.docs[i], rows(), from_rows);
  }
  for (std::size_t row = 0; row < from_rows; ++row) AppendRow(from.Ordinals(row), renumbered);
}

void TermsBuilder::Append(const TermsBuilder& from) {
  std::vector<std::uint32_t> renumbered;
  renumbered.reserve(from.values_.size());
  for (const Value& more : from.values_) {
    Value& value = Merge(more.key, more.articles, more.note, renumbered);
    for (const Spelling& spelling : more.spellings) Count(value, spelling.text, spelling.articles);
    value.docs.Append(more.docs.packed(), rows(), from.rows());
  }
  const std::span<const std::uint32_t> ordinals(from.ordinals_);
  for (std::size_t row = 0; row < from.rows(); ++row) {
    const std::size_t begin = from.offsets_[row];
    AppendRow(ordinals.subspan(begin, from.offsets_[row + 1] - begin), renumbered);
  }
}

void TermsBuilder::AppendRow(std::span<const std::uint32_t> ordinals,
                             const std::vector<std::uint32_t>& renumbered) {
  for (const std::uint32_t& place : ordinals) {
    const std::uint32_t ordinal = index::ReadOnce(place);
    if (ordinal < renumbered.size()) ordinals_.push_back(renumbered[ordinal]);
  }
  offsets_.push_back(static_cast<std::uint32_t>(ordinals_.size()));
}

// The most frequent spelling that folds to the key, or of all if none does; the first if several
// are as frequent. Every value has at least one.
std::size_t TermsBuilder::Displayed(const Value& value) {
  std::size_t best = 0;
  if (value.spellings.size() == 1) return best;
  bool best_folds = text::FoldName(value.spellings.front().text) == value.key;
  for (std::size_t i = 1; i < value.spellings.size(); ++i) {
    const Spelling& spelling = value.spellings[i];
    const bool more = spelling.articles > value.spellings[best].articles;
    if (best_folds && !more) continue;
    const bool folds = text::FoldName(spelling.text) == value.key;
    if ((folds && !best_folds) || (folds == best_folds && more)) {
      best = i;
      best_folds = folds;
    }
  }
  return best;
}

std::vector<std::uint32_t> TermsBuilder::SortedOrder() const {
  std::vector<std::pair<std::string_view, std::uint32_t>> by_key;
  by_key.reserve(values_.size());
  for (const Value& value : values_) {
    by_key.emplace_back(value.key, static_cast<std::uint32_t>(by_key.size()));
  }
  std::sort(by_key.begin(), by_key.end());
  std::vector<std::uint32_t> order;
  order.reserve(by_key.size());
  for (const auto& [key, ordinal] : by_key) order.push_back(ordinal);
  return order;
}

void TermsBuilder::Write(ColumnsOutput& out) {
  std::vector<std::uint32_t> renumbered(values_.size());
  std::vector<std::string_view> keys, notes, spellings, docs;
  std::vector<std::uint32_t> articles, displayed, spelling_ends, spelling_articles;
  bool noted = false;
  for (const std::uint32_t ordinal : SortedOrder()) {
    renumbered[ordinal] = static_cast<std::uint32_t>(keys.size());
    Value& value = values_[ordinal];
    std::sort(value.spellings.begin(), value.spellings.end(),
              [](const Spelling& a, const Spelling& b) { return a.text < b.text; });
    displayed.push_back(static_cast<std::uint32_t>(spellings.size() + Displayed(value)));
    keys.push_back(value.key);
    notes.push_back(value.note);
    noted = noted || !value.note.empty();
    articles.push_back(value.articles);
    for (const Spelling& spelling : value.spellings) {
      spellings.push_back(spelling.text);
      spelling_articles.push_back(spelling.articles);
    }
    spelling_ends.push_back(static_cast<std::uint32_t>(spellings.size()));
    if (keeps_docs_) docs.push_back(value.docs.packed());
  }
  if (!noted) notes.clear();
  for (std::uint32_t& ordinal : ordinals_) ordinal = renumbered[ordinal];
  out.Strings(keys);
  out.Array(displayed);
  out.Strings(notes);
  out.Array(articles);
  out.Strings(spellings);
  out.Array(spelling_ends);
  out.Array(spelling_articles);
  out.Array(offsets_);
  out.Array(ordinals_);
  out.Strings(docs);
}

}  // namespace dateline::segments
