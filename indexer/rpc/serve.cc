// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/serve.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <utility>

#include "core/limits.h"
#include "core/rpc/log.h"
#include "core/rpc/rpc_server.h"
#include "core/rpc/shutdown.h"
#include "indexer/rpc/ingest_service.h"

namespace dateline {
namespace {

int Fail(const absl::Status& status) {
  LogLine(LogLevel::kError, {status.message().data(), status.message().size()});
  return 1;
}

}  // namespace

int RunServe(const ServeOptions& options) {
  SetJsonLog(options.json);
  auto opened = IndexWriter::Open(options.writer);
  if (!opened.ok()) return Fail(opened.status());
  std::unique_ptr<IndexWriter> writer = *std::move(opened);
  boost::asio::io_context io;
  GracefulShutdown shutdown(io);
  IngestPools pools;
  IngestServiceImpl service(*writer, pools);
  auto server = RpcServer::Start({.listen = options.listen,
                                  .max_message_bytes = limits::kMaxIngestMessageBytes,
                                  .services = {&service},
                                  .health_names = {"dateline.v1.IngestService"}});
  if (!server.ok()) return Fail(server.status());
  std::printf("listening on %s\n", (*server)->address().c_str());
  std::fflush(stdout);
  shutdown.WaitAndRun({.server = server->get(),
                       .drain = [&service] { service.Drain(); },
                       .join_pools =
                           [&pools] {
                             pools.streams.Join();
                             pools.calls.Join();
                           },
                       .commit = [&writer] { writer.reset(); }});
  return 0;
}

}  // namespace dateline
