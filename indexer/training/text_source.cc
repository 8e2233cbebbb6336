// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/text_source.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <cstdint>
#include <deque>

#include "core/errors/errors.h"
#include "core/readers/source.h"
#include "indexer/entities/tagger/name_tokens.h"
#include "indexer/training/mac_cyrillic.h"

namespace dateline::training {
namespace {

class SentenceReader {
 public:
  SentenceReader(const std::string& language, bool repair, const SentenceSink& sink)
      : language_(language),
        repair_(repair),
        sink_(sink),
        rules_{.ordinal_dots = language == "de"} {}

  absl::Status ReadLine(std::string_view line) {
    simdjson::dom::element root;
    if (const auto error = parser_.parse(line.data(), line.size()).get(root))
      return absl::InvalidArgumentError(simdjson::error_message(error));
    simdjson::dom::array tokens;
    if (root["tokens"].get(tokens) == simdjson::SUCCESS) return ReadTokens(tokens);
    std::string_view language;
    if (root["language"].get(language) == simdjson::SUCCESS && language != language_)
      return absl::OkStatus();
    for (const char* field : {"headline", "body"}) {
      std::string_view text;
      if (root[field].get(text) == simdjson::SUCCESS) ReadText(text);
    }
    return absl::OkStatus();
  }

 private:
  absl::Status ReadTokens(const simdjson::dom::array& tokens) {
    words_.clear();
    repaired_.clear();
    for (const simdjson::dom::element token : tokens) {
      std::string_view word;
      if (token.get(word) != simdjson::SUCCESS)
        return absl::InvalidArgumentError("a token is not a string");
      if (repair_) word = repaired_.emplace_back(RepairMacCyrillic(word));
      words_.push_back(word);
    }
    sink_(words_);
    return absl::OkStatus();
  }

  void ReadText(std::string_view text) {
    tokens_.clear();
    tagger::TokenizeNames(text, rules_, tokens_);
    std::size_t at = 0;
    for (const std::uint32_t end : tokens_.sentence_ends) {
      words_.clear();
      for (; at < end; ++at) {
        const auto [start, token_end] = tokens_.tokens[at];
        words_.push_back(text.substr(start, token_end - start));
      }
      sink_(words_);
    }
  }

  const std::string& language_;
  bool repair_;
  const SentenceSink& sink_;
  tagger::TokenRules rules_;
  simdjson::dom::parser parser_;
  tagger::NameTokens tokens_;
  std::vector<std::string_view> words_;
  std::deque<std::string> repaired_;  // what words_ views, which must not move
};

}  // namespace

absl::Status ReadSentences(const std::vector<std::string>& files, const std::string& language,
                           const SentenceSink& sink) {
  const std::string suffix = fmt::format(",{}", kRepairMacCyrillic);
  for (const std::string& file : files) {
    const bool repair = file.ends_with(suffix);
    const std::string path = file.substr(0, file.size() - (repair ? suffix.size() : 0));
    SentenceReader reader(language, repair, sink);
    absl::Status status =
        ReadLines(path, [&](std::string_view line) { return reader.ReadLine(line); });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadLines(const std::string& file,
                       const std::function<absl::Status(std::string_view line)>& sink) {
  auto source = readers::Source::Open(file);
  if (!source.ok()) return source.status();
  std::string rest;
  std::uint64_t number = 0;
  absl::Status refused;
  const auto take = [&](std::string_view line) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty()) return true;
    if (const absl::Status status = sink(line); !status.ok())
      refused = absl::Status(status.code(),
                             fmt::format("{}:{}: {}", file, number, errors::MessageOf(status)));
    return refused.ok();
  };
  const auto consume = [&](std::string_view bytes) {
    for (std::size_t end = bytes.find('\n'); end != std::string_view::npos;
         end = bytes.find('\n')) {
      rest.append(bytes.substr(0, end));
      bytes.remove_prefix(end + 1);
      if (!take(rest)) return false;
      rest.clear();
    }
    rest.append(bytes);
    return true;
  };
  if (absl::Status status = readers::ExpandSource(*source, consume, nullptr); !status.ok())
    return status;
  if (refused.ok() && !rest.empty()) take(rest);
  return refused;
}

absl::Status ReadRows(
    const std::string& file,
    const std::function<absl::Status(std::span<const std::string_view> cells)>& sink) {
  std::vector<std::string_view> cells;
  return ReadLines(file, [&](std::string_view line) {
    cells.clear();
    while (true) {
      const std::size_t tab = line.find('\t');
      cells.push_back(line.substr(0, tab));
      if (tab == std::string_view::npos) break;
      line.remove_prefix(tab + 1);
    }
    return sink(cells);
  });
}

}  // namespace dateline::training
