// SPDX-License-Identifier: GPL-3.0-or-later
// Copies of sentences in another case, to train on.
#ifndef DATELINE_INDEXER_TRAINING_CASE_COPIES_H_
#define DATELINE_INDEXER_TRAINING_CASE_COPIES_H_

#include "indexer/training/corpus.h"

namespace dateline::training {

// How a copy is written.
enum class CopyCase {
  kUpper,       // ALL CAPITALS
  kTitle,       // Every Word Of More Than Three Letters, and the First
  kEveryTitle,  // Every Word
};
// The sentence's tokens in another case; names keep their places.
CorpusSentence CopyInCase(const CorpusSentence& sentence, CopyCase copy_case);

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_CASE_COPIES_H_
