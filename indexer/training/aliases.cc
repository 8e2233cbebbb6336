// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/aliases.h"

#include <fmt/format.h>

#include "core/text/fold.h"

namespace dateline::training {
namespace {

bool IsOfPlace(RowType type) {
  return type == RowType::kCountry || type == RowType::kCapital || type == RowType::kCity ||
         type == RowType::kRegion;
}

}  // namespace

void AddAliases(const std::vector<GazetteerRow>& rows, GazetteerContents& gazetteer) {
  for (const GazetteerRow& row : rows) {
    const bool organisation = row.type == RowType::kOrganisation;
    if ((organisation || row.type == RowType::kPerson) && row.source.empty())
      gazetteer.aliases[text::FoldName(row.name)] = {row.canonical, organisation};
  }
}

absl::Status AddSpellings(const std::vector<GazetteerRow>& rows, GazetteerContents& gazetteer) {
  for (const GazetteerRow& row : rows) {
    if (!IsOfPlace(row.type)) continue;
    const auto place = gazetteer.places.find(text::FoldName(row.canonical));
    if (place == gazetteer.places.end()) {
      return absl::InvalidArgumentError(
          fmt::format("spelling {} of {}: the gazetteer has no such place; give a name that it has",
                      row.name, row.canonical));
    }
    gazetteer.places[text::FoldName(row.name)] = place->second;
  }
  AddAliases(rows, gazetteer);
  return absl::OkStatus();
}

}  // namespace dateline::training
