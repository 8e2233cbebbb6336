// SPDX-License-Identifier: GPL-3.0-or-later
// Reading articles from files: JSON Lines and saved text pages, plain or compressed.
#ifndef DATELINE_INDEXER_READERS_READER_H_
#define DATELINE_INDEXER_READERS_READER_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/article/article.h"

namespace dateline {

enum class InputFormat : std::uint8_t { kAuto, kJsonLines, kText };

// A piece of input that is one article (or fails to be one).
struct RawArticle {
  std::string file;        // as given; "-" for stdin
  std::uint64_t line = 0;  // first line, from 1
  std::string bytes;       // a JSON line, or a whole page
  InputFormat format = InputFormat::kJsonLines;
  absl::Status status;  // not OK: this piece cannot be read (line too long, ...); bytes is empty
};

// One article from a line of JSON (API.md "Article input": proto3 JSON names and the common
// spellings). Thread-safe. INVALID_ARGUMENT says what is wrong and where. Names of unknown fields
// are appended to `unknown` (may be null).
absl::StatusOr<Article> ParseJsonArticle(std::string_view line, std::vector<std::string>* unknown);

// One article from a saved text page (README "Plain-text pages"): section, headline, author,
// publish time and a body without the page's furniture. Thread-safe. INVALID_ARGUMENT: no headline
// or no body.
absl::StatusOr<Article> ParseTextPage(std::string_view page);

struct InputFile {
  std::string path;  // "-" is stdin
  std::uint64_t bytes = 0;
};

// Files of `paths`: folders are walked in name order, other paths are taken as they are. In
// folders, links to files are followed, links to folders, pipes, sockets and devices are passed
// over, and so are the files of an index itself. What cannot be read, links to nothing and folders
// without files are reported in `errors` with the path and the reason.
std::vector<InputFile> ListInputs(const std::vector<std::string>& paths,
                                  std::vector<absl::Status>* errors);

// Streams the pieces of one file (.gz and .zst are expanded, by magic bytes) to `sink`, which
// returns false to stop. JSON may be one article a line, a list, or objects over several lines.
// `on_bytes` is told how many compressed bytes were read so far. When the descriptor `stop`
// becomes readable the input ends where it is; the sink should take no more then. Limits:
// kMaxLineBytes, kMaxExpandedBytes, kMaxExpansionRatio. The status is that of the file as a whole
// and starts with its path: it cannot be opened or read on (DATA_LOSS), is damaged, or is no text
// at all; pieces before the damage have gone to the sink.
absl::Status ReadFile(const InputFile& file, InputFormat format,
                      const std::function<bool(RawArticle)>& sink,
                      const std::function<void(std::uint64_t)>& on_bytes, int stop = -1);

// ParseJsonArticle or ParseTextPage, by format.
absl::StatusOr<Article> ParseArticle(const RawArticle& raw, std::vector<std::string>* unknown);

}  // namespace dateline

#endif  // DATELINE_INDEXER_READERS_READER_H_
