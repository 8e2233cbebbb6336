// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of gazetteers, and the forms in which their names stand in text.
#ifndef DATELINE_INDEXER_TRAINING_GAZETTEER_ROWS_H_
#define DATELINE_INDEXER_TRAINING_GAZETTEER_ROWS_H_

#include <absl/status/statusor.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::training {

inline constexpr std::size_t kMaxPhraseTokens = 6;

// Rows of other types are passed over.
enum class RowType : std::uint8_t {
  kCountry,     // canonical: its English name; extra: its code
  kCapital,     // extra: code of the country
  kCity,        // extra: name of the country
  kRegion,      // extra: code or name of the country, or empty
  kDemonym,     // canonical: the country's English name; extra: its code
  kPolitician,  // extra: office
  kPerson,      // an alias if canonical differs from name
  kCompany,
  kOrganisation,
};

struct GazetteerRow {
  RowType type;
  std::string name;
  std::string canonical;
  std::string extra;
  std::string source;
};

// Rows of TSV files (type, name, canonical, extra, source; the last two may be missing), in order.
// INVALID_ARGUMENT names file and line.
absl::StatusOr<std::vector<GazetteerRow>> ReadGazetteer(const std::vector<std::string>& files);

// A name as the tagger asks for it: its tokens (name_tokens.h), folded and joined by spaces. Empty
// if it has none or more than kMaxPhraseTokens.
std::string PhraseOf(std::string_view name);

// Name of a person without titles of nobility and remarks; empty if less than two words are
// left.
std::string PersonName(std::string_view name);

// Name of an organisation without a remark in brackets and an article.
std::string OrganisationName(std::string_view name);

// Name of a company without legal forms, share classes and the like; empty if the row names a
// security and not a company.
std::string CompanyName(std::string_view name);

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_GAZETTEER_ROWS_H_
