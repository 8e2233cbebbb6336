// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of words of one language: titles, company suffixes and the like (lists/LANGUAGE.txt).
#ifndef DATELINE_INDEXER_TRAINING_WORD_LISTS_H_
#define DATELINE_INDEXER_TRAINING_WORD_LISTS_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace dateline::training {

struct WordLists {
  std::map<std::string, std::uint8_t> flags;  // WordFlag bits of folded words
  std::set<std::string> locatives;            // folded words that stand before a place: in, near
};

// Reads a file of sections "[title]" with words after them, separated by white space; lines that
// start with # are comments. Sections: first_name, surname, title, company_suffix, demonym, place,
// organisation, locative. INVALID_ARGUMENT names file and line.
absl::StatusOr<WordLists> ReadWordLists(const std::string& file);

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_WORD_LISTS_H_
