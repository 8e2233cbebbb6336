// SPDX-License-Identifier: GPL-3.0-or-later
// From the values that were given for an article's fields to the article.
#ifndef DATELINE_CORE_READERS_JSON_FIELDS_H_
#define DATELINE_CORE_READERS_JSON_FIELDS_H_

#include <absl/status/status.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/readers/json_values.h"
#include "core/readers/parsed_article.h"

namespace dateline::readers {

// What was taken of a given value.
enum class Taken : std::uint8_t { kNothing, kPart, kAll };

// A value with what became of it.
struct UsedField {
  GivenField given;
  Taken taken = Taken::kNothing;
  std::vector<std::string>
      path;  // of kPart: names from the top to what was taken, if empty unknown
};

// Fills one article. Not thread-safe.
class JsonFields {
 public:
  // `fields` outlives it; what becomes of each value is noted in it. Texts are HTML, unless a field
  // says that they are not.
  JsonFields(std::vector<UsedField>& fields, ParsedArticle& parsed)
      : fields_(fields), parsed_(parsed), article_(parsed.article) {}

  // INVALID_ARGUMENT if the id cannot be read; other values that cannot are told in the warnings.
  absl::Status Read();

 private:
  using Fields = std::vector<UsedField*>;

  // Those of `field` that say something, by rank, then in order. Empty ones are noted as taken.
  Fields Of(JsonField field);
  void ReadTextFormat();
  absl::Status ReadId();
  void ReadHeadline();
  void ReadBody();
  void ReadDates();
  void ReadNames();
  void ReadAuthors();
  void ReadAuthor(UsedField& field, std::vector<std::string>& authors, std::string& agency);
  void ReadLanguage();
  void ReadUrl();
  void ReadEntities();

  // The longest text of those with the best rank that has one.
  std::string Longest(const Fields& fields, std::size_t most_bytes);
  // The first text of `fields`. `clean`: it is HTML, or plain.
  std::string First(const Fields& fields, std::size_t most_bytes);
  std::string Clean(std::string text) const;
  static void Note(UsedField& field, const TakenText& taken);
  void Warn(std::string warning);
  void WarnUnread(const UsedField& field);

  std::vector<UsedField>& fields_;
  ParsedArticle& parsed_;
  article::Article& article_;
  bool html_ = true;
};

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_JSON_FIELDS_H_
