// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody may have meant who wrote something else.
#ifndef DATELINE_CLIENT_CLI_DID_YOU_MEAN_H_
#define DATELINE_CLIENT_CLI_DID_YOU_MEAN_H_

#include <string>
#include <string_view>
#include <vector>

namespace dateline::cli {

// The name nearest to `word`: at most a third of its letters, and two of them, are wrong, missing,
// too many, or swapped with their neighbour. "" if none is that near. Pure.
std::string Nearest(std::string_view word, const std::vector<std::string>& names);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_DID_YOU_MEAN_H_
