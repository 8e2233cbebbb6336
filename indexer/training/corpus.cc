// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/corpus.h"

#include <absl/strings/numbers.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <cstdint>
#include <optional>

#include "indexer/training/mac_cyrillic.h"
#include "indexer/training/text_source.h"

namespace dateline::training {
namespace {

std::optional<tagger::NameKind> KindOfType(std::string_view type) {
  if (type == "PER" || type == "person") return tagger::NameKind::kPerson;
  if (type == "LOC" || type == "location") return tagger::NameKind::kPlace;
  if (type == "ORG" || type == "corporation" || type == "group")
    return tagger::NameKind::kOrganisation;
  if (type == "MISC" || type == "product" || type == "creative-work")
    return tagger::NameKind::kMisc;
  return std::nullopt;
}

struct Line {
  std::int64_t document = 0;
  std::vector<std::string> tokens;
  std::vector<std::string> tags;
};

absl::Status ReadStrings(simdjson::dom::element line, const char* key,
                         std::vector<std::string>& out) {
  simdjson::dom::array values;
  if (line[key].get(values) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError(fmt::format("\"{}\" is not a list", key));
  }
  for (const simdjson::dom::element value : values) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) {
      return absl::InvalidArgumentError(fmt::format("\"{}\" holds something else than text", key));
    }
    out.emplace_back(text);
  }
  return absl::OkStatus();
}

absl::StatusOr<Line> ParseLine(simdjson::dom::parser& parser, std::string_view text) {
  simdjson::dom::element json;
  if (parser.parse(text.data(), text.size()).get(json) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError("is not JSON");
  }
  Line line;
  if (json["doc"].get(line.document) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError("\"doc\" is not a number");
  }
  if (auto status = ReadStrings(json, "tokens", line.tokens); !status.ok()) return status;
  if (auto status = ReadStrings(json, "tags", line.tags); !status.ok()) return status;
  if (line.tokens.size() != line.tags.size()) {
    return absl::InvalidArgumentError("the numbers of tags and tokens differ");
  }
  return line;
}

// Puts lines together to documents.
class CorpusBuilder {
 public:
  explicit CorpusBuilder(const CorpusOptions& options) : options_(options) {}

  void Add(Line line) {
    const bool mark = !line.tokens.empty() && line.tokens[0] == "-DOCSTART-";
    const bool full = options_.document_sentences != 0 && !corpus_.empty() &&
                      corpus_.back().size() >= options_.document_sentences;
    if (corpus_.empty() || mark || full || line.document != document_) corpus_.emplace_back();
    document_ = line.document;
    if (mark || line.tokens.empty()) return;
    if (options_.mac_cyrillic) {
      for (std::string& token : line.tokens) token = RepairMacCyrillic(token);
    }
    corpus_.back().push_back({std::move(line.tokens), NamesOfTags(line.tags)});
  }
  Corpus Release() { return std::move(corpus_); }

 private:
  const CorpusOptions& options_;
  Corpus corpus_;
  std::int64_t document_ = 0;
};

absl::Status SetOption(std::string_view text, CorpusOptions& options) {
  const std::pair<std::string_view, std::string_view> pair = {
      text.substr(0, text.find('=')),
      text.find('=') == std::string_view::npos ? "" : text.substr(text.find('=') + 1)};
  const auto& [key, value] = pair;
  const absl::string_view digits(value.data(), value.size());
  int number = 0;
  const bool is_count = absl::SimpleAtoi(digits, &number) && number > 0;
  if (key == "weight" && is_count) {
    options.weight = number;
  } else if (key == "sentences" && is_count) {
    options.document_sentences = static_cast<std::size_t>(number);
  } else if (text == "misc=complete") {
    options.complete_misc = true;
  } else if (text == kRepairMacCyrillic) {
    options.mac_cyrillic = true;
  } else {
    return absl::InvalidArgumentError(
        fmt::format("corpus option {}: none of weight=N, sentences=N, misc=complete, "
                    "repair=mac-cyrillic with N of 1 or more",
                    text));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CorpusOptions> ParseCorpusOptions(std::string_view text) {
  CorpusOptions options;
  options.path = text.substr(0, text.find(','));
  std::string_view rest = text.substr(options.path.size());
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::string_view option = rest.substr(0, rest.find(','));
    if (auto status = SetOption(option, options); !status.ok()) return status;
    rest.remove_prefix(option.size());
  }
  return options;
}

std::vector<tagger::LabelledName> NamesOfTags(const std::vector<std::string>& tags) {
  std::vector<tagger::LabelledName> names;
  bool open = false;
  for (std::uint32_t i = 0; i < tags.size(); ++i) {
    const std::string_view tag = tags[i];
    const bool tagged = tag.size() > 2 && (tag[0] == 'B' || tag[0] == 'I') && tag[1] == '-';
    const auto kind = tagged ? KindOfType(tag.substr(2)) : std::nullopt;
    if (kind && tag[0] == 'I' && open && names.back().kind == *kind) {
      names.back().end = i + 1;
    } else if (kind) {
      names.push_back({i, i + 1, *kind});
    }
    open = kind.has_value();
  }
  return names;
}

absl::StatusOr<Corpus> ReadCorpus(const CorpusOptions& options) {
  CorpusBuilder builder(options);
  simdjson::dom::parser parser;
  absl::Status status = ReadLines(options.path, [&](std::string_view text) -> absl::Status {
    auto line = ParseLine(parser, text);
    if (!line.ok()) return line.status();
    builder.Add(*std::move(line));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return builder.Release();
}

}  // namespace dateline::training
