// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/resolver/known_names.h"

#include <algorithm>
#include <optional>

#include "core/article/name_forms.h"

namespace dateline::resolver {
namespace {

std::optional<v1::EntityType> TypeNamed(std::string_view word) {
  if (word == "person") return v1::ENTITY_TYPE_PERSON;
  if (word == "org") return v1::ENTITY_TYPE_ORGANISATION;
  if (word == "place") return v1::ENTITY_TYPE_PLACE;
  if (word == "other") return v1::ENTITY_TYPE_OTHER;
  return std::nullopt;
}

// The text before the first tab, which is taken off with it.
std::string_view TakeColumn(std::string_view& line) {
  const std::string_view column = line.substr(0, line.find('\t'));
  line.remove_prefix(std::min(column.size() + 1, line.size()));
  return column;
}

}  // namespace

absl::StatusOr<KnownNames> KnownNames::Parse(std::string_view text) {
  KnownNames known;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    if (!known.AddLine(line).ok()) {
      return absl::InvalidArgumentError(
          "line " + std::to_string(number) + " of the list of known names is \"" +
          std::string(line.substr(0, 80)) +
          "\"; a line has a type (person, org, place or other), a tab and a name, then further "
          "spellings with tabs before them");
    }
  }
  known.finder_.Sort();
  return known;
}

absl::Status KnownNames::AddLine(std::string_view line) {
  const auto type = TypeNamed(TakeColumn(line));
  if (!type.has_value() || line.empty() || line.front() == '\t') {
    return absl::InvalidArgumentError("");
  }
  std::string_view canonical;
  while (!line.empty()) {
    const std::string_view spelling = TakeColumn(line);
    if (spelling.empty()) continue;
    if (canonical.empty()) {
      canonical = texts_.emplace_back(spelling.substr(0, spelling.find('?')));
    }
    AddSpelling(*type, canonical, spelling);
  }
  return absl::OkStatus();
}

void KnownNames::AddSpelling(v1::EntityType type, std::string_view canonical,
                             std::string_view spelling) {
  const bool lone = spelling.ends_with('?');
  if (lone) spelling.remove_suffix(1);
  const KnownName& name = names_.emplace_back(KnownName{type, canonical, lone});
  by_key_.try_emplace(
      texts_.emplace_back(article::MakeNameForm(spelling, v1::ENTITY_TYPE_OTHER).key), &name);
  if (lone) return;
  finder_.Add(texts_.emplace_back(spelling), static_cast<std::uint32_t>(names_.size() - 1));
}

const KnownName* KnownNames::Find(std::string_view key) const {
  const auto it = by_key_.find(key);
  return it == by_key_.end() ? nullptr : it->second;
}

}  // namespace dateline::resolver
