// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of words and names beforehand: a view of the lexicon section of a model file.
#ifndef DATELINE_INDEXER_ENTITIES_LEXICON_H_
#define DATELINE_INDEXER_ENTITIES_LEXICON_H_

#include <absl/status/statusor.h>

#include <array>
#include <cstdint>
#include <string_view>

namespace dateline {

// Flags of a folded word.
enum WordFlag : std::uint8_t {
  kFirstName = 1,
  kSurname = 2,
  kTitleWord = 4,          // president, mr, sir
  kCompanySuffix = 8,      // inc, plc, gmbh
  kDemonymWord = 16,       // french, ukrainians
  kPlaceWord = 32,         // river, county, north
  kOrganisationWord = 64,  // ministry, bank, university
};

// Case of a word in news text, of its uses in mid-sentence.
enum class CaseUse : std::uint8_t {
  kUnknown,
  kNeverLower,
  kRarelyLower,
  kMixed,
  kMostlyLower,
  kAlwaysLower,
  kMostlyUpper,
};

// Kinds of a gazetteer phrase, as bits.
enum PhraseKind : std::uint8_t {
  kCountryPhrase = 1,
  kCityPhrase = 2,
  kRegionPhrase = 4,
  kPersonPhrase = 8,
  kCompanyPhrase = 16,
  kOrganisationPhrase = 32,
};

// Immutable and thread-safe; views live as long as the mapped file. All words and phrases are
// folded (FoldName) unless said otherwise.
class Lexicon {
 public:
  // A section of a model file. DATA_LOSS where it does not parse.
  static absl::StatusOr<Lexicon> Parse(std::string_view section);

  std::uint8_t Flags(std::string_view word) const;  // WordFlag bits
  // Ids of the clusters (of 64, 256 and 1000) of a surface form, digits as 0; 0 = unknown.
  std::array<std::uint16_t, 3> Clusters(std::string_view surface) const;
  CaseUse UseOf(std::string_view word) const;
  // Most frequent surface form in mid-sentence; empty = unknown.
  std::string_view TrueCase(std::string_view word) const;
  std::uint8_t PhraseKinds(
      std::string_view phrase) const;  // PhraseKind bits, words joined by spaces
  // Whether some phrase starts with these words and goes on.
  bool StartsPhrase(std::string_view words) const;
};

}  // namespace dateline

#endif  // DATELINE_INDEXER_ENTITIES_LEXICON_H_
