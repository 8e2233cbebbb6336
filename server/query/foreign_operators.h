// SPDX-License-Identifier: GPL-3.0-or-later
// Operators of other search systems, which people bring along: Lucene, Manticore, Lexis, Westlaw,
// Factiva, Google. Dateline knows them to say that it does not have them. Thread-safe.
#ifndef DATELINE_SERVER_QUERY_FOREIGN_OPERATORS_H_
#define DATELINE_SERVER_QUERY_FOREIGN_OPERATORS_H_

#include <cstddef>
#include <string_view>

namespace dateline::query {

// Whether `word` joins two parts of a query elsewhere and cannot be an ordinary word: NEAR/5, w/3,
// W/S, /5, ADJ3, PRE/3, in any case.
bool IsDistanceOperator(std::string_view word);

// The same of words that are ordinary ones unless they are written in capitals: NEAR, ADJ, XOR.
bool IsCapitalOperator(std::string_view word);

// ATLEAST5 or ATL5: what follows must occur so often.
bool IsFrequencyOperator(std::string_view word);

// Whether `name` takes parentheses elsewhere: CAPS, ALLCAPS, PLURAL, ATLEAST5.
bool IsForeignFunction(std::string_view name);

// What Google and others call one of Dateline's fields: "host" of "site"; "" if there is none.
std::string_view OwnNameOfField(std::string_view name);

// Whether Google and others have a field of that name that Dateline does not have: "inurl".
bool IsForeignField(std::string_view name);

// Bytes of the weight, similarity and truncation signs at the end of `word`: "~", "~0.8", "^2.5",
// "!", "$", or several; 0 if there is none, or nothing before it.
std::size_t ForeignSuffix(std::string_view word);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_FOREIGN_OPERATORS_H_
