// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/url.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/article/article.h"

namespace dateline::article {
namespace {

TEST(UrlHostTest, IsLowerCaseWithoutPortAndWww) {
  EXPECT_EQ(UrlHost("https://www.Example.COM:8080/a?b"), "example.com");
  EXPECT_EQ(UrlHost("http://user@news.example.org"), "news.example.org");
  EXPECT_EQ(UrlHost("not a url"), "");
  EXPECT_EQ(UrlHost(""), "");
}

TEST(UrlKeyTest, WhatDoesNotTellArticlesApartIsLeftOut) {
  for (const auto& [url, key] : std::vector<std::pair<std::string, std::string>>{
           {"https://example.org/a", "example.org/a"},
           {"http://example.org/a", "example.org/a"},
           {"HTTPS://WWW.Example.ORG/a", "example.org/a"},
           {"https://example.org:443/a", "example.org/a"},
           {"http://example.org:80/a/", "example.org/a"},
           {"https://example.org/a#top", "example.org/a"},
           {"https://example.org/a/?utm_source=x&utm_medium=y", "example.org/a"},
           {"https://example.org/a?fbclid=1&id=2&gclid=3&page=4", "example.org/a?id=2&page=4"},
           {"https://example.org/a?UTM_Source=x&mc_cid=1&mc_eid=2&ref=rss&CMP=y&smid=tw",
            "example.org/a"},
           {"https://example.org/a?", "example.org/a"},
           {"https://example.org/a?&b=1&", "example.org/a?b=1"},
           {"https://example.org", "example.org"},
           {"https://example.org/", "example.org"},
           {"https://example.org?utm_source=x#y", "example.org"},
           // What may tell them apart stays.
           {"https://example.org:8080/a", "example.org:8080/a"},
           {"https://m.example.org/a", "m.example.org/a"},
           {"https://example.org/A?B=c&a=1", "example.org/A?B=c&a=1"},
           {"https://example.org/#!/a/5", "example.org#!/a/5"},
           {"https://example.org/a?u=http://b.org/c", "example.org/a?u=http://b.org/c"},
           {"urn:isbn:1", "urn:isbn:1"},
           {"ftp://Example.org/a/", "ftp://Example.org/a/"},
           {"", ""}}) {
    EXPECT_EQ(UrlKey(url), key) << url;
  }
}

std::string IdOf(const std::string& url) {
  Article article;
  article.set_headline("H");
  article.set_url(url);
  EXPECT_TRUE(NormalizeArticle(article).ok());
  EXPECT_EQ(article.url(), url);
  return article.id();
}

TEST(UrlKeyTest, OneStoryHasOneId) {
  EXPECT_EQ(IdOf("https://www.example.org/a?utm_source=x"), IdOf("http://example.org/a/#b"));
  EXPECT_NE(IdOf("https://example.org/a?id=1"), IdOf("https://example.org/a?id=2"));
}

}  // namespace
}  // namespace dateline::article
