// SPDX-License-Identifier: GPL-3.0-or-later
// `dateline-indexer serve`: IngestService over one index, until a signal.
#ifndef DATELINE_INDEXER_RPC_SERVE_H_
#define DATELINE_INDEXER_RPC_SERVE_H_

#include <chrono>
#include <string>

#include "core/rpc/security.h"
#include "indexer/writer/index_writer.h"

namespace dateline::ingest {

struct ServeOptions {
  writer::WriterOptions writer;
  std::string listen = "127.0.0.1:7711";
  bool json = false;                                               // log lines as JSON
  std::chrono::milliseconds scrub_period{std::chrono::hours(24)};  // 0: no scrub by itself
  std::chrono::seconds start_timeout{60};  // a start that takes longer ends the process
  std::string version = "?";               // of the program, for the log
  rpc::SecurityOptions security{};
};

// Prints "listening on HOST:PORT" on stdout when ready; returns the exit code after SIGINT or
// SIGTERM has been handled: 0, or 1 if the index cannot be opened or the address cannot be used.
int RunServe(const ServeOptions& options);

}  // namespace dateline::ingest

#endif  // DATELINE_INDEXER_RPC_SERVE_H_
