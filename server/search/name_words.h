// SPDX-License-Identifier: GPL-3.0-or-later
// Words of a name, to be found in longer ones.
#ifndef DATELINE_SERVER_SEARCH_NAME_WORDS_H_
#define DATELINE_SERVER_SEARCH_NAME_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

namespace dateline::search {

// Words are what marks and spaces separate; "O'Neill" and "al-Assad" may be asked for whole or in
// their parts. Immutable.
class NameWords {
 public:
  // `name`: as typed.
  explicit NameWords(std::string_view name);
  // Whether each of the words is one of `folded` (by text::FoldName), in whatever order; false if
  // there is none.
  bool AreIn(std::string_view folded) const;

 private:
  std::vector<std::string> words_;  // folded
};

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_NAME_WORDS_H_
