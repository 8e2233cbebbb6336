// SPDX-License-Identifier: GPL-3.0-or-later
// How the sub-commands print results and failures.
#ifndef DATELINE_INDEXER_CLI_OUTPUT_H_
#define DATELINE_INDEXER_CLI_OUTPUT_H_

#include <absl/status/status.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/intake/shown.h"

namespace dateline::commands {

enum class OutputForm : std::uint8_t { kText, kJson };

using intake::ErrorJson;
using intake::Shown;

// `text` as a JSON string with its quotes, with the replacements of Shown.
std::string JsonString(std::string_view text);
// The same for a list, in brackets.
std::string JsonList(const std::vector<std::string>& texts);

// Prints on stderr why the program fails, with kJson also {"error":{...}} on stdout. Returns 1.
int Fail(const absl::Status& status, OutputForm form);
// The same for a failure with the index in `folder`, which the message names.
int FailAt(const std::string& folder, const absl::Status& status, OutputForm form);

}  // namespace dateline::commands

#endif  // DATELINE_INDEXER_CLI_OUTPUT_H_
