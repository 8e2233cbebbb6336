// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/phrase_reader.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "server/search/phrase_matcher.h"

namespace dateline::search {
namespace {

std::string CacheKey(const PhraseMatch& phrase) {
  std::string key = fmt::format("\"{}", article::Row(phrase.field).prefix);
  for (const PhraseForm& form : phrase.forms) {
    key += '\x1e';
    for (const text::Language language : form.languages) {
      key.append(text::LanguageCode(language)).append(",");
    }
    for (std::size_t i = 0; i < form.words.size(); ++i) {
      key += fmt::format("\x1f{}@{}", form.words[i], form.offsets[i]);
    }
  }
  return key;
}

}  // namespace

absl::StatusOr<Bitmap> PhraseReader::AllWordsOf(std::size_t segment, article::Field field,
                                                const PhraseForm& form) {
  const auto first = terms_.WordBitmap(segment, IndexTerm(field, form.words.front()));
  if (!first.ok()) return first.status();
  Bitmap all = **first;
  for (std::size_t i = 1; i < form.words.size(); ++i) {
    const auto other = terms_.WordBitmap(segment, IndexTerm(field, form.words[i]));
    if (!other.ok()) return other.status();
    all &= **other;
  }
  if (form.languages.empty()) return all;
  const auto rows = terms_.LanguageBitmap(segment, form.languages);
  if (!rows.ok()) return rows.status();
  all &= **rows;
  return all;
}

absl::StatusOr<Bitmap> PhraseReader::AllWords(std::size_t segment, const PhraseMatch& phrase) {
  absl::StatusOr<Bitmap> any = AllWordsOf(segment, phrase.field, phrase.forms.front());
  for (std::size_t i = 1; i < phrase.forms.size() && any.ok(); ++i) {
    const absl::StatusOr<Bitmap> more = AllWordsOf(segment, phrase.field, phrase.forms[i]);
    if (!more.ok()) return more.status();
    *any |= *more;
  }
  return any;
}

absl::StatusOr<SharedBitmap> PhraseReader::Matches(std::size_t segment, const PhraseMatch& phrase) {
  const std::string key = CacheKey(phrase);
  if (SharedBitmap cached = terms_.FindBitmap(segment, key)) return cached;
  Bitmap matches;
  for (const PhraseForm& form : phrase.forms) {
    absl::Status status = AddMatches(segment, phrase.field, form, matches);
    if (!status.ok()) return status;
  }
  return terms_.KeepBitmap(segment, key, std::move(matches));
}

absl::Status PhraseReader::AddMatches(std::size_t segment, article::Field field,
                                      const PhraseForm& form, Bitmap& matches) {
  const absl::StatusOr<Bitmap> possible = AllWordsOf(segment, field, form);
  if (!possible.ok()) return possible.status();
  std::vector<std::uint32_t> candidates;
  possible->CopyTo(candidates);
  const PhraseMatcher matcher(field, form, plan_.RarestWord(field, form));
  std::vector<std::uint32_t> found;
  Ticker& ticker = terms_.ticker();
  for (const std::uint32_t doc : candidates) {
    const index::WordRow row = terms_.segment(segment).Words(doc);
    if (!ticker.Tick(PhraseMatcher::UnitsOf(row))) return ticker.status();
    if (matcher.Matches(row)) found.push_back(doc);
  }
  matches |= Bitmap(found);
  return absl::OkStatus();
}

}  // namespace dateline::search
