// SPDX-License-Identifier: GPL-3.0-or-later
// The field table: one row per field. Document builder, query compiler, facets and docs derive from
// it.
#ifndef DATELINE_CORE_ARTICLE_FIELD_TABLE_H_
#define DATELINE_CORE_ARTICLE_FIELD_TABLE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace dateline::article {

enum class Field : std::uint8_t {
  kText,
  kHeadline,
  kSource,
  kSection,
  kAuthor,
  kLanguage,
  kHost,
  kPerson,
  kOrganisation,
  kPlace,
  kOther,
  kCountry,
  kDate,
  kId,
  kEntityId,
  kUrl,
};
inline constexpr std::size_t kFieldCount = 16;

enum class Analysis : std::uint8_t {
  kWords,  // analysed text with positions, ranked
  kExact,  // a folded value, a filter
  kTime,   // column only
  kKey,    // one term, byte for byte
};

struct FieldRow {
  Field field;
  std::string_view name;    // in queries and facets
  std::string_view prefix;  // of its terms: in Xapian; of entities in queries
  Analysis analysis;
  bool column;               // has a column of values in memory
  bool facet;                // can be counted
  bool many;                 // may have several values
  std::string_view alias{};  // another name that people use
};

// The rows, indexed by Field. Exact terms are prefix + ":" + folded value if the prefix is
// longer than one letter.
inline constexpr std::array<FieldRow, kFieldCount> kFieldTable{{
    {Field::kText, "text", "", Analysis::kWords, false, false, false},
    {Field::kHeadline, "headline", "S", Analysis::kWords, false, false, false, "title"},
    {Field::kSource, "source", "XSO", Analysis::kExact, true, true, false},
    {Field::kSection, "section", "XSE", Analysis::kExact, true, true, false},
    {Field::kAuthor, "author", "XAU", Analysis::kExact, true, true, true},
    {Field::kLanguage, "lang", "XLA", Analysis::kExact, true, true, false, "language"},
    {Field::kHost, "host", "XHO", Analysis::kExact, true, true, false},
    {Field::kPerson, "person", "XPE", Analysis::kExact, true, true, true},
    {Field::kOrganisation, "org", "XOR", Analysis::kExact, true, true, true},
    {Field::kPlace, "place", "XPL", Analysis::kExact, true, true, true},
    {Field::kOther, "other", "XOT", Analysis::kExact, true, true, true},
    {Field::kCountry, "country", "XCO", Analysis::kExact, true, true, true},
    {Field::kDate, "date", "", Analysis::kTime, true, true, false},
    {Field::kId, "id", "Q", Analysis::kKey, false, false, false},
    {Field::kEntityId, "entity_id", "XEI", Analysis::kExact, false, false, true},
    {Field::kUrl, "url", "XUR", Analysis::kKey, false, false, false},
}};

inline constexpr const FieldRow& Row(Field field) {
  return kFieldTable[static_cast<std::size_t>(field)];
}

// Whether a field has a dictionary and values by article in memory.
inline constexpr bool HasTermsColumn(const FieldRow& row) {
  return row.column && row.analysis == Analysis::kExact;
}

// Whether a field holds entities of one type.
inline constexpr bool IsEntityField(Field field) {
  return field >= Field::kPerson && field <= Field::kOther;
}

// The row named `name` or with that alias (as in queries), nullptr if there is none.
const FieldRow* FindField(std::string_view name);

// Term of a value of an exact field, but not of an entity field: the prefix, a colon and
// FoldName(value), of a language of its one form (LanguageBase); hashed if it would be over
// kMaxTermBytes.
std::string ExactTerm(Field field, std::string_view value);

// The term of an entity in a query: the prefix of its field, a colon and its folded key. It is
// not a term of Xapian: the columns know which articles name an entity.
std::string EntityTerm(Field field, std::string_view key);
// The field and key of such a term; nullopt for any other term.
std::optional<std::pair<Field, std::string_view>> ParseEntityTerm(std::string_view term);

// "source, headline (or title), …" of the rows that `is_listed`, in order, for error messages.
std::string ListFields(bool (*is_listed)(const FieldRow&));

// Term of an article id: "Q" and the id; hashed if the id is over kMaxIdTermBytes or has a NUL.
std::string IdTerm(std::string_view id);

// Term of an article's address: "XUR:" and a hash of UrlKey(url), so that an address finds the
// article however it was copied.
std::string UrlTerm(std::string_view url);

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_FIELD_TABLE_H_
