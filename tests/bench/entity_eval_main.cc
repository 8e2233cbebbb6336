// SPDX-License-Identifier: GPL-3.0-or-later
// dateline_entity_eval: how well and how fast a model finds names. Exact spans and types on marked
// corpora, in their own case, in capitals and as titles (CoNLL-2003 scoring); how much
// of the subjects of Reuters-21578 articles a user gets; speed on news text.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/errors/errors.h"
#include "core/index/files.h"
#include "indexer/entities/tagger/name_decoder.h"
#include "indexer/entities/tagger/name_model.h"
#include "indexer/entities/tagger/tagger.h"
#include "indexer/training/case_copies.h"
#include "indexer/training/corpus.h"
#include "tests/bench/resolved_names.h"
#include "tests/bench/subject_recall.h"

namespace {

using dateline::bench::Counts;
using dateline::tagger::LabelledName;
using dateline::training::CopyCase;
using dateline::training::Corpus;
using Model = std::shared_ptr<const dateline::tagger::NameModel>;

// Of all kinds, then of each.
using KindCounts = std::array<Counts, 5>;

void Count(const std::vector<dateline::tagger::LabelledName>& found,
           const std::vector<dateline::tagger::LabelledName>& marked, KindCounts& counts) {
  const auto add = [&](const dateline::tagger::LabelledName& name, double Counts::*what) {
    counts[0].*what += 1;
    counts[static_cast<std::size_t>(name.kind) + 1].*what += 1;
  };
  for (const dateline::tagger::LabelledName& name : marked) add(name, &Counts::marked);
  for (const dateline::tagger::LabelledName& name : found) {
    add(name, &Counts::found);
    if (std::find(marked.begin(), marked.end(), name) != marked.end()) add(name, &Counts::right);
  }
}

KindCounts Evaluate(const Corpus& corpus, const Model& model) {
  KindCounts counts{};
  dateline::tagger::NameDecoder decoder(model);
  for (const auto& document : corpus) {
    decoder.StartArticle();
    for (const auto& sentence : document) {
      for (const std::string& token : sentence.tokens) decoder.AddToken(token);
      decoder.EndSentence();
    }
    auto labels = decoder.Label();
    for (const auto& sentence : document) {
      Count(dateline::tagger::NamesOfLabels(labels.first(sentence.tokens.size())), sentence.names,
            counts);
      labels = labels.subspan(sentence.tokens.size());
    }
  }
  return counts;
}

Corpus InCase(Corpus corpus, dateline::training::CopyCase copy_case) {
  for (auto& document : corpus) {
    for (auto& sentence : document) sentence = dateline::training::CopyInCase(sentence, copy_case);
  }
  return corpus;
}

void Print(std::string_view name, std::string_view copy, const KindCounts& counts) {
  fmt::print("{:<24} {:<6} {:6.2f} {:6.2f} {:6.2f} | {:6.2f} {:6.2f} {:6.2f} {:6.2f}\n", name, copy,
             counts[0].precision(), counts[0].recall(), counts[0].f1(), counts[1].f1(),
             counts[2].f1(), counts[3].f1(), counts[4].f1());
}

absl::Status EvaluateCorpora(const std::vector<std::string>& corpora, const Model& model) {
  if (corpora.empty()) return absl::OkStatus();
  fmt::print("{:<24} {:<6} {:>6} {:>6} {:>6} | {:>6} {:>6} {:>6} {:>6}\n", "corpus", "case", "prec",
             "recall", "F1", "person", "place", "org", "misc");
  for (const std::string& text : corpora) {
    const auto options = dateline::training::ParseCorpusOptions(text);
    if (!options.ok()) return options.status();
    const auto corpus = dateline::training::ReadCorpus(*options);
    if (!corpus.ok()) return corpus.status();
    const std::string name = options->path.substr(options->path.rfind('/') + 1).substr(0, 24);
    Print(name, "own", Evaluate(*corpus, model));
    Print(name, "UPPER", Evaluate(InCase(*corpus, dateline::training::CopyCase::kUpper), model));
    Print(name, "Title",
          Evaluate(InCase(*corpus, dateline::training::CopyCase::kEveryTitle), model));
  }
  return absl::OkStatus();
}

absl::Status MeasureSpeed(const std::string& path, std::size_t limit_bytes, const Model& model) {
  const auto articles = dateline::bench::ReadArticles(path, limit_bytes);
  if (!articles.ok()) return articles.status();
  dateline::tagger::Tagger tagger(model);
  double bytes = 0;
  double names = 0;
  const auto start = std::chrono::steady_clock::now();
  for (const auto& article : *articles) {
    const auto& found = tagger.Tag(article.article.headline(), article.article.body());
    names += static_cast<double>(found.headline.size() + found.body.size());
    bytes += static_cast<double>(article.article.headline().size() + article.article.body().size());
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  fmt::print("speed: {:.2f} MB/s, {:.1f} MB, {} articles, {:.1f} names a kilobyte\n",
             bytes / 1e6 / seconds.count(), bytes / 1e6, articles->size(), names / bytes * 1e3);
  return absl::OkStatus();
}

// The codes that are missed most often, each with a few of the articles.
void PrintMisses(const dateline::bench::Misses& missed) {
  constexpr std::size_t kMostCodes = 20;
  constexpr std::size_t kMostArticles = 3;
  std::vector<std::string> codes;
  for (const auto& [code, articles] : missed) codes.push_back(code);
  std::ranges::stable_sort(codes, std::ranges::greater{},
                           [&](const std::string& code) { return missed.at(code).size(); });
  if (codes.size() > kMostCodes) codes.resize(kMostCodes);
  for (const std::string& code : codes) {
    const auto& articles = missed.at(code);
    fmt::print("missed {} times: {}\n", articles.size(), code);
    for (std::size_t i = 0; i < std::min(articles.size(), kMostArticles); ++i)
      fmt::print("    {}\n", articles[i]);
  }
}

absl::Status MeasureSubjects(const std::string& path, bool show_misses, const Model& model) {
  const auto articles = dateline::bench::ReadArticles(path);
  if (!articles.ok()) return articles.status();
  const auto recall = dateline::bench::MeasureSubjectRecall(*articles, model);
  fmt::print(
      "| subjects of articles | marked | precision | recall | F1 | recall before joining |\n"
      "|---|---|---|---|---|---|\n");
  fmt::print("| people | {} | | {:.1f} | | {:.1f} |\n", recall.people.marked,
             recall.people.recall(), recall.tagged_people.recall());
  fmt::print("| organisations | {} | | {:.1f} | | {:.1f} |\n", recall.organisations.marked,
             recall.organisations.recall(), recall.tagged_organisations.recall());
  fmt::print("| countries, by salient places | {} | {:.1f} | {:.1f} | {:.1f} | |\n",
             recall.places.marked, recall.places.precision(), recall.places.recall(),
             recall.places.f1());
  if (show_misses) {
    PrintMisses(recall.missed_names);
    PrintMisses(recall.missed_places);
  }
  return absl::OkStatus();
}

// The names of a text file, in order, each with its type.
absl::Status ShowNames(const std::string& path, const Model& model) {
  const auto text = dateline::index::ReadWholeFile(path);
  if (!text.ok()) return text.status();
  dateline::tagger::Tagger tagger(model);
  for (const dateline::tagger::NameSpan& name : tagger.Tag("", *text).body) {
    fmt::print("{:<25} {}\n", dateline::v1::EntityType_Name(name.type),
               std::string_view(*text).substr(name.start, name.end - name.start));
  }
  return absl::OkStatus();
}

struct Options {
  std::string model;
  std::string text;
  std::vector<std::string> corpora;
  bool misses = false;
  std::string news;
  std::string wraps;
  std::string cities;
  std::size_t articles = 400;
  std::string subjects;
  std::size_t megabytes = 20;
};

absl::Status Run(const Options& options) {
  const auto model = dateline::tagger::NameModel::Open(options.model);
  if (!model.ok()) return model.status();
  auto status = EvaluateCorpora(options.corpora, *model);
  if (status.ok() && !options.subjects.empty()) {
    status = MeasureSubjects(options.subjects, options.misses, *model);
  }
  if (status.ok() && !options.news.empty()) {
    status = MeasureSpeed(options.news, options.megabytes * 1000000, *model);
  }
  if (status.ok() && !options.text.empty()) status = ShowNames(options.text, *model);
  const std::string folder = std::filesystem::path(options.model).parent_path();
  if (status.ok() && !options.wraps.empty()) {
    status = dateline::bench::PrintWraps(options.wraps, folder, options.articles);
  }
  if (status.ok() && !options.cities.empty()) {
    status = dateline::bench::PrintCities(options.cities, folder, options.articles);
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Measures a model of names.", "dateline_entity_eval");
  Options options;
  app.add_option("--model", options.model, "Model file, LANGUAGE.names")->required();
  app.add_option(
      "--corpus", options.corpora,
      "Marked corpora, as dateline_train_names takes them; every third line of the table "
      "is of the text in capitals, and of the text as titles");
  app.add_option("--subjects", options.subjects,
                 "Articles with the people, organisations and places they are about");
  app.add_flag("--misses", options.misses, "Also print the subjects that are missed most often");
  app.add_option("--news", options.news, "Articles to measure speed with");
  app.add_option("--wraps", options.wraps,
                 "Articles whose entities are found in narrow columns, too, with all models of the "
                 "folder");
  app.add_option("--cities", options.cities,
                 "Articles whose cities before a state of the United States are to be in that "
                 "country");
  app.add_option("--articles", options.articles, "How many of those")->capture_default_str();
  app.add_option("--text", options.text, "Text file whose names are printed");
  app.add_option("--megabytes", options.megabytes, "How much of them");
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = Run(options);
  if (!status.ok())
    fmt::print(stderr, "dateline_entity_eval: {}\n", dateline::errors::MessageOf(status));
  return status.ok() ? 0 : 1;
}
