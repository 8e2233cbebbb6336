// SPDX-License-Identifier: GPL-3.0-or-later
// An article as a reader made it, and what the reader has to say about it.
#ifndef DATELINE_CORE_READERS_PARSED_ARTICLE_H_
#define DATELINE_CORE_READERS_PARSED_ARTICLE_H_

#include <string>
#include <vector>

#include "core/article/article.h"

namespace dateline::readers {

struct ParsedArticle {
  article::Article article;
  // What was read otherwise than given: a noun whose plural ends in s, what happened to it, and
  // after the first ": " the detail, as in "date could not be read: 'Unknown'". Those that are the
  // same before the ": " are counted together at the end of a run ("12 dates could not be read").
  // With --strict "could not be read" there rejects the article.
  std::vector<std::string> warnings;
  // Paths (names joined by dots) of unknown fields that hold prose, which may be the body.
  std::vector<std::string> unknown_text_fields;
  // The same for what reads as a date.
  std::vector<std::string> unknown_date_fields;
  // All names of fields and types that are not known, those above included.
  std::vector<std::string> unknown_fields;
};

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_PARSED_ARTICLE_H_
