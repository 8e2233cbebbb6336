// SPDX-License-Identifier: GPL-3.0-or-later
// dateline_build_lexicon: makes the lexicon and the gazetteer of one language.
#include <absl/strings/numbers.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/errors/errors.h"
#include "indexer/training/aliases.h"
#include "indexer/training/case_statistics.h"
#include "indexer/training/contents.h"
#include "indexer/training/gazetteer_rows.h"
#include "indexer/training/name_words.h"
#include "indexer/training/news_evidence.h"
#include "indexer/training/output_file.h"
#include "indexer/training/phrases.h"
#include "indexer/training/places.h"
#include "indexer/training/text_source.h"
#include "indexer/training/token_stream.h"
#include "indexer/training/word_lists.h"

namespace {

using dateline::training::CaseStatistics;
using dateline::training::GazetteerRow;

struct Options {
  std::vector<std::string> text;
  std::string language = "en";
  std::vector<std::string> name_text;
  std::string name_language = "en";
  std::vector<std::string> gazetteers;
  std::vector<std::string> spellings;
  std::string words;
  std::string clusters;
  std::uint64_t min_count = 8;
  std::string lexicon_out;
  std::string gazetteer_out;
};

absl::Status ReadClusters(const std::string& file, dateline::training::LexiconContents& lexicon) {
  if (file.empty()) return absl::OkStatus();
  return dateline::training::ReadRows(file, [&](std::span<const std::string_view> cells) {
    if (cells.size() != 4) return absl::InvalidArgumentError("a row needs a word and three ids");
    auto& ids = lexicon.clusters[std::string(cells[0])];
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const std::string_view id = cells[i + 1];
      if (!absl::SimpleAtoi(absl::string_view(id.data(), id.size()), &ids[i]))
        return absl::InvalidArgumentError(fmt::format("{} is not a cluster id", id));
    }
    return absl::OkStatus();
  });
}

// Words of the language that are used often enough, and all that have a flag.
void AddWords(const CaseStatistics& cases, const std::map<std::string, std::uint8_t>& flags,
              std::uint64_t min_count, dateline::training::LexiconContents& lexicon) {
  for (const auto& [word, bits] : flags) lexicon.words[word].flags |= bits;
  for (const auto& [word, known] : cases.words()) {
    const bool flagged = lexicon.words.contains(word);
    if (known.uses() < (flagged ? 1 : min_count)) continue;
    auto& entry = lexicon.words[word];
    entry.use = known.use();
    entry.truecase = known.truecase;
  }
}

// Flags of the words of the lists, of names and of demonyms.
std::map<std::string, std::uint8_t> WordFlags(
    const dateline::training::WordLists& lists,
    const std::map<std::string, std::uint8_t>& name_words, const CaseStatistics& names,
    const dateline::training::GazetteerContents& gazetteer) {
  std::map<std::string, std::uint8_t> flags = lists.flags;
  for (const auto& [word, bits] : name_words) flags[word] |= bits;
  for (const auto& [word, country] : gazetteer.demonyms) {
    if (word.find(' ') == std::string::npos && names.Of(word).all > 0)
      flags[word] |= dateline::tagger::kDemonymWord;
  }
  return flags;
}

// A text and what it tells of words.
struct News {
  dateline::training::TokenStream text;
  std::optional<CaseStatistics> cases;
};

absl::Status ReadNews(const std::vector<std::string>& files, const std::string& language,
                      News& news) {
  absl::Status status = dateline::training::ReadSentences(
      files, language, [&](std::span<const std::string_view> tokens) { news.text.Add(tokens); });
  if (status.ok()) news.cases.emplace(news.text);
  return status;
}

struct Contents {
  dateline::training::LexiconContents lexicon;
  dateline::training::GazetteerContents gazetteer;
};

// `names` is the text that tells which names are used.
void Fill(const std::vector<GazetteerRow>& rows, const dateline::training::WordLists& lists,
          const News& news, const News& names, std::uint64_t min_count, Contents& contents) {
  const dateline::training::Places places(rows);
  const auto candidates = dateline::training::CandidatePhrases(rows);
  std::set<std::string> sought = places.CityPhrases();
  for (const auto& [phrase, candidate] : candidates) sought.insert(phrase);
  const dateline::training::NewsEvidence evidence(names.text, *names.cases, sought,
                                                  places.phrases(), lists.locatives);
  places.AddTo(evidence, contents.gazetteer);
  dateline::training::AddAliases(rows, contents.gazetteer);
  contents.lexicon.phrases = dateline::training::ChoosePhrases(candidates, *names.cases, evidence);
  const auto flags =
      WordFlags(lists, dateline::training::FindNameWords(rows, names.text, *names.cases),
                *names.cases, contents.gazetteer);
  AddWords(*news.cases, flags, min_count, contents.lexicon);
}

absl::Status Write(const Contents& contents, const Options& options) {
  const auto& [lexicon, gazetteer] = contents;
  const auto section = lexicon.Serialize();
  if (!section.ok()) return section.status();
  const std::string gazetteer_section = gazetteer.Serialize();
  fmt::print(stderr,
             "lexicon: {} words, {} clustered forms, {} phrases, {} bytes\n"
             "gazetteer: {} places, {} demonyms, {} aliases, {} bytes\n",
             lexicon.words.size(), lexicon.clusters.size(), lexicon.phrases.size(), section->size(),
             gazetteer.places.size(), gazetteer.demonyms.size(), gazetteer.aliases.size(),
             gazetteer_section.size());
  if (!options.lexicon_out.empty()) {
    if (absl::Status status = dateline::training::WriteOutput(*section, options.lexicon_out);
        !status.ok())
      return status;
  }
  return dateline::training::WriteOutput(gazetteer_section, options.gazetteer_out);
}

absl::Status Run(const Options& options) {
  const auto rows = dateline::training::ReadGazetteer(options.gazetteers);
  if (!rows.ok()) return rows.status();
  const auto spellings = dateline::training::ReadGazetteer(options.spellings);
  if (!spellings.ok()) return spellings.status();
  const auto lists = dateline::training::ReadWordLists(options.words);
  if (!lists.ok()) return lists.status();
  Contents contents;
  absl::Status status = ReadClusters(options.clusters, contents.lexicon);
  News news;
  News names;
  if (status.ok()) status = ReadNews(options.text, options.language, news);
  const bool one = options.name_text.empty();
  if (status.ok() && !one) status = ReadNews(options.name_text, options.name_language, names);
  if (!status.ok()) return status;
  Fill(*rows, *lists, news, one ? news : names, options.min_count, contents);
  status = dateline::training::AddSpellings(*spellings, contents.gazetteer);
  return status.ok() ? Write(contents, options) : status;
}

void AddOptions(CLI::App& app, Options& options) {
  app.add_option("text", options.text,
                 "text of the language: JSON Lines of articles or of sentences (tokens); .gz, .zst")
      ->required();
  app.add_option("--language", options.language, "code of the language of the articles to take")
      ->capture_default_str();
  app.add_option("--names-from", options.name_text,
                 "text that shows which names are used, if that of the language is small");
  app.add_option("--names-language", options.name_language, "code of its language")
      ->capture_default_str();
  app.add_option("--gazetteer", options.gazetteers,
                 "rows of type, name, canonical name, extra, source; later files win")
      ->required();
  app.add_option("--spellings", options.spellings,
                 "rows of the same form: names of organisations, people and known places that only "
                 "the gazetteer has; the lexicon, and so the weights, do not depend on them");
  app.add_option("--words", options.words, "word lists of the language")->required();
  app.add_option("--clusters", options.clusters, "what dateline_word_clusters wrote");
  app.add_option("--min-count", options.min_count, "uses in mid-sentence from which a word is kept")
      ->capture_default_str();
  app.add_option("--lexicon", options.lexicon_out, "file to write; none: the gazetteer alone");
  app.add_option("--gazetteer-out", options.gazetteer_out, "file to write")->required();
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{
      "Makes the lexicon and gazetteer sections of a name model from news text, "
      "gazetteers and word lists."};
  AddOptions(app, options);
  CLI11_PARSE(app, argc, argv);
  if (const absl::Status status = Run(options); !status.ok()) {
    fmt::print(stderr, "dateline_build_lexicon: {}\n", dateline::errors::MessageOf(status));
    return 1;
  }
  return 0;
}
