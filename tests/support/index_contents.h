// SPDX-License-Identifier: GPL-3.0-or-later
// What an index holds, read the slow and obvious way.
#ifndef DATELINE_TESTS_SUPPORT_INDEX_CONTENTS_H_
#define DATELINE_TESTS_SUPPORT_INDEX_CONTENTS_H_

#include <map>
#include <string>
#include <vector>

#include "core/article/article.h"

namespace dateline::test_support {

struct IndexContents {
  std::map<std::string, article::Article> articles;
  std::vector<std::string> problems;  // damage, ids held twice, counts or look-ups that do not fit
};

// Reads every live article of the current generation, and looks each up by its id.
IndexContents ReadIndex(const std::string& folder);

// The article as the index stores it.
article::Article Normalised(article::Article article);

// What is wrong with `found` by the map of what must be there; one line per difference, a few of
// them.
std::vector<std::string> Differences(const std::map<std::string, article::Article>& expected,
                                     const IndexContents& found);

}  // namespace dateline::test_support

#endif  // DATELINE_TESTS_SUPPORT_INDEX_CONTENTS_H_
