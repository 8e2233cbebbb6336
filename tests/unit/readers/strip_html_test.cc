// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/strip_html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "core/readers/json_reader.h"

namespace dateline::readers {
namespace {

TEST(StripHtmlTest, MarkupGoesAndTextStays) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"<p>One.</p><p>Two.</p>", "One.\n\nTwo."},
      {"<P CLASS='a>b'>One</P>\n  <p>Two", "One\n\nTwo"},
      {"One<br>two<br/>three<br />four", "One\ntwo\nthree\nfour"},
      {"<b>bo</b>ld and <a href=\"http://x/?a>b\">a link</a>", "bold and a link"},
      {"<ul><li>one</li><li>two</li></ul>end", "one\n\ntwo\n\nend"},
      {"<h2>Head</h2>Text <img src=x onerror=alert(1)>here", "Head\n\nText here"},
      {"<p>a</p><script>if (a < b) { x('<p>'); }</script><p>b</p>", "a\n\nb"},
      {"<style>p { color: red }</style><div>seen</div>", "seen"},
      {"<script>never closed <b>bold</b>", "never closed bold"},
      {"<p>a <!-- hidden <b>x</b> --> b</p>", "a b"},
      {"<p>AT&amp;T &lt;b&gt; &#8217;&#x2019;&#146; caf&eacute;&nbsp;&hellip;</p>",
       "AT&T <b> \u2019\u2019\u2019 caf\u00e9 \u2026"},
      {"<p>a&#127;b &#x7F;</p>", "a\uFFFDb \uFFFD"},  // what cleaning takes for a control character
      {"<p>R&D, &unknown; &#0; &#xD800; &#x110000; & ;</p>",
       "R&D, &unknown; \uFFFD \uFFFD \uFFFD & ;"},
      {"<p>if a < b and <SRD> falls</p>", "if a < b and <SRD> falls"},
      {"<blockquote>quoted</blockquote><figure>f<figcaption>c</figcaption></figure>",
       "quoted\n\nf\n\nc"},
      {"<table><tr><td>1</td><td>2</td></tr></table>", "1\n\n2"},
      {"<p></p>", ""}};
  for (const auto& [html, text] : cases) EXPECT_EQ(StripHtml(html), text) << html;
}

TEST(StripHtmlTest, TextWithoutKnownElementsStaysByteForByte) {
  for (const std::string text :
       {"", "a < b > c", "Shares of Sandridge <SRD> fell", "<GOOG.O>  up 3 %\r\n\r\n two",
        "AT&amp;T stays", "<!-- a comment -->", "x <- y", "<3", "<", "</", "<p",
        "<p class=", "<Person> said", "<a.b@c.org>", "<b2b>", "<pre-market>", "\xff<\xfe"}) {
    EXPECT_EQ(StripHtml(text), text);
  }
}

TEST(StripHtmlTest, WhatWasStrippedHoldsNoElementUnlessTheTextSpelledItOut) {
  EXPECT_EQ(StripHtml("<scr<script></script>ipt>alert(1)"), "<scr\n\nipt>alert(1)");
}

TEST(StripHtmlTest, HostileTextsTakeLinearTime) {
  const auto start = std::chrono::steady_clock::now();
  for (const std::string part : {"<p ", "<script>", "<b \"", "<!--<p>", "&#", "</", "<a x='"}) {
    std::string text = "<p>";
    while (text.size() < (1U << 20U)) text += part;
    EXPECT_LE(StripHtml(text).size(), text.size() * 2);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(JsonArticleTest, BodyAndHeadlineAreStrippedAndOtherFieldsAreNot) {
  const auto article = ParseJsonArticle(
      R"({"headline":"<b>Bold</b> claim","body":"<p>One.</p><p>Two &amp; three.</p>",)"
      R"("section":"<b>kept</b>"})",
      nullptr);
  ASSERT_TRUE(article.ok()) << article.status();
  EXPECT_EQ(article->headline(), "Bold claim");
  EXPECT_EQ(article->body(), "One.\n\nTwo & three.");
  EXPECT_EQ(article->section(), "<b>kept</b>");
}

}  // namespace
}  // namespace dateline::readers
