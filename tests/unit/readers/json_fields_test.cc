// SPDX-License-Identifier: GPL-3.0-or-later
// What publishers call the fields of an article, and how they wrap their values.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/readers/json_reader.h"

namespace dateline::readers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Authors(const article::Article& article) {
  std::string names;
  for (const std::string& name : article.authors()) names += (names.empty() ? "" : " + ") + name;
  return names;
}

// The fields that are set, as "headline=H; body=B; ...".
std::string Fields(const article::Article& article) {
  std::string told;
  const auto add = [&told](const char* name, const std::string& value) {
    if (!value.empty()) told += (told.empty() ? "" : "; ") + std::string(name) + "=" + value;
  };
  add("id", article.id());
  add("headline", article.headline());
  add("body", article.body());
  add("published",
      article.has_publish_time() ? std::to_string(article.publish_time().seconds()) : "");
  add("source", article.source());
  add("section", article.section());
  add("authors", Authors(article));
  add("language", article.language());
  add("tag", article.language_tag());
  add("url", article.url());
  add("pubstatus", article.pubstatus());
  add("embargoed", article.has_embargoed() ? std::to_string(article.embargoed().seconds()) : "");
  add("extra", article.extra());
  return told;
}

std::string Read(const std::string& json) {
  const auto parsed = ParseJsonArticle(json);
  if (!parsed.ok()) return "refused: " + std::string(parsed.status().message());
  return Fields(parsed->article);
}

struct Case {
  std::string json;
  std::string fields;
};

TEST(JsonFieldsTest, FieldsAreKnownByTheirUsualNamesInAnyCase) {
  for (const char* name : {"headline", "title", "Title", "HEADLINE", "webTitle", "name", "og:title",
                           "post_title", "article-title"}) {
    EXPECT_EQ(Read("{\"" + std::string(name) + "\":\"T\"}"), "headline=T");
  }
  for (const char* name :
       {"body", "text", "content", "articleBody", "body_html", "html", "maintext", "main_text",
        "post_content", "content:encoded", "bodyText", "Full Text", "description",
        "short_description", "shortDescription", "summary", "abstract", "standfirst", "excerpt"}) {
    EXPECT_EQ(Read("{\"" + std::string(name) + "\":\"T\"}"), "body=T");
  }
  for (const char* name : {"published",     "publish_time",     "publishTime",
                           "published_at",  "publishedAt",      "date",
                           "Date",          "pubDate",          "pubdate",
                           "pub_date",      "publication_date", "publish_date",
                           "date_publish",  "versioncreated",   "webPublicationDate",
                           "datePublished", "seendate",         "created",
                           "created_at",    "first-published",  "timestamp"}) {
    EXPECT_EQ(Read("{\"" + std::string(name) + "\":\"2024-03-05T10:00:00Z\"}"),
              "published=1709632800");
  }
  for (const char* name : {"source", "publisher", "site", "site_name", "outlet", "publication"})
    EXPECT_EQ(Read("{\"" + std::string(name) + "\":\"T\"}"), "source=T");
  for (const char* name : {"section", "category", "sectionName", "section_name", "articleSection"})
    EXPECT_EQ(Read("{\"" + std::string(name) + "\":\"T\"}"), "section=T");
  for (const char* name : {"author", "authors", "byline", "creator", "dc:creator", "Author Name"})
    EXPECT_EQ(Read("{\"" + std::string(name) + "\":\"T\"}"), "authors=T");
  for (const char* name : {"url", "link", "webUrl", "web_url", "canonical", "permalink", "URL"})
    EXPECT_EQ(Read("{\"" + std::string(name) + "\":\"http://x.org\"}"), "url=http://x.org");
  for (const char* name : {"id", "_id", "guid", "uuid", "article_id", "ID"})
    EXPECT_EQ(Read("{\"" + std::string(name) + "\":\"T\"}"), "id=T");
}

TEST(JsonFieldsTest, ValuesMayBeWrapped) {
  for (
      const Case& c : std::vector<Case>{
          {R"({"source":{"name":"Gazette"}})", "source=Gazette"},
          {R"({"source":{"id":"g","name":"Gazette"}})",
           R"(source=Gazette; extra={"source":{"id":"g"}})"},
          {R"({"headline":{"main":"Main"}})", "headline=Main"},
          {R"({"title":{"rendered":"A &amp; b"},"content":{"rendered":"<p>x</p>","protected":false}})",
           R"(headline=A & b; body=x; extra={"content":{"protected":false}})"},
          {R"({"date":{"$date":"2024-03-05T10:00:00Z"}})", "published=1709632800"},
          {R"({"date":{"$date":1709632800000}})", "published=1709632800"},
          {R"({"date":{"$date":{"$numberLong":"1709632800000"}}})", "published=1709632800"},
          {R"({"_id":{"$oid":"65f1"}})", "id=65f1"},
          {R"({"_id":{"$numberLong":"12345678901"}})", "id=12345678901"},
          {R"({"headline":{"@value":"V","@language":"en"}})",
           R"(headline=V; extra={"headline":{"@language":"en"}})"},
          {R"({"title":{"#text":"V"}})", "headline=V"},
          {R"({"category":["a"]})", "section=a"},
          {R"({"category":["a","b"]})", R"(section=a; extra={"category":["a","b"]})"},
          {R"({"categories":[{"name":"World"},{"name":"War"}]})",
           R"(section=World; extra={"categories":[{"name":"World"},{"name":"War"}]})"},
          {R"({"body":["One.","Two."]})", "body=One.\n\nTwo."},
          {R"({"link":[{"href":"http://x.org"}]})", "url=http://x.org"},
          {R"({"mainEntityOfPage":{"@id":"http://x.org"}})", "url=http://x.org"},
          {R"({"guid":"http://x.org/?p=1"})", "url=http://x.org/?p=1"},
          {R"({"guid":"http://x.org/?p=1","link":"http://x.org/a"})",
           R"(url=http://x.org/a; extra={"guid":"http://x.org/?p=1"})"},
          {R"({"source":"https://x.org/a","source-hostname":"X Daily"})",
           "source=X Daily; url=https://x.org/a"},
          {R"({"embargoed":"2024-03-05T10:00:00Z","pubstatus":"usable"})",
           "pubstatus=usable; embargoed=1709632800"}}) {
    EXPECT_EQ(Read(c.json), c.fields) << c.json;
  }
}

TEST(JsonFieldsTest, FieldsMayStandInAnObject) {
  for (const Case& c : std::vector<Case>{
           {R"({"_index":"n","_id":"7","_source":{"title":"T","text":"B","views":3}})",
            R"(id=7; headline=T; body=B; extra={"_index":"n","_source":{"views":3}})"},
           {R"({"webTitle":"T","fields":{"headline":"Other","bodyText":"B","trailText":"teaser"}})",
            R"(headline=T; body=B; extra={"fields":{"headline":"Other","trailText":"teaser"}})"},
           {R"({"id":"1","attributes":{"title":"T","body":"B"}})", "id=1; headline=T; body=B"},
           {R"({"summary":"teaser","article":{"body":"B"}})",
            R"(body=B; extra={"summary":"teaser"})"},
           {R"({"title":"T","article":"B"})", "headline=T; body=B"},
           {R"({"title":"T","fields":{"x":1}})", R"(headline=T; extra={"fields":{"x":1}})"}}) {
    EXPECT_EQ(Read(c.json), c.fields) << c.json;
  }
}

TEST(JsonFieldsTest, AnEmptyValueNeverReplacesAGivenOneAndTheLongerTextWins) {
  for (const Case& c : std::vector<Case>{
           {R"({"headline":"Keep me","title":"","body":"long body","text":""})",
            "headline=Keep me; body=long body"},
           {R"({"title":"  ","headline":"Keep me"})", "headline=Keep me"},
           {R"({"title":null,"headline":"Keep me","body":[],"text":{"a":null}})",
            "headline=Keep me"},
           {R"({"content":"cut at 200...","text":"the whole of the body"})",
            R"(body=the whole of the body; extra={"content":"cut at 200..."})"},
           {R"({"text":"the whole of the body","content":"cut at 200..."})",
            R"(body=the whole of the body; extra={"content":"cut at 200..."})"},
           {R"({"title":"Same","headline":"Same"})", "headline=Same"},
           {R"({"title":"Short","headline":"The longer one"})",
            R"(headline=The longer one; extra={"title":"Short"})"},
           {R"({"title":")" + std::string(2000, 'x') + R"(","headline":"Fits"})",
            R"(headline=Fits; extra={"title":")" + std::string(2000, 'x') + "\"}"},
           {R"({"title":"T","name":"a name that is longer"})",
            R"(headline=T; extra={"name":"a name that is longer"})"},
           {R"({"body":"b","description":"a teaser that is longer than the body"})",
            R"(body=b; extra={"description":"a teaser that is longer than the body"})"},
           {R"({"body":"","description":"a teaser","summary":"the longer teaser"})",
            R"(body=the longer teaser; extra={"description":"a teaser"})"},
           {R"({"title":"First","title":"The second one"})",
            R"(headline=The second one; extra={"title":"First"})"},
           {R"({"title":"First","title":""})", "headline=First"},
           {R"({"published":"","date":"2024-03-05T10:00:00Z"})", "published=1709632800"},
           {R"({"created":"2020-01-01T00:00:00Z","published":"2024-03-05T10:00:00Z"})",
            R"(published=1709632800; extra={"created":"2020-01-01T00:00:00Z"})"},
           {R"({"author":"Ann Roe","authors":["Ann Roe","Bob Poe"]})", "authors=Ann Roe + Bob Poe"},
           {R"({"url":"http://x.org/a","link":"http://x.org/a"})", "url=http://x.org/a"}}) {
    EXPECT_EQ(Read(c.json), c.fields) << c.json;
  }
  const auto two = ParseJsonArticle(R"({"url":"http://x.org/a","link":"http://x.org/b"})");
  EXPECT_EQ(two->article.url(), "http://x.org/a");
  EXPECT_EQ(two->article.extra(), R"({"link":"http://x.org/b"})");
  EXPECT_THAT(two->warnings, ElementsAre(HasSubstr("'link'")));
}

TEST(JsonFieldsTest, WhatCannotBeReadIsToldAndKept) {
  struct Unread {
    std::string json;
    std::string fields;
    std::string warning;
  };
  for (const Unread& c : std::vector<Unread>{
           {R"({"headline":"H","published":"Unknown"})",
            R"(headline=H; extra={"published":"Unknown"})", "date could not be read: 'Unknown'"},
           {R"({"headline":"H","date":"0000-00-00 00:00:00"})",
            R"(headline=H; extra={"date":"0000-00-00 00:00:00"})", "date could not be read: '0000"},
           {R"({"headline":"H","date":"N/A","pubDate":"2024-03-05T10:00:00Z"})",
            R"(headline=H; published=1709632800; extra={"date":"N/A"})", ""},
           {R"({"headline":1,"body":"b"})", R"(body=b; extra={"headline":1})",
            "value could not be read, kept in extra: 'headline' is a number"},
           {R"({"headline":"H","author":12,"categories":[3,4]})",
            R"(headline=H; extra={"author":12,"categories":[3,4]})", ""},
           {R"({"headline":"H","author":true})", R"(headline=H; extra={"author":true})",
            "'author' is true or false"},
           {R"({"headline":"H","language":"Elvish of old"})",
            R"(headline=H; extra={"language":"Elvish of old"})", "language not known"},
           {R"({"headline":"H","source":")" + std::string(300, 'x') + "\"}",
            R"(headline=H; extra={"source":")" + std::string(300, 'x') + "\"}",
            "value over the limit"}}) {
    const auto parsed = ParseJsonArticle(c.json);
    ASSERT_TRUE(parsed.ok()) << c.json << parsed.status();
    EXPECT_EQ(Fields(parsed->article), c.fields) << c.json;
    if (c.warning.empty()) {
      EXPECT_THAT(parsed->warnings, IsEmpty()) << c.json;
    } else {
      EXPECT_THAT(parsed->warnings, ElementsAre(HasSubstr(c.warning))) << c.json;
    }
  }
}

TEST(JsonFieldsTest, LanguagesAreNamesAndCodesOfAnyForm) {
  for (const auto& [given, fields] :
       std::vector<std::pair<std::string, std::string>>{{"en", "language=en"},
                                                        {"EN-gb", "language=en; tag=en-GB"},
                                                        {"en_US", "language=en; tag=en-US"},
                                                        {"eng", "language=en"},
                                                        {"ger", "language=de"},
                                                        {"English", "language=en"},
                                                        {"Deutsch", "language=de"},
                                                        {"nb", "language=no; tag=nb"},
                                                        {" fr ", "language=fr"}}) {
    EXPECT_EQ(Read(R"({"language":")" + given + "\"}"), fields) << given;
  }
  EXPECT_EQ(Read(R"({"inLanguage":{"@type":"Language","name":"French"}})"),
            R"(language=fr; extra={"inLanguage":{"@type":"Language"}})");
  EXPECT_EQ(Read(R"({"language":"en","languageTag":"en-AU"})"), "language=en; tag=en-AU");
}

TEST(JsonFieldsTest, AuthorsAreListedHoweverTheyAreGiven) {
  for (const Case& c : std::vector<Case>{
           {R"({"authors":"Josh Roe and Ann Poe, Reuters"})",
            "source=Reuters; authors=Josh Roe + Ann Poe"},
           {R"({"source":"Gazette","authors":"Josh Roe, AP"})",
            "source=Gazette; authors=Josh Roe + AP"},
           {R"({"source":"AP","authors":"Josh Roe, AP"})", "source=AP; authors=Josh Roe"},
           {R"({"author":{"name":"Ann Poe"}})", "authors=Ann Poe"},
           {R"({"author":{"name":"Ann Poe and Bob Roe"}})", "authors=Ann Poe + Bob Roe"},
           {R"({"author":{"name":"Ann Poe","url":"http://x.org"}})",
            R"(authors=Ann Poe; extra={"author":{"name":"Ann Poe","url":"http://x.org"}})"},
           {R"({"authors":[{"name":"Ann Poe"},{"name":"Bob Roe"}]})", "authors=Ann Poe + Bob Roe"},
           {R"({"authors":[{"first":"Ann","last":"Poe"},{"given":"Bob B.","family":"Roe"}]})",
            "authors=Ann Poe + Bob B. Roe"},
           {R"({"byline":{"original":"By ANN POE and BOB ROE","person":null}})",
            R"(authors=ANN POE + BOB ROE; )"
            R"(extra={"byline":{"original":"By ANN POE and BOB ROE","person":null}})"},
           {R"({"author":"Ann Poe, Political Editor"})",
            R"(authors=Ann Poe; extra={"author":"Ann Poe, Political Editor"})"},
           {R"({"authors":["By Ann Poe"," ",null]})", "authors=Ann Poe"},
           {R"({"html":false,"authors":["Josh Roe and Ann Poe"]})",
            "authors=Josh Roe and Ann Poe"}}) {
    EXPECT_EQ(Read(c.json), c.fields) << c.json;
  }
}

TEST(JsonFieldsTest, HalvesOfSurrogatePairsBecomeReplacementCharacters) {
  for (const auto& [json, title] : std::vector<std::pair<std::string, std::string>>{
           {R"({"title":"a \ud83d one"})", "a \uFFFD one"},
           {R"({"title":"a \ude00 one"})", "a \uFFFD one"},
           {R"({"title":"\ud83d\ud83d\ude00"})", "\uFFFD\U0001F600"},
           {R"({"title":"\\ud83d \ud83d"})", "\\ud83d \uFFFD"},
           {R"({"title":"\ud83d\n"})", "\uFFFD\n"}}) {
    const auto parsed = ParseJsonArticle(json);
    ASSERT_TRUE(parsed.ok()) << json << parsed.status();
    EXPECT_EQ(parsed->article.headline(), title) << json;
  }
  EXPECT_EQ(Read(R"({"title":"T","x":"\ud83d"})"), R"(headline=T; extra={"x":"\ufffd"})");
  const auto broken = ParseJsonArticle(R"({"title":"\ud83d","a":tru})");
  EXPECT_THAT(std::string(broken.status().message()), HasSubstr("byte 23"));
}

}  // namespace
}  // namespace dateline::readers
