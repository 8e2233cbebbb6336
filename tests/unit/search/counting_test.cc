// SPDX-License-Identifier: GPL-3.0-or-later
// Naive scan == bitmap count == ranked match, on random corpora, queries and filters.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "server/search/engine.h"
#include "tests/support/test_index.h"

namespace dateline {
namespace {

constexpr int kVocabulary = 12;
const char* const kSources[] = {"Gazette", "Herald", "Courier"};

struct Plain {
  std::vector<int> words;  // of the body
  int source;
  int year;  // 0 = undated
};

std::string Word(int i) { return "zq" + std::string(1, static_cast<char>('a' + i)) + "q"; }

// A query as a tree, with its own obvious evaluation.
struct Query {
  std::string text;
  std::function<bool(const Plain&)> matches;
};

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}
  int Below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

  Query Make(int depth) {
    const int kind = Below(depth == 0 ? 2 : 6);
    if (kind == 1) return Phrase();
    if (kind == 0 || depth == 0) return Leaf();
    const Query a = Make(depth - 1);
    const Query b = Make(depth - 1);
    if (kind <= 3) {
      return {"(" + a.text + " AND " + b.text + ")",
              [=](const Plain& p) { return a.matches(p) && b.matches(p); }};
    }
    if (kind == 4) {
      return {"(" + a.text + " OR " + b.text + ")",
              [=](const Plain& p) { return a.matches(p) || b.matches(p); }};
    }
    return {"(" + a.text + " AND NOT " + b.text + ")",
            [=](const Plain& p) { return a.matches(p) && !b.matches(p); }};
  }

 private:
  Query Leaf() {
    const int word = Below(kVocabulary);
    return {Word(word), [word](const Plain& p) {
              return std::find(p.words.begin(), p.words.end(), word) != p.words.end();
            }};
  }
  Query Phrase() {
    const int a = Below(kVocabulary);
    const int b = Below(kVocabulary);
    return {"\"" + Word(a) + " " + Word(b) + "\"", [a, b](const Plain& p) {
              for (std::size_t i = 0; i + 1 < p.words.size(); ++i) {
                if (p.words[i] == a && p.words[i + 1] == b) return true;
              }
              return false;
            }};
  }
  std::mt19937 random_;
};

Article ToArticle(int id, const Plain& plain) {
  std::string body;
  for (const int word : plain.words) body += Word(word) + " ";
  return MakeArticle("a" + std::to_string(id), "headline", body + "end",
                     plain.year == 0 ? "" : std::to_string(plain.year) + "-06-01",
                     kSources[plain.source]);
}

Plain RandomPlain(Generator& generator) {
  Plain plain{{}, generator.Below(3), generator.Below(10) == 0 ? 0 : 1990 + generator.Below(5)};
  const int length = 1 + generator.Below(12);
  for (int i = 0; i < length; ++i) plain.words.push_back(generator.Below(kVocabulary));
  return plain;
}

std::set<std::string> AllIds(Engine& engine, v1::SearchRequest request) {
  std::set<std::string> ids;
  request.set_page_size(100);
  do {
    const auto response = engine.Search(request, {});
    EXPECT_TRUE(response.ok()) << response.status() << request.query();
    if (!response.ok()) break;
    for (const auto& hit : response->hits()) {
      EXPECT_TRUE(ids.insert(hit.article().id()).second) << "twice: " << hit.article().id();
    }
    request.set_page_token(response->next_page_token());
  } while (!request.page_token().empty());
  return ids;
}

class CountingTest : public testing::TestWithParam<unsigned> {};

TEST_P(CountingTest, ScanBitmapsAndRankingAgreeThroughUpdatesAndDeletes) {
  Generator generator(GetParam());
  TestIndex index;
  std::map<int, Plain> plain;
  for (int batch = 0; batch < 4; ++batch) {
    std::vector<Article> articles;
    std::set<int> touched;
    for (int i = 0; i < 60; ++i) {
      const int id = generator.Below(150);
      if (!touched.insert(id).second) continue;
      plain[id] = RandomPlain(generator);
      articles.push_back(ToArticle(id, plain[id]));
    }
    index.Add(articles);
    const int victim = generator.Below(150);
    plain.erase(victim);
    index.Delete({"a" + std::to_string(victim)});
  }
  auto engine = Engine::Open({.folder = index.folder()});
  ASSERT_TRUE(engine.ok()) << engine.status();

  for (int round = 0; round < 60; ++round) {
    const Query query = generator.Make(3);
    v1::SearchRequest request;
    request.set_query(query.text);
    request.set_view(v1::ARTICLE_VIEW_IDS);
    request.add_facets()->mutable_terms()->set_field("source");
    request.add_facets()->mutable_date_histogram()->set_interval(v1::CALENDAR_INTERVAL_YEAR);
    const int only = generator.Below(5);
    if (only < 3) request.mutable_filter()->add_sources(kSources[only]);
    std::set<std::string> expected;
    std::map<std::string, std::uint32_t> by_source;  // counted without its own filter
    std::map<std::string, std::uint32_t> by_year;
    for (const auto& [id, article] : plain) {
      if (!query.matches(article)) continue;
      ++by_source[kSources[article.source]];
      if (only < 3 && article.source != only) continue;
      expected.insert("a" + std::to_string(id));
      if (article.year != 0) ++by_year[std::to_string(article.year)];
    }
    EXPECT_EQ(AllIds(**engine, request), expected) << query.text;
    request.set_sort(v1::SORT_OLDEST);
    EXPECT_EQ(AllIds(**engine, request), expected) << query.text;

    const auto response = (*engine)->Search(request, {});
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->total().value(), expected.size()) << query.text;
    EXPECT_EQ(response->total().relation(), v1::COUNT_RELATION_EXACT);
    std::map<std::string, std::uint32_t> counted;
    for (const auto& bucket : response->facets(0).buckets()) counted[bucket.key()] = bucket.count();
    EXPECT_EQ(counted, by_source) << query.text;
    counted.clear();
    for (const auto& bucket : response->facets(1).buckets()) {
      if (bucket.count() > 0) counted[bucket.key().substr(0, 4)] = bucket.count();
    }
    EXPECT_EQ(counted, by_year) << query.text;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, CountingTest, testing::Range(1U, 6U));

}  // namespace
}  // namespace dateline
