// SPDX-License-Identifier: GPL-3.0-or-later
// dateline_train_names: a model file of the name tagger, from corpora with marked names.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "core/errors/errors.h"
#include "core/index/files.h"
#include "indexer/entities/tagger/model_file.h"
#include "indexer/training/augment.h"
#include "indexer/training/corpus.h"
#include "indexer/training/output_file.h"
#include "indexer/training/trainer.h"

namespace {

using dateline::training::Corpus;
using dateline::training::CorpusOptions;

struct Options {
  std::string language;
  std::vector<std::string> corpora;
  std::string lexicon_path;
  std::string gazetteer_path;
  std::string trained;
  std::string output;
  std::vector<std::uint64_t> seeds = {1};
  dateline::training::TrainerOptions trainer;
  dateline::training::CopyOptions copies;
};

Options ParseCommandLine(int argc, char** argv, CLI::App& app) {
  Options options;
  auto* language = app.add_option("--language", options.language, "Its language, ISO 639-1");
  auto* corpus = app.add_option(
      "--corpus", options.corpora,
      "JSON Lines of {doc, tokens, tags}, with options: PATH[,weight=N][,sentences=N]"
      "[,misc=complete][,repair=mac-cyrillic]");
  auto* lexicon =
      app.add_option("--lexicon", options.lexicon_path, "Lexicon section; none: it knows nothing");
  auto* gazetteer =
      app.add_option("--gazetteer", options.gazetteer_path, "Gazetteer section; none: the same");
  app.add_option("--output", options.output, "Model file to write, LANGUAGE.names")->required();
  app.add_option("--seed", options.seeds, "Seeds; the models of several are averaged");
  app.add_option("--epochs", options.trainer.epochs, "Passes over the corpora")
      ->check(CLI::Range(1, 1000));
  app.add_option("--first-averaged", options.trainer.first_averaged,
                 "First epoch averaged, from 0");
  app.add_option("--rows", options.trainer.rows, "Rows of weights, of 16 bytes")
      ->check(CLI::Range(dateline::tagger::kMinRows, dateline::tagger::kMaxRows));
  app.add_option("--rate", options.trainer.learning_rate, "Learning rate of the first step");
  app.add_option("--final-rate", options.trainer.final_rate, "Learning rate of the last step");
  app.add_option("--dropout", options.trainer.dropout, "Share of features a step does not see")
      ->check(CLI::Range(0.0, 0.9));
  app.add_option("--cost", options.trainer.cost, "Margin by which a wrong label has to lose");
  app.add_option("--copies", options.copies.share,
                 "Share of the sentences that are copied in capitals or as titles");
  auto* trained = app.add_option("--trained", options.trained,
                                 "Model to take all but the gazetteer from, instead of training");
  trained->needs(gazetteer)->excludes(corpus)->excludes(language)->excludes(lexicon);
  app.parse(argc, argv);
  if (options.trained.empty() && (corpus->empty() || language->empty()))
    throw CLI::RequiredError("--language and --corpus, or --trained,");
  return options;
}

absl::StatusOr<std::string> ReadSection(const std::string& path) {
  if (path.empty()) return std::string();
  return dateline::index::ReadWholeFile(path);
}

absl::StatusOr<dateline::tagger::Lexicon> ParseLexicon(std::string_view section) {
  if (section.empty()) return dateline::tagger::Lexicon();
  return dateline::tagger::Lexicon::Parse(section);
}

// Corpora with all kinds of names, and a first model's MISC in those that mark none.
absl::StatusOr<std::vector<Corpus>> ReadCorpora(const std::vector<CorpusOptions>& corpora,
                                                const Options& options,
                                                const dateline::tagger::Lexicon& lexicon) {
  std::vector<Corpus> read;
  dateline::training::TrainingSet complete;
  bool completes = false;
  for (const CorpusOptions& corpus : corpora) {
    auto documents = dateline::training::ReadCorpus(corpus);
    if (!documents.ok()) return documents.status();
    if (!corpus.complete_misc) complete.Add(*documents, 1, lexicon);
    completes = completes || corpus.complete_misc;
    read.push_back(*std::move(documents));
  }
  if (!completes) return read;
  dateline::training::TrainerOptions first = options.trainer;
  first.epochs = std::min(first.epochs, 4);
  first.first_averaged = std::min(first.first_averaged, 2);
  const auto model = dateline::training::TrainModel(complete, first, options.seeds.front());
  for (std::size_t i = 0; i < corpora.size(); ++i) {
    if (!corpora[i].complete_misc) continue;
    const std::size_t added = dateline::training::CompleteMisc(model, lexicon, read[i]);
    fmt::print("{}: {} names of kind MISC added\n", corpora[i].path, added);
  }
  return read;
}

// The tagger does not ask the gazetteer: a new one needs no training.
absl::Status ReplaceGazetteer(const Options& options) {
  const auto bytes = dateline::index::ReadWholeFile(options.trained);
  if (!bytes.ok()) return bytes.status();
  auto parts = dateline::tagger::DecodeModelFile(*bytes, options.trained);
  if (!parts.ok()) return parts.status();
  const auto gazetteer = ReadSection(options.gazetteer_path);
  if (!gazetteer.ok()) return gazetteer.status();
  parts->gazetteer = *gazetteer;
  return dateline::training::WriteOutput(dateline::tagger::EncodeModelFile(*parts), options.output);
}

absl::Status Train(const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<CorpusOptions> corpora;
  for (const std::string& text : options.corpora) {
    auto corpus = dateline::training::ParseCorpusOptions(text);
    if (!corpus.ok()) return corpus.status();
    corpora.push_back(*std::move(corpus));
  }
  auto lexicon_bytes = ReadSection(options.lexicon_path);
  if (!lexicon_bytes.ok()) return lexicon_bytes.status();
  auto gazetteer_bytes = ReadSection(options.gazetteer_path);
  if (!gazetteer_bytes.ok()) return gazetteer_bytes.status();
  auto lexicon = ParseLexicon(*lexicon_bytes);
  if (!lexicon.ok()) return lexicon.status();
  auto read = ReadCorpora(corpora, options, *lexicon);
  if (!read.ok()) return read.status();

  dateline::training::TrainingSet set;
  dateline::training::Random random(options.seeds.front());
  for (std::size_t i = 0; i < corpora.size(); ++i) {
    set.Add((*read)[i], corpora[i].weight, *lexicon);
    set.Add(dateline::training::CopiesOf((*read)[i], options.copies, random), corpora[i].weight,
            *lexicon);
  }
  fmt::print("{} tokens in {} sequences, {:.1f} features a token\n", set.tokens(),
             set.sequences().size(),
             static_cast<double>(set.feature_count()) / static_cast<double>(set.tokens()));
  std::vector<dateline::training::LinearModel> models;
  for (const std::uint64_t seed : options.seeds) {
    models.push_back(dateline::training::TrainModel(set, options.trainer, seed));
  }
  const auto quantised = dateline::training::Quantise(dateline::training::AverageModels(models));
  const std::string bytes = dateline::tagger::EncodeModelFile({.language = options.language,
                                                               .weights = quantised.weights,
                                                               .moves = quantised.moves,
                                                               .lexicon = *lexicon_bytes,
                                                               .gazetteer = *gazetteer_bytes});
  const auto status = dateline::training::WriteOutput(bytes, options.output);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  fmt::print("{}: {} bytes in {:.1f} s, {:.3f} % of the weights cut\n", options.output,
             bytes.size(), seconds.count(), quantised.cut_share * 100);
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Trains a model of names from corpora with marked names.", "dateline_train_names");
  try {
    const Options options = ParseCommandLine(argc, argv, app);
    const absl::Status status =
        options.trained.empty() ? Train(options) : ReplaceGazetteer(options);
    if (status.ok()) return 0;
    fmt::print(stderr, "dateline_train_names: {}\n", dateline::errors::MessageOf(status));
    return 1;
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
}
