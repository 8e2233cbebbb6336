// SPDX-License-Identifier: GPL-3.0-or-later
// First names and surnames.
#ifndef DATELINE_INDEXER_TRAINING_NAME_WORDS_H_
#define DATELINE_INDEXER_TRAINING_NAME_WORDS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "indexer/training/case_statistics.h"
#include "indexer/training/gazetteer_rows.h"
#include "indexer/training/token_stream.h"

namespace dateline::training {

// First names and surnames (WordFlag bits of folded words): of the persons in `rows`, and words of
// the text that often stand directly after one of those first names (and seldom in lower case),
// which are surnames too.
std::map<std::string, std::uint8_t> FindNameWords(const std::vector<GazetteerRow>& rows,
                                                  const TokenStream& text,
                                                  const CaseStatistics& cases);

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_NAME_WORDS_H_
