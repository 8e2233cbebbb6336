// SPDX-License-Identifier: GPL-3.0-or-later
// The share of the people and organisations that articles are said to be about which a tagger
// finds.
#ifndef DATELINE_TESTS_BENCH_SUBJECT_RECALL_H_
#define DATELINE_TESTS_BENCH_SUBJECT_RECALL_H_

#include <absl/status/statusor.h>

#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "indexer/entities/name_model.h"

namespace dateline::bench {

struct GivenArticle {
  std::string headline;
  std::string body;
  // Codes of Reuters-21578, such as "james-baker" and "imf".
  std::vector<std::string> people;
  std::vector<std::string> organisations;
};

// Articles of JSON Lines ({headline, body, entities: {person, org}}), plain or compressed, until
// they have `limit_bytes` of text. Errors name file and line.
absl::StatusOr<std::vector<GivenArticle>> ReadArticles(
    const std::string& path, std::size_t limit_bytes = std::numeric_limits<std::size_t>::max());

struct Share {
  std::size_t found = 0;
  std::size_t marked = 0;
  double percent() const {
    return marked == 0 ? 0 : 100.0 * static_cast<double>(found) / static_cast<double>(marked);
  }
};
struct SubjectRecall {
  Share people;
  Share organisations;
};

// A person counts as found where a name of a person in the article holds the code's last word; an
// organisation where a name of one is the code, or one of the names that codes stand for.
SubjectRecall MeasureSubjectRecall(const std::vector<GivenArticle>& articles,
                                   const std::shared_ptr<const NameModel>& model);

}  // namespace dateline::bench

#endif  // DATELINE_TESTS_BENCH_SUBJECT_RECALL_H_
