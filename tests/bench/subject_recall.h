// SPDX-License-Identifier: GPL-3.0-or-later
// How much of what articles are said to be about is found in them.
#ifndef DATELINE_TESTS_BENCH_SUBJECT_RECALL_H_
#define DATELINE_TESTS_BENCH_SUBJECT_RECALL_H_

#include <absl/status/statusor.h>

#include <cstddef>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/article/article.h"
#include "indexer/entities/tagger/name_model.h"

namespace dateline::bench {

struct GivenArticle {
  article::Article article;  // headline, body and source
  // Codes of Reuters-21578 (subject_codes.h).
  std::vector<std::string> people;
  std::vector<std::string> organisations;
  std::vector<std::string> places;
};

// Articles of JSON Lines ({headline, body, source, entities: {person, org, place}}),
// plain or compressed, until they have `limit_bytes` of text. Errors name file and line.
absl::StatusOr<std::vector<GivenArticle>> ReadArticles(
    const std::string& path, std::size_t limit_bytes = std::numeric_limits<std::size_t>::max());

// In percent; 0 if nothing was to be found.
struct Counts {
  double right = 0;
  double found = 0;
  double marked = 0;

  double precision() const { return found == 0 ? 0 : 100 * right / found; }
  double recall() const { return marked == 0 ? 0 : 100 * right / marked; }
  double f1() const { return found + marked == 0 ? 0 : 200 * right / (found + marked); }
};

// Codes that no entity has, with what each article that they are of has instead.
using Misses = std::map<std::string, std::vector<std::string>>;

struct SubjectRecall {
  // By the article's entities. Only subjects are marked, not all who are named: recall counts.
  Counts people;
  Counts organisations;
  // The countries of the salient places, of articles that have a place's code.
  Counts places;
  // By the tagger's names, before they are joined.
  Counts tagged_people;
  Counts tagged_organisations;
  Misses missed_names;
  Misses missed_places;
};

SubjectRecall MeasureSubjectRecall(const std::vector<GivenArticle>& articles,
                                   const std::shared_ptr<const tagger::NameModel>& model);

}  // namespace dateline::bench

#endif  // DATELINE_TESTS_BENCH_SUBJECT_RECALL_H_
