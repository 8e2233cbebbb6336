// SPDX-License-Identifier: GPL-3.0-or-later
// Text to learn from, sentence by sentence.
#ifndef DATELINE_INDEXER_TRAINING_TEXT_SOURCE_H_
#define DATELINE_INDEXER_TRAINING_TEXT_SOURCE_H_

#include <absl/status/status.h>

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::training {

// Tokens of one sentence (name_tokens.h); valid during the call.
using SentenceSink = std::function<void(std::span<const std::string_view> tokens)>;

// Feeds the sentences of JSON Lines files (.gz, .zst) to `sink`, in order. A line is an article
// (headline, body; those that give another language than `language` are passed over) or a sentence
// of a corpus ({"tokens": [...]}; PATH,repair=mac-cyrillic repairs them, see mac_cyrillic.h).
// Errors name file and line.
absl::Status ReadSentences(const std::vector<std::string>& files, const std::string& language,
                           const SentenceSink& sink);

// Feeds the lines of a text file (.gz, .zst), without their ends, to `sink`, which refuses one by a
// status; errors name file and line.
absl::Status ReadLines(const std::string& file,
                       const std::function<absl::Status(std::string_view line)>& sink);

// The same, split at tabs.
absl::Status ReadRows(
    const std::string& file,
    const std::function<absl::Status(std::span<const std::string_view> cells)>& sink);

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_TEXT_SOURCE_H_
