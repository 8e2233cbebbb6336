// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/serve.h"

#include <fmt/format.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdio>
#include <optional>
#include <utility>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/rpc/admin_service.h"
#include "core/rpc/log.h"
#include "core/rpc/rpc_server.h"
#include "core/rpc/shutdown.h"
#include "core/rpc/signals.h"
#include "core/rpc/start_timeout.h"
#include "indexer/rpc/convert.h"
#include "indexer/rpc/index_scrub.h"
#include "indexer/rpc/ingest_service.h"

namespace dateline::ingest {
namespace {

constexpr unsigned kAdminCalls = 4;  // at once: all but one wait for the same scrub

int Fail(const absl::Status& status) {
  rpc::LogLine(rpc::LogLevel::kError, errors::MessageOf(status));
  return 1;
}

// A writer that refuses everything is of no use: the program ends, and whoever runs it starts it
// again, which reads from the disk what is true.
void WatchWriter(boost::asio::steady_timer& timer, const writer::IndexWriter& writer,
                 rpc::GracefulShutdown& shutdown) {
  timer.expires_after(std::chrono::milliseconds(500));
  timer.async_wait([&](const boost::system::error_code& error) {
    if (error) return;
    if (!writer.failure().ok()) return shutdown.Begin();
    WatchWriter(timer, writer, shutdown);
  });
}

void LogStart(const ServeOptions& options, const std::string& address,
              const writer::IndexWriter& writer) {
  const index::Manifest manifest = writer.manifest();
  rpc::LogLine(rpc::LogLevel::kInfo,
               fmt::format("dateline-indexer {} on {}, '{}': index {}, generation {}, {} articles",
                           options.version, address, options.writer.folder, manifest.index_id,
                           manifest.generation, ToProto(manifest).live_articles()));
}

}  // namespace

int RunServe(const ServeOptions& options) {
  rpc::SetJsonLog(options.json);
  boost::asio::io_context io;  // outlives whatever waits for it
  rpc::Signals signals(io);
  rpc::StartTimeout start(options.start_timeout);
  auto security = rpc::Security::Open(options.security, options.listen, options.writer.folder);
  if (!security.ok()) return Fail(security.status());
  writer::WriterOptions writer_options = options.writer;
  writer_options.on_damage = [](const absl::Status& status) {
    rpc::LogLine(rpc::LogLevel::kError, errors::MessageOf(status));
  };
  auto opened = writer::IndexWriter::Open(writer_options);
  if (!opened.ok()) return Fail(opened.status());
  std::unique_ptr<writer::IndexWriter> writer = *std::move(opened);
  rpc::GracefulShutdown shutdown(io);
  IngestPools pools;
  rpc::BoundedPool admin_pool({.threads = kAdminCalls, .max_jobs = kAdminCalls});
  std::optional<IndexScrub> scrub;
  scrub.emplace(*writer, options.writer.folder, options.scrub_period);
  IngestServiceImpl service(*writer, pools, security->get());
  service.ShowScrub([&scrub] { return scrub->status(); });
  rpc::AdminServiceImpl admin(
      [&scrub](const v1::ScrubIndexRequest& request, const rpc::CallLimits& limits) {
        return scrub->Run(request, limits);
      },
      admin_pool, security->get());
  auto server = rpc::RpcServer::Start(
      {.listen = options.listen,
       .max_message_bytes = limits::kMaxIngestMessageBytes,
       .services = {&service, &admin},
       .health_names = {"dateline.v1.IngestService", "dateline.v1.AdminService"},
       .credentials = (*security)->credentials(),
       .gate = &(*security)->gate()});
  if (!server.ok()) return Fail(server.status());
  LogStart(options, (*server)->address(), *writer);
  (*security)->Watch(io, signals);
  std::printf("listening on %s\n", (*server)->address().c_str());
  std::fflush(stdout);
  start.Done();
  boost::asio::steady_timer timer(io);
  WatchWriter(timer, *writer, shutdown);
  absl::Status failure;
  shutdown.WaitAndRun({.server = server->get(),
                       .end_streams = [&] { service.Drain(); },
                       .drain =
                           [&](std::chrono::milliseconds grace) {
                             scrub->Stop();
                             (void)rpc::DrainAll(
                                 {&admin_pool, &pools.deletes, &pools.refreshes, &pools.calls},
                                 grace);
                             return false;  // streams end when their articles are settled
                           },
                       .join_pools =
                           [&] {
                             pools.Join();
                             admin_pool.Join();
                             scrub.reset();
                           },
                       .commit =
                           [&] {
                             timer.cancel();
                             failure = writer->failure();
                             writer.reset();
                           }});
  return failure.ok() ? 0 : Fail(failure);
}

}  // namespace dateline::ingest
