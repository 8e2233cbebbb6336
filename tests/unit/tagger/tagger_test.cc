// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/tagger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <thread>

#include "indexer/entities/tagger/name_model.h"
#include "tests/unit/tagger/tiny_model.h"

namespace dateline::tagger {
namespace {

using testing::ElementsAre;

std::shared_ptr<const NameModel> TinyModel() {
  static const auto model = NameModel::Open(WriteTestFile("tagger.names", TinyModelFile()));
  EXPECT_TRUE(model.ok()) << model.status();
  return *model;
}

std::vector<std::string> Show(const std::vector<NameSpan>& names, std::string_view text) {
  std::vector<std::string> shown;
  for (const NameSpan& name : names) {
    const char* type = name.type == v1::ENTITY_TYPE_PERSON  ? "person "
                       : name.type == v1::ENTITY_TYPE_PLACE ? "place "
                                                            : "other ";
    shown.push_back(type + std::string(text.substr(name.start, name.end - name.start)));
  }
  return shown;
}

void ExpectInOrder(const std::vector<NameSpan>& names, std::size_t size) {
  std::uint32_t at = 0;
  for (const NameSpan& name : names) {
    ASSERT_LE(at, name.start);
    ASSERT_LT(name.start, name.end);
    at = name.end;
  }
  ASSERT_LE(at, size);
}

TEST(TaggerTest, FindsNamesItHasNeverSeen) {
  Tagger tagger(TinyModel());
  const std::string_view headline = "Mr. Petrov said in Nairobi that prices rose.";
  const std::string_view body = "It was late. Mr. Haddad said in Madrid that prices rose.";
  const ArticleNames& names = tagger.Tag(headline, body);
  EXPECT_THAT(Show(names.headline, headline), ElementsAre("person Petrov", "place Nairobi"));
  EXPECT_THAT(Show(names.body, body), ElementsAre("person Haddad", "place Madrid"));
}

TEST(TaggerTest, TextWithoutCapitalsHasNoNames) {
  Tagger tagger(TinyModel());
  const ArticleNames& names = tagger.Tag("", "mr. miller said in berlin that prices rose.");
  EXPECT_TRUE(names.body.empty());
}

TEST(TaggerTest, AnswerDoesNotDependOnWhatWasTaggedBefore) {
  const std::string_view body = "Mr. Haddad said in Madrid that prices rose.";
  Tagger used(TinyModel());
  std::string words;
  for (int i = 0; i < 50000; ++i) words += "Word" + std::to_string(i) + "x ";
  used.Tag("", words);  // more than the cache holds
  used.Tag("Madrid", "madrid Madrid MADRID");
  Tagger fresh(TinyModel());
  const auto first = Show(fresh.Tag("", body).body, body);
  EXPECT_EQ(Show(used.Tag("", body).body, body), first);
  EXPECT_EQ(first.size(), 2U);
}

TEST(TaggerTest, ThreadsGiveTheSameNames) {
  const std::string body = "Mr. Haddad said in Madrid that prices rose. Mr. Silva said in Lima.";
  std::vector<std::vector<std::string>> found(4);
  std::vector<std::thread> threads;
  for (auto& names : found) {
    threads.emplace_back([&] {
      Tagger tagger(TinyModel());
      for (int i = 0; i < 50; ++i) names = Show(tagger.Tag("", body).body, body);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& names : found) EXPECT_EQ(names, found[0]);
}

TEST(TaggerTest, HostileTextsAreTagged) {
  Tagger tagger(TinyModel());
  std::string capitals;
  for (int i = 0; i < 10000; ++i) capitals += "Mr. ";
  for (const std::string& body :
       {std::string(1U << 20U, 'A'), std::string(1U << 20U, '.'), capitals,
        std::string(100000, '\xff'), std::string(100000, '\0'), std::string(100000, '\'')}) {
    ExpectInOrder(tagger.Tag(body.substr(0, 1024), body).body, body.size());
  }
}

TEST(TaggerTest, AnyBytesGiveSpansInOrder) {
  Tagger tagger(TinyModel());
  std::mt19937 random(5);
  const std::string_view alphabet = "AbC d.-'\n\xc3\x89\xcc\x81\xff";
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (auto i = random() % 80; i > 0; --i) text += alphabet[random() % alphabet.size()];
    const ArticleNames& names = tagger.Tag(text.substr(0, 20), text);
    ExpectInOrder(names.headline, 20);
    ExpectInOrder(names.body, text.size());
  }
}

}  // namespace
}  // namespace dateline::tagger
