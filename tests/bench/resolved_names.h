// SPDX-License-Identifier: GPL-3.0-or-later
// What the entities of articles are worth beyond the tagger: names in narrow columns, and the
// countries of cities whose state the text names.
#ifndef DATELINE_TESTS_BENCH_RESOLVED_NAMES_H_
#define DATELINE_TESTS_BENCH_RESOLVED_NAMES_H_

#include <absl/status/status.h>

#include <cstddef>
#include <string>

namespace dateline::bench {

// Both read the first `articles` of JSON Lines ({headline, body, source}), find their entities with
// the models of `folder`, and print.

// Entities (type and name) that are lost, and those that are new, if bodies are wrapped as
// `fold -s -w WIDTH` does it, 30 to 80, and if trailing spaces are taken off then.
absl::Status PrintWraps(const std::string& path, const std::string& folder, std::size_t articles);

// Of the places before ", STATE" (states of the United States, written out or abbreviated), how
// many are in the United States, and those that are not.
absl::Status PrintCities(const std::string& path, const std::string& folder, std::size_t articles);

}  // namespace dateline::bench

#endif  // DATELINE_TESTS_BENCH_RESOLVED_NAMES_H_
