// SPDX-License-Identifier: GPL-3.0-or-later
// Names of one person, organisation or place that no rule joins.
#ifndef DATELINE_INDEXER_TRAINING_ALIASES_H_
#define DATELINE_INDEXER_TRAINING_ALIASES_H_

#include <absl/status/status.h>

#include <vector>

#include "indexer/training/contents.h"
#include "indexer/training/gazetteer_rows.h"

namespace dateline::training {

// Those of our own lists' persons and organisations; later rows win. Other rows are passed over.
void AddAliases(const std::vector<GazetteerRow>& rows, GazetteerContents& gazetteer);

// The same, and other names of places, whose canonical name is any that the gazetteer has.
// INVALID_ARGUMENT names a row whose place it does not have.
absl::Status AddSpellings(const std::vector<GazetteerRow>& rows, GazetteerContents& gazetteer);

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_ALIASES_H_
