// SPDX-License-Identifier: GPL-3.0-or-later
// dateline-server: answers searches over one index.
#include <absl/status/status.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <ratio>
#include <string>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/rpc/admin_service.h"
#include "core/rpc/admission.h"
#include "core/rpc/bounded_pool.h"
#include "core/rpc/listen_address.h"
#include "core/rpc/log.h"
#include "core/rpc/rpc_server.h"
#include "core/rpc/security.h"
#include "core/rpc/security_flags.h"
#include "core/rpc/shutdown.h"
#include "core/rpc/signals.h"
#include "server/rpc/current_watcher.h"
#include "server/rpc/index_follower.h"
#include "server/rpc/search_service.h"

namespace dateline {
namespace {

struct ServerOptions {
  std::string index;
  std::string listen = "127.0.0.1:7710";
  unsigned threads = 0;
  std::size_t queue = 1024;
  double scrub_hours = 24;
  bool json = false;
  bool wait = false;
  unsigned slow_ms = 500;
  bool log_queries = false;
  rpc::SecurityOptions security;
};

constexpr const char* kExitCodes =
    "Exit codes: 0 stopped by a signal; 1 failed (no index, one that cannot be read, or an address "
    "that is taken); 2 wrong usage.\n"
    "The line 'listening on HOST:PORT' goes to stdout, the log to stderr.";

int Fail(const absl::Status& status) {
  rpc::LogLine(rpc::LogLevel::kError, errors::MessageOf(status));
  return 1;
}

// Searches that run when the program is told to stop may take all of the default deadline.
constexpr std::chrono::milliseconds kGrace = limits::kDefaultDeadline + std::chrono::seconds(2);

constexpr const char* kSearchHealth = "dateline.v1.SearchService";
constexpr const char* kAdminHealth = "dateline.v1.AdminService";
constexpr const char* kIndexHealth = "dateline.index";
constexpr unsigned kAdminCalls = 4;  // at once: all but one wait for the same scrub

std::chrono::milliseconds Hours(double hours) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::duration<double, std::ratio<3600>>(hours));
}

void TellHealth(service::IndexHealth health, rpc::RpcServer& server) {
  // Name by name: whoever watches dateline.index must not see it serve for a moment.
  for (const char* name : {"", kSearchHealth, kAdminHealth}) {
    server.SetServing(name, health.usable);
  }
  server.SetServing(kIndexHealth, health.usable && health.whole);
}

rpc::PoolOptions PoolOptionsOf(const ServerOptions& options) {
  return {.threads = options.threads,
          .max_jobs = options.queue,
          .short_threads = 1,
          .answers = {.patience = limits::kMaxAnswerWait,
                      .max_bytes = limits::kMaxAnswerBytesInFlight}};
}

service::SearchServiceOptions ServiceOptionsOf(const ServerOptions& options, access::Gate& gate) {
  using Queries = service::RequestLogOptions::Queries;
  service::SearchServiceOptions service;
  service.identify = [&gate](const grpc::ServerContextBase& context, access::Roles roles) {
    return rpc::Admit(&gate, context, roles);
  };
  service.log.slow = std::chrono::milliseconds(options.slow_ms);
  service.log.queries = options.log_queries ? Queries::kShown : Queries::kLeftOut;
  return service;
}

void LogStart(const ServerOptions& options, const std::string& address, unsigned threads,
              const std::string& index) {
  rpc::LogLine(rpc::LogLevel::kInfo,
               fmt::format("dateline-server {} on {}, {} search threads, '{}': {}",
                           DATELINE_VERSION, address, threads, options.index, index));
}

int Serve(const ServerOptions& options) {
  boost::asio::io_context io;  // outlives whatever waits for it
  rpc::Signals signals(io);
  rpc::GracefulShutdown shutdown(io);
  auto security = rpc::Security::Open(options.security, options.listen, options.index);
  if (!security.ok()) return Fail(security.status());
  service::IndexFollower index({.folder = options.index,
                                .program_version = DATELINE_VERSION,
                                .scrub_period = Hours(options.scrub_hours)});
  const absl::Status opened = index.Open();
  const bool wait = options.wait && absl::IsNotFound(opened);
  if (!opened.ok() && !wait) return Fail(opened);
  rpc::BoundedPool pool(PoolOptionsOf(options));
  rpc::BoundedPool admin_pool({.threads = kAdminCalls, .max_jobs = kAdminCalls});
  service::SearchServiceImpl service(index, pool, ServiceOptionsOf(options, (*security)->gate()));
  rpc::AdminServiceImpl admin(
      [&index](const v1::ScrubIndexRequest& request, const rpc::CallLimits& limits) {
        return index.ScrubIndex(request, {limits.deadline, limits.cancelled});
      },
      admin_pool, security->get());
  auto server = rpc::RpcServer::Start({.listen = options.listen,
                                       .max_message_bytes = limits::kMaxSearchMessageBytes,
                                       .services = {&service, &admin},
                                       .health_names = {kSearchHealth, kAdminHealth, kIndexHealth},
                                       .serving = false,
                                       .credentials = (*security)->credentials(),
                                       .gate = &(*security)->gate()});
  if (!server.ok()) return Fail(server.status());
  LogStart(options, (*server)->address(), pool.threads(),
           wait ? "waits for an index" : index.Describe());
  index.Watch([&server = **server](service::IndexHealth health) { TellHealth(health, server); });
  const auto follow = [&index] { index.Request(); };
  (*security)->Watch(io, signals);
  service::CurrentWatcher watcher(io, {.folder = options.index}, follow);
  std::printf("listening on %s\n", (*server)->address().c_str());
  std::fflush(stdout);
  shutdown.WaitAndRun({.server = server->get(),
                       .end_streams = {},
                       .drain =
                           [&](std::chrono::milliseconds grace) {
                             index.StopScrub();
                             return rpc::DrainAll({&pool, &admin_pool}, grace);
                           },
                       .grace = kGrace,
                       .join_pools =
                           [&] {
                             pool.Join();
                             admin_pool.Join();
                             index.Join();
                           },
                       .commit = {}});
  return 0;
}

}  // namespace
}  // namespace dateline

int main(int argc, char** argv) {
  dateline::ServerOptions options;
  CLI::App app("Answers searches over one index by gRPC (dateline.v1.SearchService).",
               "dateline-server");
  app.set_version_flag("--version", "dateline-server " DATELINE_VERSION);
  app.add_option("--index", options.index, "Folder of the index")->required();
  app.add_option("--listen", options.listen, "HOST:PORT; port 0 takes a free one")
      ->check(dateline::rpc::ListenAddressProblem)
      ->capture_default_str();
  app.add_option("--threads", options.threads, "Search threads; 0 = all cores")
      ->check(CLI::Range(0, 1024))
      ->type_name("N")
      ->capture_default_str();
  app.add_option(
         "--queue", options.queue,
         "Searches that run or wait; more are refused with RESOURCE_EXHAUSTED. While others "
         "wait, one client has at most a quarter")
      ->check(CLI::Range(1, 1'000'000))
      ->type_name("N")
      ->capture_default_str();
  dateline::rpc::AddSecurityOptions(app, options.security);
  app.add_option(
         "--scrub-hours", options.scrub_hours,
         "Hours in which every file of the index is read once, at most 10 MB per second, to "
         "find damage; 0 = never")
      ->check(CLI::Range(0.0, 10'000.0))
      ->type_name("HOURS")
      ->capture_default_str();
  app.add_option("--slow-ms", options.slow_ms,
                 "Searches that take longer, in milliseconds, get a log line; 0 = none does")
      ->check(CLI::Range(0, 3'600'000))
      ->type_name("N")
      ->capture_default_str();
  app.add_flag("--log-queries", options.log_queries,
               "These lines also have the text that was searched for");
  app.add_flag("--json", options.json, "Log lines as JSON");
  app.add_flag("--wait", options.wait,
               "If there is no index yet, listen; until there is one, health says NOT_SERVING and "
               "searches get UNAVAILABLE");
  app.footer(dateline::kExitCodes);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  dateline::rpc::SetJsonLog(options.json);
  return dateline::Serve(options);
}
