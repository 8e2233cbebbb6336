// SPDX-License-Identifier: GPL-3.0-or-later
// dateline_word_clusters: clusters the words of news text by their neighbours.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "core/errors/errors.h"
#include "indexer/training/bigram_counts.h"
#include "indexer/training/exchange_clustering.h"
#include "indexer/training/output_file.h"
#include "indexer/training/text_source.h"

namespace {

struct Options {
  std::vector<std::string> text;
  std::string language = "en";
  std::vector<std::uint32_t> clusters{64, 256, 1000};
  std::uint64_t min_count = 30;
  int max_rounds = 10;
  std::string out;
};

std::vector<std::uint32_t> ClusterOnce(const dateline::training::BigramCounts& counts,
                                       std::uint32_t clusters, int max_rounds) {
  dateline::training::ClusteringOptions options;
  options.clusters = clusters;
  options.max_rounds = max_rounds;
  options.on_round = [&](int round, std::uint64_t moved, double objective) {
    fmt::print(stderr, "{} clusters, round {}: {} words moved, objective {:.6e}\n", clusters, round,
               moved, objective);
  };
  return dateline::training::ClusterWords(counts, options);
}

absl::Status Run(const Options& options) {
  dateline::training::TokenStream text(dateline::training::TokenStream::Digits::kAsZero);
  absl::Status status = dateline::training::ReadSentences(
      options.text, options.language,
      [&](std::span<const std::string_view> tokens) { text.Add(tokens); });
  if (!status.ok()) return status;
  const dateline::training::BigramCounts counts =
      dateline::training::CountBigrams(text, options.min_count);
  fmt::print(stderr, "{} words, {} distinct bigrams\n",
             counts.words.size() - dateline::training::BigramCounts::kPseudoWords,
             counts.after.size());

  std::vector<std::vector<std::uint32_t>> sets;
  for (const std::uint32_t clusters : options.clusters)
    sets.push_back(ClusterOnce(counts, clusters, options.max_rounds));
  std::string rows;
  for (std::size_t word = dateline::training::BigramCounts::kPseudoWords;
       word < counts.words.size(); ++word) {
    rows += counts.words[word];
    for (const auto& set : sets) rows += fmt::format("\t{}", set[word]);
    rows += '\n';
  }
  return dateline::training::WriteOutput(rows, options.out);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{
      "Clusters the words of a text by their neighbours, for the features of the name tagger. "
      "Writes "
      "rows of a word and its cluster in each set, from 1."};
  app.add_option("text", options.text, "JSON Lines of articles or of sentences (tokens); .gz, .zst")
      ->required();
  app.add_option("--language", options.language, "code of the language of the articles to take")
      ->capture_default_str();
  app.add_option("--clusters", options.clusters, "number of clusters of each set")
      ->delimiter(',')
      ->check(CLI::Range(2U, 10000U))
      ->capture_default_str();
  app.add_option("--min-count", options.min_count, "uses from which a word is clustered")
      ->capture_default_str();
  app.add_option("--max-rounds", options.max_rounds, "passes over the words, at most")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--out", options.out, "file to write")->required();
  CLI11_PARSE(app, argc, argv);
  if (const absl::Status status = Run(options); !status.ok()) {
    fmt::print(stderr, "dateline_word_clusters: {}\n", dateline::errors::MessageOf(status));
    return 1;
  }
  return 0;
}
