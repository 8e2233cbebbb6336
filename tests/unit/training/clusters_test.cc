// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "indexer/training/bigram_counts.h"
#include "indexer/training/exchange_clustering.h"

namespace dateline::training {
namespace {

void Add(TokenStream& text, const std::vector<std::string>& words) {
  const std::vector<std::string_view> views(words.begin(), words.end());
  text.Add(views);
}

// "the NOUN VERB the NOUN", words drawn evenly.
BigramCounts Grammar(const std::vector<std::string>& nouns, const std::vector<std::string>& verbs) {
  TokenStream text;
  std::mt19937 random(3);
  const auto pick = [&](const std::vector<std::string>& of) { return of[random() % of.size()]; };
  for (int i = 0; i < 400; ++i) Add(text, {"the", pick(nouns), pick(verbs), "the", pick(nouns)});
  return CountBigrams(text, 2);
}

std::vector<std::uint32_t> Cluster(const BigramCounts& counts, std::uint32_t clusters,
                                   int rounds = 50) {
  ClusteringOptions options;
  options.clusters = clusters;
  options.max_rounds = rounds;
  options.min_moved = 0;
  return ClusterWords(counts, options);
}

std::uint32_t IdOf(const BigramCounts& counts, const std::string& word) {
  for (std::uint32_t id = BigramCounts::kPseudoWords; id < counts.words.size(); ++id) {
    if (counts.words[id] == word) return id;
  }
  ADD_FAILURE() << word << " is not clustered";
  return 0;
}

TEST(BigramCountsTest, CountsNeighboursOnBothSidesAndTakesRareWordsByForm) {
  TokenStream text(TokenStream::Digits::kAsZero);
  Add(text, {"in", "1987", "Bonn"});
  Add(text, {"in", "2006", "Rome"});
  const BigramCounts counts = CountBigrams(text, 2);
  const std::uint32_t year = IdOf(counts, "0000");
  const std::uint32_t in = IdOf(counts, "in");
  ASSERT_EQ(counts.After(in).size(), 1U);
  EXPECT_EQ(counts.After(in)[0].word, year);
  EXPECT_EQ(counts.After(in)[0].count, 2U);
  ASSERT_EQ(counts.After(year).size(), 1U) << "two rare capitalised words are one";
  EXPECT_EQ(counts.After(year)[0].word, BigramCounts::kRareCapital);
  ASSERT_EQ(counts.Before(in).size(), 1U);
  EXPECT_EQ(counts.Before(in)[0].word, BigramCounts::kBound);
}

TEST(ClusterWordsTest, WordsThatStandInTheSamePlacesShareACluster) {
  const std::vector<std::string> nouns{"dog", "cat", "bird", "fish"};
  const std::vector<std::string> verbs{"sees", "hears", "likes"};
  const BigramCounts counts = Grammar(nouns, verbs);
  const std::vector<std::uint32_t> clusters = Cluster(counts, 3);
  for (const std::string& noun : nouns)
    EXPECT_EQ(clusters[IdOf(counts, noun)], clusters[IdOf(counts, "dog")]) << noun;
  for (const std::string& verb : verbs)
    EXPECT_EQ(clusters[IdOf(counts, verb)], clusters[IdOf(counts, "sees")]) << verb;
  EXPECT_NE(clusters[IdOf(counts, "dog")], clusters[IdOf(counts, "sees")]);
  EXPECT_NE(clusters[IdOf(counts, "dog")], clusters[IdOf(counts, "the")]);
}

// Text without structure, in which every cluster is a close call.
BigramCounts Noise(unsigned seed) {
  TokenStream text;
  std::mt19937 random(seed);
  for (int i = 0; i < 300; ++i) {
    std::vector<std::string> words;
    for (int k = 0; k < 8; ++k)
      words.push_back("w" + std::to_string(random() % (random() % 24 + 1)));
    Add(text, words);
  }
  return CountBigrams(text, 3);
}

// The class bigram likelihood, from its definition.
double Likelihood(const BigramCounts& counts, std::vector<std::uint32_t> clusters,
                  std::uint32_t number) {
  for (std::uint32_t word = 0; word < BigramCounts::kPseudoWords; ++word)
    clusters[word] = number + 1 + word;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> pairs;
  std::map<std::uint32_t, double> lefts;
  std::map<std::uint32_t, double> rights;
  for (std::uint32_t word = 0; word < clusters.size(); ++word) {
    for (const auto& [other, count] : counts.After(word)) {
      pairs[{clusters[word], clusters[other]}] += count;
      lefts[clusters[word]] += count;
      rights[clusters[other]] += count;
    }
  }
  double sum = 0;
  for (const auto& [pair, n] : pairs) sum += n * std::log(n);
  for (const auto& [cluster, n] : lefts) sum -= n * std::log(n);
  for (const auto& [cluster, n] : rights) sum -= n * std::log(n);
  return sum;
}

TEST(ClusterWordsTest, NoWordWouldGainByAnotherCluster) {
  constexpr std::uint32_t kClusters = 5;
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const BigramCounts counts = Noise(seed);
    const std::vector<std::uint32_t> clusters = Cluster(counts, kClusters);
    const double reached = Likelihood(counts, clusters, kClusters);
    for (std::uint32_t word = BigramCounts::kPseudoWords; word < clusters.size(); ++word) {
      for (std::uint32_t other = 1; other <= kClusters; ++other) {
        std::vector<std::uint32_t> moved = clusters;
        moved[word] = other;
        EXPECT_LE(Likelihood(counts, moved, kClusters), reached + 1e-6) << counts.words[word];
      }
    }
  }
}

TEST(ClusterWordsTest, EachRoundRaisesTheLikelihoodItReports) {
  const BigramCounts counts = Noise(9);
  std::vector<double> objectives;
  ClusteringOptions options;
  options.clusters = 4;
  options.min_moved = 0;
  options.on_round = [&](int, std::uint64_t, double objective) { objectives.push_back(objective); };
  const std::vector<std::uint32_t> clusters = ClusterWords(counts, options);
  EXPECT_TRUE(std::is_sorted(objectives.begin(), objectives.end()));
  EXPECT_NEAR(objectives.back(), Likelihood(counts, clusters, 4), 1e-6);
}

TEST(ClusterWordsTest, IdsAreFromOneAndPseudoWordsHaveNone) {
  const BigramCounts counts = Noise(2);
  const std::vector<std::uint32_t> clusters = Cluster(counts, 4);
  for (std::uint32_t word = 0; word < clusters.size(); ++word) {
    if (word < BigramCounts::kPseudoWords) {
      EXPECT_EQ(clusters[word], 0U);
    } else {
      EXPECT_THAT(clusters[word], ::testing::AllOf(::testing::Ge(1U), ::testing::Le(4U)));
    }
  }
}

TEST(ClusterWordsTest, MoreClustersThanWordsAreNoTrouble) {
  const BigramCounts counts = Grammar({"dog"}, {"sees"});
  EXPECT_EQ(Cluster(counts, 100).size(), counts.words.size());
}

}  // namespace
}  // namespace dateline::training
