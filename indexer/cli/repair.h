// SPDX-License-Identifier: GPL-3.0-or-later
// `dateline-indexer repair`.
#ifndef DATELINE_INDEXER_CLI_REPAIR_H_
#define DATELINE_INDEXER_CLI_REPAIR_H_

#include <cstdint>
#include <string>

#include "indexer/cli/output.h"

namespace dateline::commands {

enum class RepairMode : std::uint8_t {
  kReport,  // change nothing
  kKeep,    // keep what is whole
};

// What is damaged, what can be kept, and the ids of articles that are lost. With kReport the exit
// code is 1 if there is damage; with kKeep 0 if the index is whole at the end.
int RunRepair(const std::string& folder, RepairMode mode, OutputForm form);

}  // namespace dateline::commands

#endif  // DATELINE_INDEXER_CLI_REPAIR_H_
