// SPDX-License-Identifier: GPL-3.0-or-later
// Who gets what is read.
#ifndef DATELINE_CORE_READERS_ARTICLE_SINK_H_
#define DATELINE_CORE_READERS_ARTICLE_SINK_H_

#include <absl/status/status.h>

#include <cstdint>
#include <string>

#include "core/readers/parsed_article.h"

namespace dateline::readers {

// From which input an article or an error came.
struct InputPlace {
  std::string file;        // as given; "-" for stdin
  std::uint64_t line = 0;  // from 1; 0: the file as a whole, whose reason starts with its path
};

// Called from several threads at once.
class ArticleSink {
 public:
  virtual ~ArticleSink() = default;
  // May block: reading waits meanwhile.
  virtual void OnArticle(ParsedArticle article, const InputPlace& place) = 0;
  virtual void OnReject(const InputPlace& place, const absl::Status& status) = 0;
  // A file of a folder is not one of articles; `status` starts with its path and says what it is.
  virtual void OnSkip(const std::string& file, const absl::Status& status) = 0;
};

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_ARTICLE_SINK_H_
