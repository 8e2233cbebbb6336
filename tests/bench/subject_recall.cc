// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/subject_recall.h"

#include <simdjson.h>

#include <set>
#include <string_view>

#include "core/text/fold.h"
#include "indexer/entities/resolver/article_entities.h"
#include "indexer/entities/tagger/tagger.h"
#include "indexer/training/text_source.h"
#include "tests/bench/subject_codes.h"

namespace dateline::bench {
namespace {

using Names = std::set<std::string>;  // folded

void ReadCodes(simdjson::dom::element article, const char* kind, std::vector<std::string>& codes) {
  simdjson::dom::array values;
  if (article["entities"][kind].get(values) != simdjson::SUCCESS) return;  // most have none
  for (const simdjson::dom::element value : values) {
    std::string_view code;
    if (value.get(code) == simdjson::SUCCESS) codes.emplace_back(code);
  }
}

absl::Status ReadArticle(simdjson::dom::element json, GivenArticle& given) {
  std::string_view headline;
  std::string_view body;
  if (json["headline"].get(headline) != simdjson::SUCCESS ||
      json["body"].get(body) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError("is no article with headline and body");
  }
  given.article.set_headline(std::string(headline));
  given.article.set_body(std::string(body));
  // What the text names as its own source is not an entity of it.
  if (std::string_view source; json["source"].get(source) == simdjson::SUCCESS)
    given.article.set_source(std::string(source));
  ReadCodes(json, "person", given.people);
  ReadCodes(json, "org", given.organisations);
  ReadCodes(json, "place", given.places);
  return absl::OkStatus();
}

// Of the type, in headline and body.
Names TaggedNames(const article::Article& article, v1::EntityType type,
                  const tagger::ArticleNames& tagged) {
  Names names;
  const auto add = [&](const std::vector<tagger::NameSpan>& spans, std::string_view text) {
    for (const tagger::NameSpan& span : spans) {
      if (span.type == type)
        names.insert(text::FoldName(text.substr(span.start, span.end - span.start)));
    }
  };
  add(tagged.headline, article.headline());
  add(tagged.body, article.body());
  return names;
}

// All names and spellings of the entities of the type.
Names EntityNames(const article::Article& article, v1::EntityType type) {
  Names names;
  for (const v1::Entity& entity : article.entities()) {
    if (entity.type() != type) continue;
    names.insert(text::FoldName(entity.name()));
    if (!entity.key().empty()) names.insert(entity.key());
    for (const std::string& spelling : entity.spellings()) names.insert(text::FoldName(spelling));
  }
  return names;
}

Names SalientCountries(const article::Article& article) {
  Names countries;
  for (const v1::Entity& entity : article.entities()) {
    const bool place = entity.type() == v1::ENTITY_TYPE_PLACE;
    if (place && entity.salient() && !entity.country().empty()) countries.insert(entity.country());
  }
  return countries;
}

std::string Listed(const article::Article& article) {
  std::string list;
  for (const v1::Entity& entity : article.entities()) {
    if (!list.empty()) list += ", ";
    list += entity.name() + " " + v1::EntityType_Name(entity.type()).substr(12, 2);
  }
  return article.headline() + ": " + list;
}

class Judge {
 public:
  explicit Judge(const std::shared_ptr<const tagger::NameModel>& model)
      : model_(model), tagger_(model) {}

  void Visit(const GivenArticle& given) {
    if (given.people.empty() && given.organisations.empty() && given.places.empty()) return;
    article::Article article = given.article;
    const tagger::ArticleNames& tagged = tagger_.Tag(article.headline(), article.body());
    const Names tagged_people = TaggedNames(article, v1::ENTITY_TYPE_PERSON, tagged);
    const Names tagged_organisations = TaggedNames(article, v1::ENTITY_TYPE_ORGANISATION, tagged);
    resolver::ResolveEntities(tagged, model_->gazetteer(), resolver::KnownNames(), article);
    const Names people = EntityNames(article, v1::ENTITY_TYPE_PERSON);
    const Names organisations = EntityNames(article, v1::ENTITY_TYPE_ORGANISATION);
    for (const std::string& code : given.people) {
      Count(NamesPerson(tagged_people, code), recall_.tagged_people);
      if (!Count(NamesPerson(people, code), recall_.people))
        recall_.missed_names[code].push_back(Listed(article));
    }
    for (const std::string& code : given.organisations) {
      Count(NamesOrganisation(tagged_organisations, code), recall_.tagged_organisations);
      if (!Count(NamesOrganisation(organisations, code), recall_.organisations))
        recall_.missed_names[code].push_back(Listed(article));
    }
    if (!given.places.empty()) CountPlaces(given.places, article);
  }

  SubjectRecall TakeResult() { return std::move(recall_); }

 private:
  static bool Count(bool found, Counts& counts) {
    counts.marked += 1;
    counts.right += found ? 1 : 0;
    return found;
  }

  // Two codes may be of one country ("west-germany", "east-germany").
  void CountPlaces(const std::vector<std::string>& codes, const article::Article& article) {
    const Names found = SalientCountries(article);
    Names marked;
    for (const std::string& code : codes) {
      const std::string country = CountryOfCode(code, model_->gazetteer());
      if (marked.insert(country).second && !found.contains(country))
        recall_.missed_places[code].push_back(Listed(article));
    }
    recall_.places.found += static_cast<double>(found.size());
    recall_.places.marked += static_cast<double>(marked.size());
    for (const std::string& country : marked) recall_.places.right += found.contains(country);
  }

  std::shared_ptr<const tagger::NameModel> model_;
  tagger::Tagger tagger_;
  SubjectRecall recall_;
};

}  // namespace

absl::StatusOr<std::vector<GivenArticle>> ReadArticles(const std::string& path,
                                                       std::size_t limit_bytes) {
  std::vector<GivenArticle> articles;
  simdjson::dom::parser parser;
  std::size_t bytes = 0;
  auto status = training::ReadLines(path, [&](std::string_view text) -> absl::Status {
    if (bytes >= limit_bytes) return absl::OkStatus();
    simdjson::dom::element json;
    if (parser.parse(text.data(), text.size()).get(json) != simdjson::SUCCESS)
      return absl::InvalidArgumentError("not JSON");
    GivenArticle& given = articles.emplace_back();
    if (const absl::Status read = ReadArticle(json, given); !read.ok()) return read;
    bytes += given.article.headline().size() + given.article.body().size();
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return articles;
}

SubjectRecall MeasureSubjectRecall(const std::vector<GivenArticle>& articles,
                                   const std::shared_ptr<const tagger::NameModel>& model) {
  Judge judge(model);
  for (const GivenArticle& article : articles) judge.Visit(article);
  return judge.TakeResult();
}

}  // namespace dateline::bench
