// SPDX-License-Identifier: GPL-3.0-or-later
// Files of articles, read by one thread and parsed by several.
#ifndef DATELINE_CORE_READERS_PARSE_POOL_H_
#define DATELINE_CORE_READERS_PARSE_POOL_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/queue/bounded_queue.h"
#include "core/readers/article_sink.h"
#include "core/readers/file_gate.h"
#include "core/readers/json_path.h"
#include "core/readers/list_inputs.h"
#include "core/readers/raw_article.h"

namespace dateline::readers {

struct ParseOptions {
  InputFormat format = InputFormat::kAuto;
  unsigned threads = 0;                       // that parse; 0 = all cores
  std::size_t max_queued_bytes = 16U << 20U;  // of input that waits to be parsed
  JsonOptions json{};
  bool force = false;  // also files whose articles all lack body or date (file_gate.h)
  // Whether reading should end; asked before each piece. Thread-safe; may be null.
  std::function<bool()> stopped = nullptr;
};

// One run over files. Thread-safe, except Read.
class ParsePool {
 public:
  // `sink` must outlive the pool.
  ParsePool(const ParseOptions& options, ArticleSink& sink);

  // Reads `files` in order and returns when the sink has had everything. Input ends once
  // `stopped` says so; the descriptor `stop` (-1: none) becomes readable with it, which ends the
  // wait for a silent pipe. What was read before still reaches the sink; that the stop cut a file
  // short is not an error of the file. Call it once.
  void Read(const std::vector<InputFile>& files, int stop = -1);
  // Ends Read: nothing more is read, nor parsed of what was read. May be called by the sink.
  void Abandon() { abandoned_ = true; }
  bool abandoned() const { return abandoned_; }

  // Pieces of input that were parsed, whatever they turned out to be.
  std::uint64_t parsed() const { return parsed_; }
  // Bytes of `files` that are done with, compressed ones as they are stored.
  std::uint64_t read_bytes() const { return read_bytes_; }

 private:
  // What the queue holds.
  struct Piece {
    RawArticle raw;
    std::shared_ptr<FileGate> gate;  // of its file, shared by all its pieces
    bool found;                      // of InputFile
  };

  void ReadFiles(const std::vector<InputFile>& files, int stop);
  bool Enqueue(Piece piece);
  void ParseLoop();
  void Parse(const Piece& piece);
  void PassOn(FileGate& gate, std::vector<FileGate::Held> articles);
  void Refuse(const Piece& piece, const absl::Status& status);
  bool IsStopping() const;

  const ParseOptions options_;
  ArticleSink& sink_;
  queue::BoundedQueue<Piece> queue_;
  std::atomic<std::uint64_t> parsed_{0};
  std::atomic<std::uint64_t> read_bytes_{0};
  std::atomic<bool> abandoned_{false};
};

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_PARSE_POOL_H_
