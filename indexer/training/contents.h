// SPDX-License-Identifier: GPL-3.0-or-later
// What goes into the lexicon and the gazetteer of a model, and how it is written.
#ifndef DATELINE_INDEXER_TRAINING_CONTENTS_H_
#define DATELINE_INDEXER_TRAINING_CONTENTS_H_

#include <absl/status/statusor.h>

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "indexer/entities/tagger/lexicon.h"

namespace dateline::training {

// Keys are folded (FoldName) unless said otherwise.
struct LexiconContents {
  struct Word {
    std::uint8_t flags = 0;  // WordFlag bits
    tagger::CaseUse use = tagger::CaseUse::kUnknown;
    std::string truecase;  // empty = unknown; of more than 63 bytes it is left out
  };
  std::map<std::string, Word> words;
  std::map<std::string, std::array<std::uint32_t, 3>> clusters;  // of surface forms, digits as 0
  std::map<std::string, std::uint8_t> phrases;                   // PhraseKind bits

  // The section that Lexicon::Parse reads; the same contents give the same bytes. INVALID_ARGUMENT:
  // a cluster id is too high; RESOURCE_EXHAUSTED: more than 2 MB of surface forms.
  absl::StatusOr<std::string> Serialize() const;
};

struct GazetteerContents {
  struct Place {
    std::string name;
    std::string country;  // empty = none; of a country, its own name
  };
  std::map<std::string, Place> places;
  std::map<std::string, std::string> demonyms;  // to the country's name
  struct Alias {
    std::string name;  // canonical
    bool is_organisation = false;
  };
  std::map<std::string, Alias> aliases;

  // The section that Gazetteer::Parse reads; the same contents give the same bytes.
  std::string Serialize() const;
};

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_CONTENTS_H_
