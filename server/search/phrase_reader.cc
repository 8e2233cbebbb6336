// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/phrase_reader.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "server/search/phrase_matcher.h"

namespace dateline::search {
namespace {

std::string CacheKey(const PhraseMatch& phrase) {
  std::string key = fmt::format("\"{}", article::Row(phrase.field).prefix);
  for (std::size_t i = 0; i < phrase.words.size(); ++i) {
    key += fmt::format("\x1f{}@{}", phrase.words[i], phrase.offsets[i]);
  }
  return key;
}

}  // namespace

absl::StatusOr<Bitmap> PhraseReader::AllWords(std::size_t segment, const PhraseMatch& phrase) {
  const auto first = terms_.WordBitmap(segment, IndexTerm(phrase.field, phrase.words.front()));
  if (!first.ok()) return first.status();
  Bitmap all = **first;
  for (std::size_t i = 1; i < phrase.words.size(); ++i) {
    const auto other = terms_.WordBitmap(segment, IndexTerm(phrase.field, phrase.words[i]));
    if (!other.ok()) return other.status();
    all &= **other;
  }
  return all;
}

absl::StatusOr<SharedBitmap> PhraseReader::Matches(std::size_t segment, const PhraseMatch& phrase) {
  const std::string key = CacheKey(phrase);
  if (SharedBitmap cached = terms_.FindBitmap(segment, key)) return cached;
  const absl::StatusOr<Bitmap> possible = AllWords(segment, phrase);
  if (!possible.ok()) return possible.status();
  std::vector<std::uint32_t> candidates;
  possible->CopyTo(candidates);
  const PhraseMatcher matcher(phrase, plan_.RarestWord(phrase));
  std::vector<std::uint32_t> found;
  Ticker& ticker = terms_.ticker();
  for (const std::uint32_t doc : candidates) {
    const index::WordRow row = terms_.segment(segment).Words(doc);
    if (!ticker.Tick(PhraseMatcher::UnitsOf(row))) return ticker.status();
    if (matcher.Matches(row)) found.push_back(doc);
  }
  return terms_.KeepBitmap(segment, key, Bitmap(found));
}

}  // namespace dateline::search
