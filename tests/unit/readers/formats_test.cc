// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "core/readers/unicode_decoder.h"

namespace dateline::readers {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

// What a file of this name and content is; "?" if nothing is known of it.
std::string What(const std::string& name, const std::string& content) {
  const Format* format = RecogniseFormat(FormatSample(name, content, true));
  return format == nullptr ? "?" : std::string(format->what);
}

std::string Slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

struct ContentCase {
  const char* what;  // a part of it
  std::string content;
};

// Content decides, also from stdin and under the name of a page.
TEST(FormatsTest, WhatContentPlainlyShowsIsThatUnderEveryName) {
  const std::vector<ContentCase> cases = {
      {"HTML", "<!DOCTYPE html>\n<html><head><title>T</title></head></html>"},
      {"HTML", "<!doctype HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">\n<HTML>"},
      {"HTML", "  <html lang=\"en\"><body><p>Text</p>"},
      {"HTML", "<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"x\" \"y\">\n<html xmlns=\"z\">"},
      {"HTML", "<!-- saved from url=(0014)about:internet -->\n<html>"},
      {"HTML", "<div class=\"story\"><h1>Headline</h1><p>Text</p></div>"},
      {"HTML", "<meta charset=\"utf-8\">\n<title>T</title>\n<p>Text"},
      {"RSS", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel>"},
      {"RSS", "<rss version=\"0.91\">\n<channel><title>T</title></channel></rss>"},
      {"RSS", "<?xml version=\"1.0\"?><rdf:RDF xmlns=\"http://purl.org/rss/1.0/\">"},
      {"Atom",
       "<?xml version=\"1.0\"?>\n<!-- made by hand -->\n<feed xmlns=\"w3\"><title/></feed>"},
      {"Atom", "<atom:feed xmlns:atom=\"http://www.w3.org/2005/Atom\"></atom:feed>"},
      {"NITF",
       "<?xml version=\"1.0\"?>\n<!DOCTYPE nitf SYSTEM \"nitf.dtd\">\n<nitf><head/></nitf>"},
      {"NewsML", "<?xml version=\"1.0\"?>\n<newsItem guid=\"urn:x\" version=\"1\"></newsItem>"},
      {"NewsML", "<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet/>"},
      {"NewsML", "<?xml version=\"1.0\"?><NewsML><NewsItem/></NewsML>"},
      {"XML", "<?xml version=\"1.0\"?>\n<urlset><url><loc>x</loc></url></urlset>"},
      {"XML", "<records>\n<record id=\"1\"/>\n</records>"},
      {"WARC", "WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n\r\n"},
      {"WET", "WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\nWARC/1.0\r\nWARC-Type: conversion\r\n"},
      {"WARC", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"},
      {"mailbox",
       "From ada@example.org Fri Mar  5 10:00:00 2021\nReceived: by x\nSubject: S\n\nT\n"},
      {"mailbox", "From MAILER-DAEMON Fri Jul  8 12:08:34 2011\nFrom: a@b.c\nTo: d@e.f\n\nText\n"},
      {"mail",
       "Return-Path: <a@b.c>\nReceived: from x\n\tby y\nFrom: A <a@b.c>\nSubject: S\n\nT\n"},
      {"mail",
       "From: a@b.c\nTo: d@e.f\nSubject: Hello\nDate: Fri, 5 Mar 2021 10:00:00 +0000\n\nT\n"},
      {"versions",
       "commit 1b2c3d4e5f60718293a4b5c6d7e8f90112233445\nAuthor: A <a@b.c>\n"
       "Date:   Fri Nov 27 10:00:00 2026 +0000\n\n    Subject\n\n    Text.\n"},
      {"versions",
       "commit 1b2c3d4e5f60718293a4b5c6d7e8f90112233445 (HEAD -> main)\n"
       "Merge: 1111111 2222222\nAuthor: A <a@b.c>\n"},
      {"versions", "* commit 1b2c3d4e5f60718293a4b5c6d7e8f90112233445\n| Author: A <a@b.c>\n"},
      {"versions", "be23271 CURRENT has a checksum\nd2bf666 Read again: slow lines are bounded\n"},
      {"versions", "* be23271 One\n* d2bf666 Two\n|\\  \n| * 1234abc Three\n"},
      {"versions", "Ada Lovelace (2):\n      First subject\n      Second subject\n"},
      {"versions",
       "------------------------------------------------------------------------\n"
       "r123 | ada | 2020-01-02 10:00:00 +0000 | 2 lines\n\nText\n"},
      {"patch", "diff --git a/x b/x\nindex 1..2\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"},
      {"patch",
       "From 1b2c3d4e5f60718293a4b5c6d7e8f90112233445 Mon Sep 17 00:00:00 2001\nFrom: A\n"},
      {"comma", "id,title,url,publish_date\n1,One,http://a/1,2020-01-02\n"},
      {"comma", "stories_id;publish_date;title\n1;2020-01-02;Eins\n2;2020-01-03;Zwei\n"},
      {"comma", "\"title\",\"text\"\n\"A, b\",\"Two\nlines, with \"\"quotes\"\"\"\n"},
      {"comma", "c1,\"Gasworks chimney felled\",x\nc2,\"Bridge, old\",y\nc3,Pier,z\n"},
      {"comma", "a|b|c\n1|2|3\n4|5|6\n"},
      {"tab", "id\ttitle\tdate\n1\tOne\t2020-01-02\n"},
      {"tab", "q1\toil price\nq2\tiraq war\n"},
      {"YAML", "%YAML 1.2\n---\na: b\n"},
      {"YAML", "---\ntitle: T\nlayout: post\n---\nText\n"},
      {"YAML", "version: 2\njobs:\n  build:\n    steps:\n      - run: make\n"},
      {"YAML", "- title: One\n  body: Text\n- title: Two\n  body: Text\n"},
      {"settings", "[Unit]\nDescription=Dateline\nAfter=network.target\n\n[Service]\nUser=d\n"},
      {"settings", "[core]\n\trepositoryformatversion = 0\n\tbare = false\n"},
      {"settings", "HOST=localhost\nPORT=7711\n# comment\nNAME=\"x y\"\n"},
      {"settings", "FROM debian:12\nRUN apt-get update\nCOPY . /src\nCMD [\"/bin/true\"]\n"},
      {"settings", "{\n  \"name\": \"x\",\n  \"dependencies\": {\n    \"a\": \"1\"\n  }\n}\n"},
      {"settings", "{\n  \"$schema\": \"http://json-schema.org/x\",\n  \"type\": \"object\"\n}\n"},
      {"source code", "#!/bin/sh\nset -eu\necho hello\n"},
      {"source code", "#include <vector>\n\nint main() {\n  return 0;\n}\n"},
      {"source code", "import os\n\n\ndef main():\n    path = os.getcwd()\n    print(path)\n"},
      {"source code", "// Copyright 2020\npackage main\n\nimport \"fmt\"\n\nfunc main() {\n}\n"},
      {"source code", "SELECT id,\n  title\nFROM articles\nWHERE x_y = 1;\nDROP TABLE a_b;\n"},
      {"source code", "body {\n  color: red;\n}\n\n.a, .b {\n  margin: 0;\n}\n"},
      {"source code", "dateline_library(dateline_text\n  SOURCES a.cc\n  LIBS x_y)\nadd_test(x)\n"},
      {"source code", "-- SPDX-License-Identifier: MIT\nfoo\n"},
      {"licence",
       "                    GNU GENERAL PUBLIC LICENSE\n                       Version 3\n\n"
       " Everyone is permitted to copy and distribute verbatim copies\n"},
      {"licence",
       "MIT License\n\nCopyright (c) 2020 A\n\nPermission is hereby granted, free of "
       "charge, to any person obtaining a copy\n"},
      {"licence",
       "Copyright 2020 A\n\nRedistribution and use in source and binary forms, with or\n"},
      {"licence",
       "\n                                 Apache License\n                           "
       "Version 2.0\n\n   TERMS AND CONDITIONS FOR USE\n"},
      {"Markdown", "# Dateline\n\nA news search engine.\n\n## Build\n\n```\nmake\n```\n"},
      {"Markdown", "Project\n=======\n\nText of it.\n"},
      {"Markdown", "[![build](https://x/y.svg)](https://x)\n\nText\n"},
      {"subtitles", "WEBVTT\n\n00:01.000 --> 00:04.000\nText\n"},
      {"subtitles", "1\n00:00:01,000 --> 00:00:04,000\nText\n"},
      {"log",
       "2020-01-02 10:00:00 INFO a\n2020-01-02 10:00:01 INFO b\n2020-01-02 10:00:02 WARN c\n"},
      {"log",
       "10.0.0.1 - - [x] \"GET /\"\n10.0.0.2 - - [x] \"GET /\"\n10.0.0.3 - - [x] \"GET /\"\n"},
      {"JSON", "{\"headline\":\"H\"}\n"},
      {"JSON", "\xEF\xBB\xBF[\n  {\"headline\":\"H\"}\n]\n"}};
  for (const ContentCase& c : cases) {
    for (const std::string name : {"-", "x.txt", "data", "x.txt.gz"})
      EXPECT_THAT(What(name, c.content), HasSubstr(c.what)) << name << "\n" << c.content;
  }
}

TEST(FormatsTest, TheNameDecidesIfTheContentShowsNothing) {
  const std::string text = "Old pier\n\nIt stands.\n";
  const std::vector<std::pair<const char*, const char*>> cases = {{"a.txt", "a saved page"},
                                                                  {"a.TEXT", "a saved page"},
                                                                  {"a.txt.zst", "a saved page"},
                                                                  {"a.jsonl", "JSON"},
                                                                  {"a.ndjson.gz", "JSON"},
                                                                  {"a.json", "JSON"},
                                                                  {"a.html", "an HTML page"},
                                                                  {"a.html.gz", "an HTML page"},
                                                                  {"a.csv", "comma"},
                                                                  {"a.md", "Markdown"},
                                                                  {"dir/LICENSE", "a licence"},
                                                                  {"LICENSE.txt", "a licence"},
                                                                  {"README", "a note"},
                                                                  {"README.txt", "a note"},
                                                                  {"a.yaml", "YAML"},
                                                                  {"CMakeLists.txt", "source"},
                                                                  {"a.py", "source"},
                                                                  {"Makefile", "source"},
                                                                  {"requirements.txt", "settings"},
                                                                  {"a.eml", "a mail"},
                                                                  {"a.warc.gz", "web archive"},
                                                                  {"-", "?"},
                                                                  {"a", "?"},
                                                                  {"a.unknown", "?"}};
  for (const auto& [name, what] : cases) EXPECT_THAT(What(name, text), HasSubstr(what)) << name;
}

TEST(FormatsTest, PagesThatLookALittleLikeSomethingElseArePages) {
  const std::vector<std::string> pages = {
      "Mayor: \"We build\"\n\n5 May 2020\n\nBERLIN: The mayor said so; others did not.\n",
      "GM has a 401(k)-style plan\n\nMarch 3, 2021\n\nNEW YORK - GM (GM.N) and VW (VOWG_p.DE) "
      "said.\n",
      "One, two, three\n\n1 May 2020\n\nA, b, c.\nD, e, f.\nG, h, i.\n",
      "From Paris with love, 12:30 2011\n\nText of the page.\n",
      "<3 for the city\n\n5 May 2020\n\nText of the page.\n",
      "[Video] Storm hits coast\n\n5 May 2020\n\nText of the page.\n",
      "{Satire} Storm misses coast\n\n5 May 2020\n\nText of the page.\n",
      "Apache License is 20 years old\n\n5 May 2020\n\nThe licence of many programs has a "
      "birthday.\n",
      "Commit to growth, bank says\n\n5 May 2020\n\nText of the page.\n",
      "- One point\n- Two points\n\nA list of things that happened today, 5 May 2020.\n",
      "#Brexit is trending\n\n5 May 2020\n\n#vote #now and more text of the page.\n",
      "By Ada Roe, Bob Poe\nLONDON, May 5\nPrices rose, fell, rose.\nText, more text, and text.\n",
      "2020-05-05 10:00\nStorm hits coast\n\nThe storm came at night.\n\nIt left in the morning.\n",
      "Date: 5 May 2020\nStorm hits coast\n\nThe storm came at night. It left: nobody was hurt.\n"};
  for (const std::string& page : pages) {
    EXPECT_EQ(What("x.txt", page), "a saved page") << page;
    EXPECT_EQ(What("-", page), "?") << page;
  }
  for (const auto& entry : fs::directory_iterator(DATELINE_TEST_PAGES)) {
    if (entry.path().extension() != ".txt") continue;
    UnicodeDecoder decoder(FormOf(Slurp(entry.path())));
    EXPECT_EQ(What("x.txt", std::string(decoder.Decode(Slurp(entry.path())))), "a saved page")
        << entry.path();
  }
}

// The sources of the project, as they are and with the names and first lines of others.
TEST(FormatsTest, NoFileOfTheRepositoryIsAPage) {
  const fs::path root = DATELINE_TEST_ROOT;
  int read = 0;
  for (const char* folder : {"core", "indexer", "server", "client", "doc", "deploy", "proto"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string end = entry.path().extension();
      const bool source = end == ".cc" || end == ".h" || end == ".md" || end == ".py" ||
                          end == ".proto" || end == ".yaml" || end == ".service";
      if (!entry.is_regular_file() || !source) continue;
      std::string content = Slurp(entry.path());
      ++read;
      EXPECT_NE(What("x.txt", content), "a saved page") << entry.path();
      if (content.find("SPDX") < 40) content.erase(0, content.find('\n') + 1);
      EXPECT_NE(What("x.txt", content), "a saved page")
          << entry.path() << " without its first line";
    }
  }
  EXPECT_GT(read, 300);
  for (const char* name : {"README.md", "LICENSE", "CONTRIBUTING.md", "CHANGELOG.md"})
    EXPECT_NE(What("x.txt", Slurp(root / name)), "a saved page") << name;
}

TEST(FormatsTest, EachFormatSaysWhatToDo) {
  for (const Format& format : Formats()) {
    EXPECT_FALSE(format.names.empty() && format.holds == nullptr) << format.what;
    EXPECT_EQ(format.advice.empty(), format.reader != InputFormat::kAuto) << format.what;
  }
  EXPECT_EQ(WhyNotText("plain text"), "");
  EXPECT_EQ(WhyNotText("GIF89a..."), "is a picture");
  EXPECT_THAT(WhyNotText("BZh91AY"), HasSubstr("expand it"));
  EXPECT_THAT(WhyNotText(std::string(257, 'x') + "ustar"), HasSubstr("tar"));
}

}  // namespace
}  // namespace dateline::readers
