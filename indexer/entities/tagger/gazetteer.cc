// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/gazetteer.h"

#include <absl/status/status.h>

#include "indexer/entities/tagger/lexicon_layout.h"
#include "indexer/entities/tagger/section_reader.h"

namespace dateline::tagger {
namespace {

constexpr std::size_t kWord = sizeof(std::uint32_t);

absl::Status Damaged() {
  return absl::DataLossError(
      "the gazetteer section is damaged or of another version: build the model again");
}

// Whether `ends` never fall and lie within `names`.
bool AreEndsSound(std::string_view ends, std::string_view names) {
  if (ends.size() % kWord != 0) return false;
  std::uint32_t before = 0;
  for (std::size_t i = 0; i < ends.size() / kWord; ++i) {
    const auto end = LoadAt<std::uint32_t>(ends, i);
    if (end < before || end > names.size()) return false;
    before = end;
  }
  return true;
}

// Whether `ids` are `count` ids of at most `names`.
bool AreIdsSound(std::string_view ids, std::size_t count, std::size_t names) {
  if (ids.size() != count * kWord) return false;
  for (std::size_t i = 0; i < count; ++i) {
    if (LoadAt<std::uint32_t>(ids, i) > names) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<Gazetteer> Gazetteer::Parse(std::string_view section) {
  SectionReader reader(section, lexicon_layout::kGazetteerVersion);
  Gazetteer gazetteer;
  gazetteer.name_ends_ = reader.ReadBlock();
  gazetteer.names_ = reader.ReadBlock();
  const std::size_t names = gazetteer.name_ends_.size() / kWord;
  bool ids_sound = true;
  const auto ids = [&](const HashIndex& of) {
    const std::string_view block = reader.ReadBlock();
    ids_sound = ids_sound && AreIdsSound(block, of.size(), names);
    return block;
  };
  gazetteer.places_ = reader.ReadIndex();
  gazetteer.place_names_ = ids(gazetteer.places_);
  gazetteer.place_countries_ = ids(gazetteer.places_);
  gazetteer.demonyms_ = reader.ReadIndex();
  gazetteer.demonym_countries_ = ids(gazetteer.demonyms_);
  gazetteer.aliases_ = reader.ReadIndex();
  gazetteer.alias_names_ = ids(gazetteer.aliases_);
  gazetteer.organisation_marks_ = reader.ReadBlock();
  if (!reader.IsComplete() || !ids_sound ||
      gazetteer.organisation_marks_.size() != gazetteer.aliases_.size() ||
      !AreEndsSound(gazetteer.name_ends_, gazetteer.names_))
    return Damaged();
  return gazetteer;
}

std::string_view Gazetteer::NameAt(std::uint32_t id) const {
  if (id == 0) return {};
  const std::uint32_t start = id == 1 ? 0 : LoadAt<std::uint32_t>(name_ends_, id - 2);
  return names_.substr(start, LoadAt<std::uint32_t>(name_ends_, id - 1) - start);
}

Gazetteer::Place Gazetteer::FindPlace(std::string_view name) const {
  const std::uint32_t at = places_.Find(name);
  if (at == HashIndex::kNone) return {};
  const auto place = LoadAt<std::uint32_t>(place_names_, at);
  const auto country = LoadAt<std::uint32_t>(place_countries_, at);
  return {NameAt(place), NameAt(country), place != 0 && place == country};
}

std::string_view Gazetteer::DemonymCountry(std::string_view word) const {
  const std::uint32_t at = demonyms_.Find(word);
  return at == HashIndex::kNone ? std::string_view()
                                : NameAt(LoadAt<std::uint32_t>(demonym_countries_, at));
}

Gazetteer::Alias Gazetteer::FindAlias(std::string_view name) const {
  const std::uint32_t at = aliases_.Find(name);
  if (at == HashIndex::kNone) return {};
  return {NameAt(LoadAt<std::uint32_t>(alias_names_, at)), organisation_marks_[at] != 0};
}

}  // namespace dateline::tagger
