// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/terms_builder.h"

#include <algorithm>
#include <numeric>

#include "core/text/analyzer.h"

namespace dateline {
namespace {

constexpr std::size_t kMaxSpellings = 50;  // of a value; later ones are not told apart

}  // namespace

std::uint32_t TermsBuilder::Ordinal(std::string_view key) {
  const auto [it, added] =
      by_key_.try_emplace(std::string(key), static_cast<std::uint32_t>(values_.size()));
  if (added) values_.push_back({std::string(key), {}, 0, {}});
  return it->second;
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
  Add({.key = FoldName(value), .value = value, .note = {}, .spellings = {}});
}

void TermsBuilder::Add(Entry entry) {
  if (entry.key.empty()) return;
  const std::uint32_t ordinal = Ordinal(entry.key);
  if (std::find(row_.begin(), row_.end(), ordinal) != row_.end()) return;
  row_.push_back(ordinal);
  if (entry.listed) ordinals_.push_back(ordinal);
  Value& value = values_[ordinal];
  ++value.articles;
  if (!entry.note.empty()) value.note = entry.note;
  entry.spellings.emplace_back(entry.value);
  std::sort(entry.spellings.begin(), entry.spellings.end());
  const auto last = std::unique(entry.spellings.begin(), entry.spellings.end());
  for (auto spelling = entry.spellings.begin(); spelling != last; ++spelling) {
    Count(value, *spelling, 1);
  }
}

void TermsBuilder::EndRow() {
  row_.clear();
  offsets_.push_back(static_cast<std::uint32_t>(ordinals_.size()));
}

void TermsBuilder::Append(const TermsColumn& from) {
  std::vector<std::uint32_t> renumbered;
  for (std::size_t i = 0; i < from.size(); ++i) {
    renumbered.push_back(Ordinal(from.keys[i]));
    Value& value = values_[renumbered.back()];
    value.articles += from.articles[i];
    if (!from.notes[i].empty()) value.note = from.notes[i];
    const auto [first, last] = from.Spellings(i);
    for (std::size_t s = first; s < last; ++s) {
      Count(value, from.spellings[s], from.spelling_articles[s]);
    }
  }
  const auto base = static_cast<std::uint32_t>(ordinals_.size());
  for (const std::uint32_t ordinal : from.ordinals) ordinals_.push_back(renumbered[ordinal]);
  for (std::size_t row = 1; row < from.offsets.size(); ++row) {
    offsets_.push_back(base + from.offsets[row]);
  }
}

// The most frequent spelling that folds to the key, the first of equals; the most frequent of all
// where none does.
std::string TermsBuilder::Display(const Value& value) {
  const Spelling* best = nullptr;
  bool best_folds = false;
  for (const Spelling& spelling : value.spellings) {
    const bool folds = value.spellings.size() == 1 || FoldName(spelling.text) == value.key;
    const bool better = best == nullptr || (folds && !best_folds) ||
                        (folds == best_folds && spelling.articles > best->articles);
    if (better) {
      best = &spelling;
      best_folds = folds;
    }
  }
  return best == nullptr ? value.key : best->text;
}

std::vector<std::uint32_t> TermsBuilder::SortedOrder() const {
  std::vector<std::uint32_t> order(values_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [this](std::uint32_t a, std::uint32_t b) { return values_[a].key < values_[b].key; });
  return order;
}

void TermsBuilder::Write(ColumnsOutput& out) {
  std::vector<std::uint32_t> renumbered(values_.size());
  std::vector<std::string> keys, displays, notes, spellings;
  std::vector<std::uint32_t> articles, spelling_ends, spelling_articles;
  for (const std::uint32_t ordinal : SortedOrder()) {
    renumbered[ordinal] = static_cast<std::uint32_t>(keys.size());
    Value& value = values_[ordinal];
    std::sort(value.spellings.begin(), value.spellings.end(),
              [](const Spelling& a, const Spelling& b) { return a.text < b.text; });
    displays.push_back(Display(value));
    keys.push_back(std::move(value.key));
    notes.push_back(std::move(value.note));
    articles.push_back(value.articles);
    for (Spelling& spelling : value.spellings) {
      spellings.push_back(std::move(spelling.text));
      spelling_articles.push_back(spelling.articles);
    }
    spelling_ends.push_back(static_cast<std::uint32_t>(spellings.size()));
  }
  for (std::uint32_t& ordinal : ordinals_) ordinal = renumbered[ordinal];
  out.Strings(keys);
  out.Strings(displays);
  out.Strings(notes);
  out.Array(articles);
  out.Strings(spellings);
  out.Array(spelling_ends);
  out.Array(spelling_articles);
  out.Array(offsets_);
  out.Array(ordinals_);
}

}  // namespace dateline
