// SPDX-License-Identifier: GPL-3.0-or-later
// Rules for an article. The article model is the message dateline.v1.Article.
#ifndef DATELINE_CORE_ARTICLE_ARTICLE_H_
#define DATELINE_CORE_ARTICLE_ARTICLE_H_

#include <absl/status/status.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/article/field_table.h"
#include "core/article/parse_date.h"
#include "core/article/url.h"
#include "dateline/v1/article.pb.h"

namespace dateline::article {

using Article = v1::Article;

// What is wrong with `id`, which is not empty, with the rule and the remedy; "" if it may be the id
// of an article. Ids are kept byte for byte, so that who stored an article by an id finds and
// deletes it by the same one: valid UTF-8 of at most limits::kMaxIdBytes bytes, without control
// characters, and without white space except single spaces inside. Thread-safe.
std::string IdProblem(std::string_view id);

// Makes `article` fit to store: cleans UTF-8, collapses white space in names and headline, gives
// languages their one form, checks every limit, the id and extra, derives a missing id (from url,
// see UrlKey, else from content) and a missing language (detection). What is stored otherwise than
// it was given is appended to `warnings` (may be null), as in ParsedArticle.warnings.
// INVALID_ARGUMENT names field, value, rule and remedy. Doing it again changes nothing.
// Thread-safe.
absl::Status NormalizeArticle(Article& article, std::vector<std::string>* warnings = nullptr);

// 64-bit XXH3 of everything in a normalised article except its id and the file from which it was
// read: equal means unchanged. What was found in the text counts, so that an article that is sent
// again with another model is stored anew. Never 0.
std::uint64_t ContentHash(const Article& article);
// The same from an article's SerializeAsString() and its id.
std::uint64_t ContentHash(std::string_view serialized, std::string_view id);

// The field that holds entities of a type; kOther for types without a field of their own.
Field EntityField(v1::EntityType type);

// The folded name under which an entity is indexed.
std::string EntityKey(const v1::Entity& entity);

// Whether an article is about an entity. One that was given and never looked for in the text
// counts.
bool IsSalient(const v1::Entity& entity);

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_ARTICLE_H_
