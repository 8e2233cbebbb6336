// SPDX-License-Identifier: GPL-3.0-or-later
// Corpora with marked names, to train on and to measure with.
#ifndef DATELINE_INDEXER_TRAINING_CORPUS_H_
#define DATELINE_INDEXER_TRAINING_CORPUS_H_

#include <absl/status/statusor.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/entities/tagger/name_decoder.h"

namespace dateline::training {

struct CorpusSentence {
  std::vector<std::string> tokens;
  std::vector<tagger::LabelledName> names;  // in order, not overlapping
  bool trains = true;  // false: it is only what its document's other sentences refer to
};
using CorpusDocument = std::vector<CorpusSentence>;
using Corpus = std::vector<CorpusDocument>;

// A file of JSON Lines, plain or compressed: {"doc": number, "tokens": [...], "tags": [BIO]}. The
// types PER, LOC, ORG, MISC and those of WNUT-17 are known, others are outside of names. A document
// ends when "doc" changes or at a token -DOCSTART-.
struct CorpusOptions {
  std::string path;
  int weight = 1;                      // how often an epoch goes through it
  std::size_t document_sentences = 0;  // cut documents after so many; 0 = as they are
  bool complete_misc = false;          // it does not mark MISC: a first model's are added
  bool mac_cyrillic = false;           // Latin-1 that was taken for Mac OS Cyrillic: repair it
};

// PATH[,weight=N][,sentences=N][,misc=complete][,repair=mac-cyrillic]. INVALID_ARGUMENT says what
// is wrong.
absl::StatusOr<CorpusOptions> ParseCorpusOptions(std::string_view text);

// Errors name file and line.
absl::StatusOr<Corpus> ReadCorpus(const CorpusOptions& options);

// Names of BIO tags; an I- without a name before it starts one, as the CoNLL scorer has it.
std::vector<tagger::LabelledName> NamesOfTags(const std::vector<std::string>& tags);

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_CORPUS_H_
