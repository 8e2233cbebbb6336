// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/parse_pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <thread>
#include <utility>

#include "core/limits.h"
#include "core/readers/parse_article.h"
#include "core/readers/read_file.h"
#include "core/text/utf8.h"

namespace dateline::readers {
namespace {

// From which file the article is. What dump wrote says it itself.
void SetProvenance(const std::string& file, article::Article& article) {
  if (file == "-" || !article.provenance().empty()) return;
  article.set_provenance(
      std::string(text::CutUtf8(text::CleanUtf8(file), limits::kMaxProvenanceBytes)));
}

}  // namespace

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
    // A pipe has no size.
    const auto gate = std::make_shared<FileGate>(
        file.path, file.bytes > 0 ? FileGate::Wait::kForAll : FileGate::Wait::kIfUnsure);
    const absl::Status status = ReadFile(
        file, options_.format,
        [&](RawArticle raw) {
          return Enqueue({std::move(raw), gate, file.found});
        },
        [this, before](std::uint64_t bytes) { read_bytes_ = before + bytes; }, stop);
    PassOn(*gate, gate->Close());
    if (!status.ok() && !IsStopping()) {
      if (file.found && absl::IsUnimplemented(status)) {
        sink_.OnSkip(file.path, status);
      } else {
        sink_.OnReject({file.path, 0}, status);
      }
    }
    before += file.bytes;
  }
}

bool ParsePool::Enqueue(Piece piece) {
  if (IsStopping() || piece.gate->refused()) return false;
  piece.gate->Enter();
  const std::size_t bytes = piece.raw.bytes.size() + sizeof(piece);
  return queue_.Push(std::move(piece), bytes);
}

void ParsePool::ParseLoop() {
  while (const auto piece = queue_.Pop()) Parse(*piece);
}

void ParsePool::Parse(const Piece& piece) {
  // What waits is passed over, so that the reader is not held up.
  if (abandoned_ || piece.gate->refused()) return;
  ++parsed_;
  const RawArticle& raw = piece.raw;
  absl::StatusOr<ParsedArticle> parsed = ParseArticle(raw, options_.json);
  FileGate& gate = *piece.gate;
  if (!parsed.ok()) {
    Refuse(piece, parsed.status());
    if (!gate.open()) PassOn(gate, gate.Drop());
    return;
  }
  SetProvenance(raw.file, parsed->article);
  const bool passes = options_.force || raw.format == InputFormat::kText || gate.open();
  if (passes) {
    sink_.OnArticle(*std::move(parsed), {raw.file, raw.line});
    if (!gate.open()) PassOn(gate, gate.Drop());
  } else {
    PassOn(gate, gate.Add({*std::move(parsed), {raw.file, raw.line}}));
  }
}

void ParsePool::PassOn(FileGate& gate, std::vector<FileGate::Held> articles) {
  for (FileGate::Held& held : articles) sink_.OnArticle(std::move(held.article), held.place);
  if (!gate.refused()) return;
  if (const absl::Status refusal = gate.TakeRefusal(); !refusal.ok())
    sink_.OnReject({gate.file(), 0}, refusal);
}

void ParsePool::Refuse(const Piece& piece, const absl::Status& status) {
  if (!absl::IsUnimplemented(status)) {
    sink_.OnReject({piece.raw.file, piece.raw.line}, status);
    return;
  }
  // The file as a whole is not one of articles.
  const absl::Status placed(status.code(), fmt::format("{}: the file {}", piece.raw.file,
                                                       std::string_view(status.message().data(),
                                                                        status.message().size())));
  if (piece.found) {
    sink_.OnSkip(piece.raw.file, placed);
  } else {
    sink_.OnReject({piece.raw.file, 0}, placed);
  }
}

}  // namespace dateline::readers
