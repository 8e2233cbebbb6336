// SPDX-License-Identifier: GPL-3.0-or-later
// The names that publishers give to the fields of an article.
#ifndef DATELINE_CORE_READERS_FIELD_NAMES_H_
#define DATELINE_CORE_READERS_FIELD_NAMES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dateline::readers {

enum class JsonField : std::uint8_t {
  kId,
  kHeadline,
  kBody,
  kPublished,
  kSource,
  kSection,
  kAuthors,
  kLanguage,
  kUrl,
  kEntities,
  kAbout,       // entities too, of schema.org
  kHtml,        // whether texts are HTML: true or false
  kTextFormat,  // the same by name
  kExtra,
  kProvenance,
  kEmbargoed,
  kPubstatus,
  kLanguageTag,
  kIgnored,  // what answers say of an article and it does not need
};

// Fields that are named so, and how well: of several that are given the one with the lowest rank
// counts.
struct FieldName {
  JsonField field;
  int rank = 0;
};

// A name without case, "_", "-" and blanks: "shortDescription", "Short_Description" and
// "short-description" are one.
std::string FoldFieldName(std::string_view name);

// What the field `name` holds, in any case; nullopt: it is not known.
std::optional<FieldName> FindFieldName(std::string_view name);

// Whether an object of this name holds the fields of the article: "_source" of Elasticsearch,
// "fields" of The Guardian, "attributes" of JSON:API.
bool IsContainerName(std::string_view name);

// Rank from which a body is a teaser, which any body beats.
inline constexpr int kTeaserRank = 10;

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_FIELD_NAMES_H_
