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
      {"<p></p>", ""},
      {"One.<P>Two.<P>Three.", "One.\n\nTwo.\n\nThree."},
      {"One. <P> Two <B>three</B>.", "One.\n\nTwo three."},
      {"Don&#8217;t panic: AT&amp;T&#039;s boss", "Don\u2019t panic: AT&T's boss"},
      {"<![CDATA[<p>The mayor won.</p>]]>", "The mayor won."},
      {"<p>a]]>b</p>", "a]]>b"},
      {"<amp-img src=x></amp-img><video controls>b</video><button>c</button><o:p></o:p>d", "bcd"},
      {"<my-tag>a</my-tag> <x/> </unknown>b", "a  b"},
      {"<!-- more -->a", "a"},
      {"One<br><br>Two<br>Three", "One\n\nTwo\nThree"},
      {"<p>&nbsp;</p><p>x</p>", "x"},
      {"<pre>a\n  b\n</pre>c", "a\nb\n\nc"},
      {"<img src=\"data:image/png;base64," + std::string(20000, 'A') + "\">x", "x"},
      {"<?xml version=\"1.0\"?><p>a</p>", "a"},
      {"<!DOCTYPE html><html><head><title>t</title></head><body><p>a</p></body></html>", "a"},
      {"<p>caf&eacute; &NotEqualTilde; &CounterClockwiseContourIntegral;</p>",
       "caf\u00e9 \u2242\u0338 \u2233"},
      {"&amp;lt;b&amp;gt;", "&lt;b&gt;"}};  // once
  for (const auto& [html, text] : cases) EXPECT_EQ(StripHtml(html), text) << html;
}

TEST(StripHtmlTest, TextWithoutMarkupStaysByteForByte) {
  for (const std::string text : {"",
                                 "a < b > c",
                                 "Shares of Sandridge <SRD> fell",
                                 "<GOOG.O>  up 3 %\r\n\r\n two",
                                 "AT&T stays",
                                 "x <- y",
                                 "<3",
                                 "<",
                                 "</",
                                 "<p",
                                 "<p class=",
                                 "<Person> said",
                                 "<a.b@c.org>",
                                 "<b2b>",
                                 "<pre-market>",
                                 "\xff<\xfe",
                                 "if a<b and c>d then",
                                 "<p and q>",
                                 "<i think so>",
                                 "<http://example.org/a>",
                                 "<mailto:a@example.org>",
                                 "Sears <S> rose",
                                 "Du Pont <DD> wins against Phillips <P>",
                                 "Navistar <NAV>, Premier <PRE> and <TD>",
                                 "?a=1&copy=2&lt=3",
                                 "R&D, &unknown, &#x;",
                                 "<!-- never closed",
                                 "<! a >",
                                 "a ]]> b",
                                 "5 &"}) {
    EXPECT_EQ(StripHtml(text), text);
  }
}

TEST(StripHtmlTest, LinesStayWhereNoTagMarksParagraphs) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"First para here.\n\nSecond <b>para</b> here.", "First para here.\n\nSecond para here."},
      {"One\nline &amp; more.\n\n\nTwo.", "One\nline & more.\n\n\nTwo."},
      {"<h2>Head</h2>\n\nOne\nline.\n\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nTwo.",
       "Head\n\nOne\nline.\n\na\n\nb\n\nTwo."},
      {"<p>One\n\nline.</p>\n\n\n<p>Two.</p>", "One line.\n\nTwo."},
      {"One\n\nline.<br>Two.", "One line.\nTwo."}};
  for (const auto& [html, text] : cases) EXPECT_EQ(StripHtml(html), text) << html;
}

TEST(StripHtmlTest, WhatWasStrippedHoldsNoElementUnlessTheTextSpelledItOut) {
  EXPECT_EQ(StripHtml("<scr<script></script>ipt>alert(1)"), "<scr\n\nipt>alert(1)");
  EXPECT_EQ(StripHtml("<script>a</script><div>b"), "b");
}

TEST(StripHtmlTest, HostileTextsTakeLinearTime) {
  const auto start = std::chrono::steady_clock::now();
  for (const std::string part : {"<p ", "<script>", "<b \"", "<!--<p>", "&#", "</", "<a x='",
                                 "<div>", "<b x=1><p>", "<div></section>", "<ul><li>",
                                 "<table><tr><td>", "<svg>", "<x>", "<div></h1></div></section>",
                                 "<![CDATA[", "<script></scrip>", "<pre>", "<blockquote><p>"}) {
    std::string text = "<p>";
    while (text.size() < (1U << 18U)) text += part;
    EXPECT_LE(StripHtml(text).size(), text.size() * 2);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(StripArticleTest, OnlyAnArticleThatSaysSoIsHtml) {
  v1::Article article;
  article.set_headline("<b>A</b> &amp; b");
  article.set_body("<p>One</p><p>Two</p>");
  v1::Article html = article;
  html.set_text_format(v1::TEXT_FORMAT_HTML);
  StripArticle(html);
  EXPECT_EQ(html.headline(), "A & b");
  EXPECT_EQ(html.body(), "One\n\nTwo");
  StripArticle(article);
  EXPECT_EQ(article.headline(), "<b>A</b> &amp; b");
}

TEST(JsonArticleTest, EveryTextIsCleaned) {
  const auto parsed = ParseJsonArticle(
      R"({"headline":"<b>Bold</b> claim","body":"<p>One.</p><p>Two &amp; three.</p>",)"
      R"("section":"Arts &amp; Books","author":"Se&aacute;n &Oacute; S&eacute;","source":"AT&#38;T",)"
      R"("url":"https://x.org/?a=1&amp;b=2","entities":["Marks &amp; Spencer"]})");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  const article::Article& article = parsed->article;
  EXPECT_EQ(article.headline(), "Bold claim");
  EXPECT_EQ(article.body(), "One.\n\nTwo & three.");
  EXPECT_EQ(article.section(), "Arts & Books");
  EXPECT_EQ(article.authors(0), "Se\u00e1n \u00d3 S\u00e9");
  EXPECT_EQ(article.source(), "AT&T");
  EXPECT_EQ(article.url(), "https://x.org/?a=1&b=2");
  EXPECT_EQ(article.entities(0).name(), "Marks & Spencer");
}

}  // namespace
}  // namespace dateline::readers
