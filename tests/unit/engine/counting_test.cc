// SPDX-License-Identifier: GPL-3.0-or-later
// Naive scan == bitmap count == ranked match == Xapian's own matcher, on random corpora, queries
// and filters.
#include <gtest/gtest.h>
#include <xapian.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>

#include "core/index/database_lease.h"
#include "server/engine/engine.h"
#include "tests/support/test_index.h"

namespace dateline::engine {
namespace {

constexpr int kVocabulary = 12;
constexpr int kGroups = 4;
const char* const kSources[] = {"Gazette", "Herald", "Courier"};

struct Plain {
  std::vector<int> words;  // of the body
  int source;
  int year;  // 0 = undated
};

// Words of a group share their first three letters.
std::string Word(int i) {
  return {'z', static_cast<char>('k' + i % kGroups), 'q', static_cast<char>('a' + i), 'q'};
}

// A query as a tree, with its own obvious evaluation.
struct Query {
  std::string text;
  std::function<bool(const Plain&)> matches;
  std::optional<Xapian::Query> xapian{};  // none: phrases and dates are not in Xapian's database
};

std::optional<Xapian::Query> Join(Xapian::Query::op op, const Query& a, const Query& b) {
  if (!a.xapian || !b.xapian) return std::nullopt;
  return Xapian::Query(op, *a.xapian, *b.xapian);
}

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}
  int Below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

  Query Make(int depth) {
    if (depth == 0 || Below(4) == 0) return Leaf();
    const Query a = Make(depth - 1);
    const Query b = Make(depth - 1);
    const int kind = Below(6);
    if (kind <= 1) {
      return {"(" + a.text + " AND " + b.text + ")",
              [=](const Plain& p) { return a.matches(p) && b.matches(p); },
              Join(Xapian::Query::OP_AND, a, b)};
    }
    if (kind == 2) {
      return {"(" + a.text + " AND NOT " + b.text + ")",
              [=](const Plain& p) { return a.matches(p) && !b.matches(p); },
              Join(Xapian::Query::OP_AND_NOT, a, b)};
    }
    if (kind == 3) {  // a negative part of an OR excludes
      return {"(" + a.text + " OR NOT " + b.text + ")",
              [=](const Plain& p) { return a.matches(p) && !b.matches(p); },
              Join(Xapian::Query::OP_AND_NOT, a, b)};
    }
    return {"(" + a.text + " OR " + b.text + ")",
            [=](const Plain& p) { return a.matches(p) || b.matches(p); },
            Join(Xapian::Query::OP_OR, a, b)};
  }

 private:
  Query Leaf() {
    switch (Below(12)) {
      case 0:
        return Prefix();
      case 1:
        return Source();
      case 2:
        return Date();
      case 3:
      case 4:
      case 5:
        return Phrase();
      default:
        return OneWord(Below(kVocabulary));
    }
  }
  static Query OneWord(int word) {
    return {Word(word),
            [word](const Plain& p) {
              return std::find(p.words.begin(), p.words.end(), word) != p.words.end();
            },
            Xapian::Query(Word(word))};
  }
  Query Prefix() {
    const int group = Below(kGroups);
    return {Word(group).substr(0, 3) + "*",
            [group](const Plain& p) {
              return std::any_of(p.words.begin(), p.words.end(),
                                 [group](int word) { return word % kGroups == group; });
            },
            Xapian::Query(Xapian::Query::OP_WILDCARD, Word(group).substr(0, 3))};
  }
  Query Source() {
    const int source = Below(3);
    return {std::string("source:") + kSources[source],
            [source](const Plain& p) { return p.source == source; },
            Xapian::Query(article::ExactTerm(article::Field::kSource, kSources[source]))};
  }
  Query Date() {
    const int first = 1990 + Below(5);
    const int last = first + Below(2);
    return {"date:" + std::to_string(first) + ".." + std::to_string(last),
            [=](const Plain& p) { return p.year >= first && p.year <= last; }};
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

article::Article ToArticle(int id, const Plain& plain) {
  std::string body;
  for (const int word : plain.words) body += Word(word) + " ";
  return test_support::MakeArticle("a" + std::to_string(id), "headline", body + "end",
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

// What Xapian's boolean matcher finds in the segments, less what is dead.
std::set<std::string> XapianIds(const index::Snapshot& snapshot, const Xapian::Query& query) {
  std::set<std::string> ids;
  for (const index::SegmentView& view : snapshot.segments) {
    const index::DatabaseLease database = view.segment->AcquireDatabase();
    Xapian::Enquire enquire(*database);
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_query(query);
    const Xapian::MSet found = enquire.get_mset(0, database->get_doccount());
    for (auto it = found.begin(); it != found.end(); ++it) {
      if (std::binary_search(view.dead->begin(), view.dead->end(), *it)) continue;
      ids.emplace(*view.segment->ReadId(*it));
    }
  }
  return ids;
}

class CountingTest : public testing::TestWithParam<unsigned> {};

TEST_P(CountingTest, ScanBitmapsRankingAndXapianAgreeThroughUpdatesAndDeletes) {
  Generator generator(GetParam());
  test_support::TestIndex index;
  std::map<int, Plain> plain;
  for (int batch = 0; batch < 4; ++batch) {
    std::vector<article::Article> articles;
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

  int judged_by_xapian = 0;
  for (int round = 0; round < 100; ++round) {
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
    if (query.xapian && only >= 3) {
      ++judged_by_xapian;
      EXPECT_EQ(XapianIds(*(*engine)->snapshot(), *query.xapian), expected) << query.text;
    }
    request.set_sort(v1::SORT_OLDEST);
    EXPECT_EQ(AllIds(**engine, request), expected) << query.text;

    const auto response = (*engine)->Search(request, {});
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->total().value(), expected.size()) << query.text;
    EXPECT_EQ(response->total().relation(), v1::COUNT_RELATION_EXACT);
    std::map<std::string, std::uint32_t> counted;
    for (const auto& bucket : response->facets(0).buckets()) {
      if (bucket.count() > 0) counted[bucket.key()] = bucket.count();  // 0 if it is selected
    }
    EXPECT_EQ(counted, by_source) << query.text;
    counted.clear();
    for (const auto& bucket : response->facets(1).buckets()) {
      if (bucket.count() > 0) counted[bucket.key().substr(0, 4)] = bucket.count();
    }
    EXPECT_EQ(counted, by_year) << query.text;
  }
  EXPECT_GT(judged_by_xapian, 3);
}

INSTANTIATE_TEST_SUITE_P(Seeds, CountingTest, testing::Range(1U, 6U));

}  // namespace
}  // namespace dateline::engine
