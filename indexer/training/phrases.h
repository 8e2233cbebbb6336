// SPDX-License-Identifier: GPL-3.0-or-later
// Phrases and name words of the lexicon.
#ifndef DATELINE_INDEXER_TRAINING_PHRASES_H_
#define DATELINE_INDEXER_TRAINING_PHRASES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "indexer/training/case_statistics.h"
#include "indexer/training/gazetteer_rows.h"
#include "indexer/training/news_evidence.h"

namespace dateline::training {

// Kinds of a phrase that gazetteers give: PhraseKind bits.
struct PhraseCandidate {
  std::uint8_t listed = 0;   // in the public gazetteers
  std::uint8_t certain = 0;  // countries, and what our own list has
};
using PhraseCandidates = std::map<std::string, PhraseCandidate>;  // by phrase (PhraseOf)

// Names of `rows` as phrases.
PhraseCandidates CandidatePhrases(const std::vector<GazetteerRow>& rows);

// The candidates (PhraseKind bits) that are worth their room and not junk: every word occurs in
// `cases`; single words are seldom written in lower case; companies and single-word cities are used
// in the news, cities after words such as "in".
std::map<std::string, std::uint8_t> ChoosePhrases(const PhraseCandidates& candidates,
                                                  const CaseStatistics& cases,
                                                  const NewsEvidence& evidence);

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_PHRASES_H_
