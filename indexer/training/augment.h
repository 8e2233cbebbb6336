// SPDX-License-Identifier: GPL-3.0-or-later
// What is added to corpora before training.
#ifndef DATELINE_INDEXER_TRAINING_AUGMENT_H_
#define DATELINE_INDEXER_TRAINING_AUGMENT_H_

#include "indexer/training/corpus.h"
#include "indexer/training/random.h"
#include "indexer/training/trainer.h"

namespace dateline::training {

struct CopyOptions {
  double share = 0.4;  // of the sentences, half of them alone, half with their whole document
};
// Documents in which sentences are written in capitals or as titles, as headlines are. Only those
// sentences train; the rest is there for what it says of their words.
Corpus CopiesOf(const Corpus& corpus, const CopyOptions& options, Random& random);

// Adds the names of kind MISC that `model` finds outside of marked names. Returns how many.
std::size_t CompleteMisc(const LinearModel& model, const tagger::Lexicon& lexicon, Corpus& corpus);

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_AUGMENT_H_
