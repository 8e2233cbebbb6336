// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/parse_pool.h"

#include <algorithm>
#include <string>
#include <thread>
#include <utility>

#include "core/readers/parse_article.h"
#include "core/readers/read_file.h"

namespace dateline::readers {

ParsePool::ParsePool(const ParseOptions& options, ArticleSink& sink)
    : options_(options), sink_(sink), queue_({.bytes = options.max_queued_bytes}) {}

bool ParsePool::IsStopping() const {
  return abandoned_ || (options_.stopped && options_.stopped());
}

void ParsePool::Read(const std::vector<InputFile>& files, int stop) {
  const unsigned threads =
      options_.threads != 0 ? options_.threads : std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::jthread> parsers;
  for (unsigned i = 0; i < threads; ++i) parsers.emplace_back([this] { ParseLoop(); });
  ReadFiles(files, stop);
  queue_.Close();
}

void ParsePool::ReadFiles(const std::vector<InputFile>& files, int stop) {
  std::uint64_t before = 0;
  for (const InputFile& file : files) {
    if (IsStopping()) break;
    const absl::Status status = ReadFile(
        file, options_.format, [this](RawArticle raw) { return Enqueue(std::move(raw)); },
        [this, before](std::uint64_t bytes) { read_bytes_ = before + bytes; }, stop);
    if (!status.ok() && !IsStopping()) sink_.OnReject({file.path, 0}, status);
    before += file.bytes;
  }
}

bool ParsePool::Enqueue(RawArticle raw) {
  if (IsStopping()) return false;
  const std::size_t bytes = raw.bytes.size() + sizeof(raw);
  return queue_.Push(std::move(raw), bytes);
}

void ParsePool::ParseLoop() {
  while (const auto raw = queue_.Pop()) Parse(*raw);
}

void ParsePool::Parse(const RawArticle& raw) {
  if (abandoned_) return;  // what waits is passed over, so that the reader is not held up
  ++parsed_;
  absl::StatusOr<ParsedArticle> article = ParseArticle(raw);
  const InputPlace place{raw.file, raw.line};
  if (article.ok()) {
    sink_.OnArticle(*std::move(article), place);
  } else {
    sink_.OnReject(place, article.status());
  }
}

}  // namespace dateline::readers
