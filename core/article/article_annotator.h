// SPDX-License-Identifier: GPL-3.0-or-later
// What adds to an article before it is indexed.
#ifndef DATELINE_CORE_ARTICLE_ARTICLE_ANNOTATOR_H_
#define DATELINE_CORE_ARTICLE_ARTICLE_ANNOTATOR_H_

#include <functional>
#include <memory>

#include "core/article/article.h"

namespace dateline::article {

// Adds to articles what their text shows, such as their entities. Not thread-safe: one
// per thread.
class ArticleAnnotator {
 public:
  ArticleAnnotator() = default;
  virtual ~ArticleAnnotator() = default;
  ArticleAnnotator(const ArticleAnnotator&) = delete;
  ArticleAnnotator& operator=(const ArticleAnnotator&) = delete;
  // Changes a normalised article in place. Never fails: any text, any language.
  virtual void Annotate(Article& article) = 0;
};

// Makes an annotator for the thread that uses it; called from any thread.
using MakeAnnotator = std::function<std::unique_ptr<ArticleAnnotator>()>;

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_ARTICLE_ANNOTATOR_H_
