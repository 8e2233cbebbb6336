// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/contents.h"

#include <absl/status/status.h>
#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "indexer/entities/tagger/hash_index.h"
#include "indexer/entities/tagger/lexicon_layout.h"

namespace dateline::training {
namespace {

using tagger::lexicon_layout::TrueCaseKind;

void AppendVersion(std::uint32_t version, std::string& section) {
  std::string block;
  tagger::AppendU32(version, block);
  tagger::AppendBlock(block, section);
}

// Appends the index of the keys of `map` and returns the entries in the order of their numbers.
template <typename Map>
std::vector<const typename Map::value_type*> AppendKeys(const Map& map, std::string& section) {
  std::vector<std::string_view> keys;
  std::vector<const typename Map::value_type*> entries;
  for (const auto& entry : map) {
    keys.push_back(entry.first);
    entries.push_back(&entry);
  }
  std::vector<const typename Map::value_type*> ordered;
  for (const std::size_t place : tagger::AppendHashIndex(keys, section))
    ordered.push_back(entries[place]);
  return ordered;
}

absl::Status AppendWords(const std::map<std::string, LexiconContents::Word>& words,
                         std::string& section) {
  std::string flags;
  std::string cases;
  std::string surfaces;
  for (const auto* entry : AppendKeys(words, section)) {
    const auto& [word, known] = *entry;
    flags += static_cast<char>(known.flags);
    TrueCaseKind kind = TrueCaseKind::kUnknown;
    std::uint32_t start = 0;
    std::uint32_t bytes = 0;
    if (known.truecase == word) {
      kind = TrueCaseKind::kFoldedWord;
    } else if (!known.truecase.empty() &&
               known.truecase.size() <= tagger::lexicon_layout::kMaxSurfaceBytes) {
      kind = TrueCaseKind::kStored;
      start = static_cast<std::uint32_t>(surfaces.size());
      bytes = static_cast<std::uint32_t>(known.truecase.size());
      surfaces += known.truecase;
    }
    tagger::AppendU32(
        tagger::lexicon_layout::PackCase(static_cast<std::uint8_t>(known.use), kind, start, bytes),
        cases);
  }
  if (surfaces.size() >= tagger::lexicon_layout::kMaxSurfacesBytes)
    return absl::ResourceExhaustedError(
        "more surface forms than a lexicon can hold: raise the count from which a word is taken");
  tagger::AppendBlock(flags, section);
  tagger::AppendBlock(cases, section);
  tagger::AppendBlock(surfaces, section);
  return absl::OkStatus();
}

absl::Status AppendClusters(const std::map<std::string, std::array<std::uint32_t, 3>>& clusters,
                            std::string& section) {
  std::string packed;
  for (const auto* entry : AppendKeys(clusters, section)) {
    const auto& ids = entry->second;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] > tagger::lexicon_layout::kMaxClusterIds[i])
        return absl::InvalidArgumentError(
            fmt::format("cluster {} of {} is over {}: make fewer clusters", ids[i], entry->first,
                        tagger::lexicon_layout::kMaxClusterIds[i]));
    }
    tagger::AppendU32(tagger::lexicon_layout::PackClusters(ids[0], ids[1], ids[2]), packed);
  }
  tagger::AppendBlock(packed, section);
  return absl::OkStatus();
}

void AppendPhrases(const std::map<std::string, std::uint8_t>& phrases, std::string& section) {
  std::map<std::string, std::uint8_t> all = phrases;
  for (const auto& [phrase, kinds] : phrases) {
    for (std::size_t gap = phrase.find(' '); gap != std::string::npos;
         gap = phrase.find(' ', gap + 1))
      all[phrase.substr(0, gap)] |= tagger::lexicon_layout::kGoesOn;
  }
  std::string kinds;
  for (const auto* entry : AppendKeys(all, section)) kinds += static_cast<char>(entry->second);
  tagger::AppendBlock(kinds, section);
}

// Display names by id, from 1; 0 is the empty name.
class NameTable {
 public:
  std::uint32_t IdOf(const std::string& name) {
    if (name.empty()) return 0;
    const auto [at, added] = ids_.emplace(name, static_cast<std::uint32_t>(ids_.size() + 1));
    if (added) {
      names_ += name;
      tagger::AppendU32(static_cast<std::uint32_t>(names_.size()), ends_);
    }
    return at->second;
  }
  void AppendTo(std::string& section) const {
    tagger::AppendBlock(ends_, section);
    tagger::AppendBlock(names_, section);
  }

 private:
  std::map<std::string, std::uint32_t> ids_;
  std::string ends_;
  std::string names_;
};

void AppendNameIds(const std::map<std::string, std::string>& map, NameTable& names,
                   std::string& section) {
  std::string ids;
  for (const auto* entry : AppendKeys(map, section))
    tagger::AppendU32(names.IdOf(entry->second), ids);
  tagger::AppendBlock(ids, section);
}

}  // namespace

absl::StatusOr<std::string> LexiconContents::Serialize() const {
  std::string section;
  AppendVersion(tagger::lexicon_layout::kLexiconVersion, section);
  if (absl::Status status = AppendWords(words, section); !status.ok()) return status;
  if (absl::Status status = AppendClusters(clusters, section); !status.ok()) return status;
  AppendPhrases(phrases, section);
  return section;
}

std::string GazetteerContents::Serialize() const {
  NameTable names;
  std::string tables;
  std::string place_names;
  std::string place_countries;
  for (const auto* entry : AppendKeys(places, tables)) {
    tagger::AppendU32(names.IdOf(entry->second.name), place_names);
    tagger::AppendU32(names.IdOf(entry->second.country), place_countries);
  }
  tagger::AppendBlock(place_names, tables);
  tagger::AppendBlock(place_countries, tables);
  AppendNameIds(demonyms, names, tables);
  std::string alias_names;
  std::string organisation_marks;
  for (const auto* entry : AppendKeys(aliases, tables)) {
    tagger::AppendU32(names.IdOf(entry->second.name), alias_names);
    organisation_marks += entry->second.is_organisation ? '\1' : '\0';
  }
  tagger::AppendBlock(alias_names, tables);
  tagger::AppendBlock(organisation_marks, tables);

  std::string section;
  AppendVersion(tagger::lexicon_layout::kGazetteerVersion, section);
  names.AppendTo(section);
  return section + tables;
}

}  // namespace dateline::training
