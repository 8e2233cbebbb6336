// SPDX-License-Identifier: GPL-3.0-or-later
// What the codes of Reuters-21578 stand for: "james-baker", "imf", "west-germany".
#ifndef DATELINE_TESTS_BENCH_SUBJECT_CODES_H_
#define DATELINE_TESTS_BENCH_SUBJECT_CODES_H_

#include <set>
#include <string>
#include <string_view>

#include "indexer/entities/tagger/gazetteer.h"

namespace dateline::bench {

// Whether one of the folded names holds the last word of a person's code.
bool NamesPerson(const std::set<std::string>& names, std::string_view code);

// Whether one of the folded names is an organisation's code, or a name that the code stands for.
bool NamesOrganisation(const std::set<std::string>& names, const std::string& code);

// Our name of the country that a place's code stands for, or the code if there is none.
std::string CountryOfCode(const std::string& code, const tagger::Gazetteer& gazetteer);

}  // namespace dateline::bench

#endif  // DATELINE_TESTS_BENCH_SUBJECT_CODES_H_
