// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sample_columns.h"

#include <fmt/format.h>

#include <string>

#include "tests/support/index_contents.h"
#include "tests/support/test_index.h"

namespace dateline::test_support {
namespace {

v1::Entity Person(const std::string& name, bool salient) {
  v1::Entity person;
  person.set_name(name);
  person.set_type(v1::ENTITY_TYPE_PERSON);
  person.set_origin(v1::ENTITY_ORIGIN_DETECTED);
  person.set_salient(salient);
  return person;
}

}  // namespace

article::Article Numbered(int number) {
  article::Article article =
      MakeArticle(fmt::format("id{}", number), "Headline", "Body",
                  number % 3 == 0 ? "" : fmt::format("20{:02}-05-01", number % 40),
                  number % 2 == 0 ? "The Gazette" : "THE GAZETTE");
  if (number % 5 != 0) article.add_authors(fmt::format("Author {}", number % 7));
  if (number % 4 == 0) article.add_authors("Zoë Quill");
  if (number % 6 == 1) article.set_publish_precision(v1::DATE_PRECISION_DAY);
  if (number % 9 == 2 || number % 9 == 5) {
    article.clear_publish_time();
    article.set_publish_date(number % 9 == 2 ? "1887-03" : "../1887");
  }
  article = Normalised(article);
  if (number % 3 == 1) {
    *article.add_entities() = Person(fmt::format("Ann {}", number % 5), number % 2 == 0);
    *article.add_entities() = Person("Bo Reed", number % 4 == 0);
    v1::Entity& place = *article.add_entities();
    place.set_name(number % 2 == 0 ? "Lyon" : "LYON");
    place.set_type(v1::ENTITY_TYPE_PLACE);
    place.set_country("France");
    place.add_spellings("Lyons");
  }
  return article;
}

void AddRow(const article::Article& article, segments::ColumnsBuilder& builder) {
  builder.Add(article, article::ContentHash(article), 1, 2);
}

segments::ColumnsBuilder ColumnsBuilderOf(int first, int count) {
  segments::ColumnsBuilder builder;
  for (int i = first; i < first + count; ++i) AddRow(Numbered(i), builder);
  return builder;
}

index::Columns ColumnsOf(int first, int count) { return ColumnsBuilderOf(first, count).Finish(); }

}  // namespace dateline::test_support
