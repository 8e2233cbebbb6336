// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of words and names beforehand: a view of the lexicon section of a model file.
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_LEXICON_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_LEXICON_H_

#include <absl/status/statusor.h>

#include <array>
#include <cstdint>
#include <string_view>

#include "indexer/entities/tagger/hash_index.h"

namespace dateline::tagger {

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

struct KnownWord {
  std::uint8_t flags = 0;  // WordFlag bits
  CaseUse use = CaseUse::kUnknown;
  std::string_view truecase = {};  // most frequent surface form in mid-sentence; empty = unknown
};

struct KnownPhrase {
  std::uint8_t kinds = 0;  // PhraseKind bits
  bool goes_on = false;    // some phrase starts with these words and goes on
};

// Immutable and thread-safe; views live as long as the mapped file. All words and phrases are
// folded (FoldName) unless said otherwise. What is not in the lexicon has no flags and is unknown;
// a lexicon made by default knows nothing.
class Lexicon {
 public:
  Lexicon() = default;
  // A section of a model file (LexiconContents makes one). DATA_LOSS: it does not parse.
  static absl::StatusOr<Lexicon> Parse(std::string_view section);

  // Ids of the clusters (of 64, 256 and 1000) of a surface form in which the caller has written
  // every digit as 0; 0 = unknown.
  std::array<std::uint16_t, 3> Clusters(std::string_view surface) const;
  // `truecase` may be a view of `word`.
  KnownWord FindWord(std::string_view word) const;
  // Words joined by single spaces.
  KnownPhrase FindPhrase(std::string_view words) const;

 private:
  HashIndex words_;
  std::string_view word_flags_;  // u8 per word
  std::string_view word_case_;   // u32 per word, see lexicon_layout.h
  std::string_view surfaces_;    // of words whose truecase is not the folded word
  HashIndex forms_;
  std::string_view form_clusters_;  // u32 per form
  HashIndex phrases_;
  std::string_view phrase_kinds_;  // u8 per phrase
};

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_LEXICON_H_
