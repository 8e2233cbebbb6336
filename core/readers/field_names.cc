// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/field_names.h"

#include <initializer_list>
#include <unordered_map>

namespace dateline::readers {
namespace {

constexpr int kWeakRank = 5;  // may hold something else

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};
using Table = std::unordered_map<std::string, FieldName, Hash, std::equal_to<>>;

void Add(Table& table, JsonField field, int rank, std::initializer_list<const char*> names) {
  for (const char* name : names) table.emplace(name, FieldName{field, rank});
}

// Of the formats of news sites and agencies (schema.org, ninjs, NewsAPI, The Guardian, The New York
// Times), of content systems (WordPress, Ghost, Drupal) and of programs that fetch pages
// (newspaper3k, news-please, trafilatura, feedparser). Folded.
void AddTexts(Table& table) {
  Add(table, JsonField::kHeadline, 0,
      {"headline", "title", "webtitle", "heading", "hed", "posttitle", "articletitle", "newstitle",
       "storytitle", "headlinetext", "titletext", "articleheadline", "mainheadline", "dc:title"});
  Add(table, JsonField::kHeadline, 1, {"og:title", "seotitle", "printheadline"});
  Add(table, JsonField::kHeadline, kWeakRank, {"name"});
  Add(table, JsonField::kBody, 0,
      {"body",        "text",        "content",         "articlebody",    "bodyhtml",
       "maintext",    "postcontent", "content:encoded", "contentencoded", "bodytext",
       "fulltext",    "articletext", "maincontent",     "bodycontent",    "contenthtml",
       "contenttext", "bodyxhtml",   "texthtml",        "textcontent",    "articlecontent",
       "cleanedtext", "plaintext",   "storytext",       "storybody",      "newstext",
       "bodymarkup",  "htmlbody",    "htmlcontent"});
  Add(table, JsonField::kBody, 1, {"article", "story", "paragraphs", "rawtext"});
  Add(table, JsonField::kBody, kTeaserRank,
      {"description",
       "shortdescription",
       "summary",
       "abstract",
       "standfirst",
       "excerpt",
       "postexcerpt",
       "leadparagraph",
       "teaser",
       "trailtext",
       "dek",
       "deck",
       "lede",
       "snippet",
       "intro",
       "synopsis",
       "blurb",
       "og:description",
       "metadescription",
       "descriptiontext",
       "dc:description"});
}

void AddDates(Table& table) {
  // Says as exactly as it is known what publish_time beside it says as a moment.
  Add(table, JsonField::kPublished, -1, {"publishdate"});
  Add(table, JsonField::kPublished, 0,
      {"published",
       "publishtime",
       "publishedat",
       "publishedon",
       "publisheddate",
       "publisheddatetime",
       "publishedtime",
       "pubdate",
       "pubtime",
       "pubdatetime",
       "publicationdate",
       "publicationtime",
       "publicationdatetime",
       "publishdatetime",
       "datepublish",
       "datepublished",
       "dateofpublication",
       "webpublicationdate",
       "firstpublished",
       "firstpublishedat",
       "firstpublicationdate",
       "originalpublicationdate",
       "article:publishedtime",
       "articledate",
       "displaydate",
       "releasedate",
       "publishedparsed",
       "publisheddateutc",
       "postdategmt",
       "dategmt",
       "newsdate",
       "storydate",
       "postdate",
       "dateissued",
       "issued"});
  Add(table, JsonField::kPublished, 1, {"date", "dc:date", "dcterms:issued", "postedat", "posted"});
  Add(table, JsonField::kPublished, 2, {"versioncreated", "seendate", "datetime", "timestamp"});
  Add(table, JsonField::kPublished, kWeakRank,
      {"created", "createdat", "createddate", "creationdate", "datecreated", "createdon",
       "firstcreated", "time"});
  Add(table, JsonField::kEmbargoed, 0, {"embargoed", "embargo", "embargodate", "embargoeduntil"});
}

void AddNames(Table& table) {
  Add(table, JsonField::kSource, 0,
      {"source", "sourcename", "publisher", "publishername", "outlet", "outletname", "newspaper",
       "newspapername", "publication", "publicationname", "medianame", "newssource", "sourcetitle",
       "provider", "providername", "dc:publisher", "dc:source"});
  Add(table, JsonField::kSource, 1, {"site", "sitename", "og:sitename", "website", "newsagency"});
  Add(table, JsonField::kSource, kWeakRank,
      {"sourcehostname", "sourcedomain", "hostname", "domain"});
  Add(table, JsonField::kSection, 0,
      {"section", "sectionname", "sectiontitle", "sections", "articlesection", "article:section",
       "rubric", "ressort"});
  Add(table, JsonField::kSection, 1,
      {"category", "categories", "categoryname", "newscategory", "articlecategory", "department",
       "newsdesk", "desk"});
  Add(table, JsonField::kAuthors, 0,
      {"author", "authors", "byline", "bylines", "creator", "creators", "authorname", "authornames",
       "writer", "writers", "reporter", "reporters", "writtenby", "dc:creator", "article:author",
       "journalist", "journalists", "columnist", "authorlist"});
  Add(table, JsonField::kAuthors, kWeakRank, {"contributor", "contributors", "dc:contributor"});
  Add(table, JsonField::kLanguage, 0,
      {"language", "lang", "languagecode", "langcode", "inlanguage", "dc:language", "languages"});
  Add(table, JsonField::kLanguage, kWeakRank, {"locale", "og:locale"});
  Add(table, JsonField::kLanguageTag, 0, {"languagetag"});
  Add(table, JsonField::kPubstatus, 0, {"pubstatus"});
}

void AddOthers(Table& table) {
  Add(table, JsonField::kId, 0, {"id", "articleid", "docid", "documentid", "storyid", "newsid"});
  Add(table, JsonField::kId, 1, {"uuid", "guid"});
  Add(table, JsonField::kId, 2, {"uri"});
  Add(table, JsonField::kUrl, 0,
      {"url", "link", "weburl", "canonical", "canonicalurl", "canonicallink", "permalink",
       "articleurl", "storyurl", "newsurl", "pageurl", "og:url", "articlelink", "urllink"});
  Add(table, JsonField::kUrl, kWeakRank, {"href", "links", "mainentityofpage", "sourceurl"});
  Add(table, JsonField::kEntities, 0, {"entities", "namedentities"});
  Add(table, JsonField::kAbout, 0, {"about", "mentions"});
  Add(table, JsonField::kHtml, 0, {"html"});
  Add(table, JsonField::kTextFormat, 0, {"textformat"});
  Add(table, JsonField::kExtra, 0, {"extra"});
  Add(table, JsonField::kProvenance, 0, {"provenance"});
  Add(table, JsonField::kIgnored, 0, {"publishprecision", "publishendtime"});
}

}  // namespace

std::string FoldFieldName(std::string_view name) {
  std::string folded;
  folded.reserve(name.size());
  for (const char c : name) {
    if (c == '_' || c == '-' || c == ' ') continue;
    folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return folded;
}

std::optional<FieldName> FindFieldName(std::string_view name) {
  static const auto* const table = [] {
    auto* all = new Table;
    AddTexts(*all);
    AddDates(*all);
    AddNames(*all);
    AddOthers(*all);
    return all;
  }();
  constexpr std::size_t kLongest = 64;
  if (name.size() > kLongest) return std::nullopt;
  const auto found = table->find(FoldFieldName(name));
  if (found == table->end()) return std::nullopt;
  return found->second;
}

bool IsContainerName(std::string_view name) {
  if (name == "_source") return true;
  for (const std::string_view one :
       {"fields", "attributes", "article", "story", "document", "post"}) {
    if (FoldFieldName(name) == one) return true;
  }
  return false;
}

}  // namespace dateline::readers
