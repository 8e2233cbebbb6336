// SPDX-License-Identifier: GPL-3.0-or-later
// The form of a token: its case.
#ifndef DATELINE_INDEXER_TRAINING_WORD_FORM_H_
#define DATELINE_INDEXER_TRAINING_WORD_FORM_H_

#include <cstdint>
#include <string_view>

namespace dateline::training {

enum class WordForm : std::uint8_t {
  kMark,     // no letter or digit
  kNumber,   // digits, no letter
  kLower,    // starts with a lower-case letter, or with one of a script without case
  kInitial,  // starts with a capital and has lower-case letters, or is one capital
  kUpper,    // two capitals or more and no lower-case letter
};

WordForm FormOf(std::string_view token);

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_WORD_FORM_H_
