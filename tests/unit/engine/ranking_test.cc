// SPDX-License-Identifier: GPL-3.0-or-later
// First-phase scores against the formula, worked out article by article on random corpora.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>
#include <random>

#include "core/index/scoring_profile.h"
#include "server/engine/engine.h"
#include "tests/support/test_index.h"

namespace dateline::engine {
namespace {

constexpr int kVocabulary = 12;

std::string Word(int i) { return "zq" + std::string(1, static_cast<char>('a' + i)) + "q"; }

struct Plain {
  std::vector<int> headline;
  std::vector<int> body;
};

using Corpus = std::map<std::string, Plain>;

// nullopt: no match.
using Score = std::function<std::optional<double>(const Plain&)>;

struct Query {
  std::string text;
  Score score;
};

class Twin {
 public:
  explicit Twin(unsigned seed) : random_(seed) {}
  int Below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

  Plain MakePlain() {
    Plain plain;
    plain.headline.resize(1 + static_cast<std::size_t>(Below(4)));
    plain.body.resize(1 + static_cast<std::size_t>(Below(80)));
    // Low words are common, high ones rare.
    for (int& word : plain.headline) word = Below(1 + Below(kVocabulary));
    for (int& word : plain.body) word = Below(1 + Below(kVocabulary));
    return plain;
  }

  // Each word at most once in a query: repeats are merged by the parser.
  Query MakeQuery(const Corpus& corpus) {
    words_.resize(kVocabulary);
    std::iota(words_.begin(), words_.end(), 0);
    std::shuffle(words_.begin(), words_.end(), random_);
    return Make(corpus, 3);
  }

 private:
  static double Leaf(const Corpus& corpus, const Plain& plain, int word) {
    const index::ScoringProfile profile;
    const auto count = [word](const std::vector<int>& words) {
      return static_cast<double>(std::count(words.begin(), words.end(), word));
    };
    const double tf = profile.headline_boost * count(plain.headline) *
                          index::LengthNorm(profile, static_cast<double>(plain.headline.size()),
                                            profile.average_headline) +
                      profile.body_boost * count(plain.body) *
                          index::LengthNorm(profile, static_cast<double>(plain.body.size()),
                                            profile.average_body);
    if (tf == 0) return 0;
    std::uint64_t with_word = 0;
    for (const auto& [id, other] : corpus) {
      with_word += count(other.headline) + count(other.body) > 0;
    }
    return index::InverseDocumentFrequency(corpus.size(), with_word) * index::Impact(profile, tf) /
           index::kMaxImpact;
  }

  Query MakeLeaf(const Corpus& corpus) {
    const int word = words_.back();
    words_.pop_back();
    return {Word(word), [&corpus, word](const Plain& plain) -> std::optional<double> {
              const double score = Leaf(corpus, plain, word);
              return score > 0 ? std::optional(score) : std::nullopt;
            }};
  }

  Query MakePhrase(const Corpus& corpus) {
    const int a = words_.back();
    words_.pop_back();
    const int b = words_.back();
    words_.pop_back();
    return {"\"" + Word(a) + " " + Word(b) + "\"",
            [&corpus, a, b](const Plain& plain) -> std::optional<double> {
              for (const auto* field : {&plain.headline, &plain.body}) {
                for (std::size_t i = 0; i + 1 < field->size(); ++i) {
                  if ((*field)[i] == a && (*field)[i + 1] == b) {
                    return Leaf(corpus, plain, a) + Leaf(corpus, plain, b);
                  }
                }
              }
              return std::nullopt;
            }};
  }

  Query Make(const Corpus& corpus, int depth) {
    if (words_.size() >= 4 && depth > 0 && Below(4) != 0) {
      Query a = Make(corpus, depth - 1);
      if (words_.empty()) return a;
      const Query b = Make(corpus, depth - 1);
      return Join(a, b);
    }
    return words_.size() >= 2 && Below(3) == 0 ? MakePhrase(corpus) : MakeLeaf(corpus);
  }

  Query Join(const Query& a, const Query& b) {
    switch (Below(3)) {
      case 0:
        return {"(" + a.text + " AND " + b.text + ")",
                [=](const Plain& plain) -> std::optional<double> {
                  const auto x = a.score(plain);
                  const auto y = b.score(plain);
                  return x && y ? std::optional(*x + *y) : std::nullopt;
                }};
      case 1:
        return {"(" + a.text + " OR " + b.text + ")",
                [=](const Plain& plain) -> std::optional<double> {
                  const auto x = a.score(plain);
                  const auto y = b.score(plain);
                  if (!x && !y) return std::nullopt;
                  return x.value_or(0) + y.value_or(0);
                }};
      default:
        return {"(" + a.text + " AND NOT " + b.text + ")",
                [=](const Plain& plain) -> std::optional<double> {
                  return b.score(plain) ? std::nullopt : a.score(plain);
                }};
    }
  }

  std::mt19937 random_;
  std::vector<int> words_;  // that the query does not use yet
};

std::string Text(const std::vector<int>& words) {
  std::string text;
  for (const int word : words) text += Word(word) + " ";
  return text;
}

class RankingTest : public testing::TestWithParam<unsigned> {};

TEST_P(RankingTest, EveryMatchHasTheScoreOfTheFormulaInEverySegment) {
  Twin twin(GetParam());
  test_support::TestIndex index;
  Corpus corpus;
  for (int batch = 0; batch < 3; ++batch) {
    std::vector<article::Article> articles;
    for (int i = 0; i < 80; ++i) {
      const std::string id = "a" + std::to_string(corpus.size());
      const Plain& plain = corpus[id] = twin.MakePlain();
      articles.push_back(test_support::MakeArticle(id, Text(plain.headline), Text(plain.body)));
    }
    index.Add(articles);
  }
  auto engine = Engine::Open({.folder = index.folder()});
  ASSERT_TRUE(engine.ok()) << engine.status();
  for (int round = 0; round < 60; ++round) {
    const Query query = twin.MakeQuery(corpus);
    std::map<std::string, double> expected;
    for (const auto& [id, plain] : corpus) {
      if (const auto score = query.score(plain)) expected[id] = *score;
    }
    v1::SearchRequest request;
    request.set_query(query.text);
    request.set_sort(v1::SORT_RELEVANCE);
    request.set_view(v1::ARTICLE_VIEW_IDS);
    request.mutable_ranking()->set_first_phase_only(true);
    request.set_page_size(100);
    std::map<std::string, double> found;
    double last = std::numeric_limits<double>::infinity();
    do {
      const auto response = (*engine)->Search(request, {});
      ASSERT_TRUE(response.ok()) << response.status() << query.text;
      for (const auto& hit : response->hits()) {
        EXPECT_LE(hit.score(), last) << query.text;
        last = hit.score();
        EXPECT_TRUE(found.emplace(hit.article().id(), hit.score()).second) << query.text;
      }
      request.set_page_token(response->next_page_token());
    } while (!request.page_token().empty());
    ASSERT_EQ(found.size(), expected.size()) << query.text;
    for (const auto& [id, score] : expected) {
      EXPECT_NEAR(found[id], score, 1e-5 * (1 + score)) << query.text << " " << id;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RankingTest, testing::Range(1U, 9U));

// Values worked out by hand from the formulas of the scoring profile's header.
TEST(ScoringProfileTest, FollowsItsFormulas) {
  const index::ScoringProfile profile;
  EXPECT_DOUBLE_EQ(index::LengthNorm(profile, 250, 250), 1);
  EXPECT_NEAR(index::LengthNorm(profile, 500, 250), 0.659754, 1e-6);  // 2 ^ -0.6
  EXPECT_NEAR(index::LengthNorm(profile, 1, 250), 3.981072,
              1e-6);                            // 0.1 ^ -0.6: short texts are capped
  EXPECT_EQ(index::Impact(profile, 1.6), 64U);  // half saturated: 127 / 2
  EXPECT_EQ(index::Impact(profile, 0.0001), 1U);
  EXPECT_EQ(index::Impact(profile, 1e9), index::kMaxImpact);
  EXPECT_NEAR(index::InverseDocumentFrequency(1000, 10), 4.557380, 1e-5);  // ln(1 + 990.5 / 10.5)
}

}  // namespace
}  // namespace dateline::engine
