// SPDX-License-Identifier: GPL-3.0-or-later
// Requests of the benchmark and the evaluation, from plain words.
#ifndef DATELINE_TESTS_BENCH_REQUESTS_H_
#define DATELINE_TESTS_BENCH_REQUESTS_H_

#include <string>

#include "dateline/v1/search_service.pb.h"

namespace dateline::bench {

// Lower-case words of `text` without anything the query language could read as an operator.
std::string PlainWords(const std::string& text);

// A first-phase request for ten ids, without total. `mode`: or (any of the words), and (all),
// auto, phrase, with "+count" (total and month histogram), "+rank" (default ranking) or "+snippets"
// after it.
v1::SearchRequest MakeRequest(const std::string& mode, const std::string& line);

}  // namespace dateline::bench

#endif  // DATELINE_TESTS_BENCH_REQUESTS_H_
