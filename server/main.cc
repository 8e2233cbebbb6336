// SPDX-License-Identifier: GPL-3.0-or-later
// dateline-server: answers searches over one index.
#include <absl/status/status.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>

#include "core/limits.h"
#include "core/rpc/bounded_pool.h"
#include "core/rpc/log.h"
#include "core/rpc/rpc_server.h"
#include "core/rpc/shutdown.h"
#include "server/rpc/current_watcher.h"
#include "server/rpc/search_service.h"
#include "server/search/engine.h"

namespace dateline {
namespace {

struct ServerOptions {
  std::string index;
  std::string listen = "127.0.0.1:7700";
  unsigned threads = 0;
  std::size_t queue = 256;
  bool json = false;
  bool wait = false;
};

std::string Text(const absl::Status& status) {
  return std::string(status.message().data(), status.message().size());
}

int Fail(const absl::Status& status) {
  LogLine(LogLevel::kError, Text(status));
  return 1;
}

absl::StatusOr<std::unique_ptr<Engine>> OpenEngine(const ServerOptions& options) {
  EngineOptions engine_options;
  engine_options.folder = options.index;
  auto engine = Engine::Open(engine_options);
  if (options.wait && absl::IsNotFound(engine.status())) {
    LogLine(LogLevel::kInfo, "waiting for an index");
    while (absl::IsNotFound(engine.status())) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      engine = Engine::Open(engine_options);
    }
  }
  return engine;
}

// Refreshes on a thread of its own, one at a time; requests that come meanwhile become one more.
class Refresher {
 public:
  explicit Refresher(Engine& engine) : engine_(engine), pool_({.threads = 1, .max_jobs = 0}) {}
  void Request() {
    if (waiting_.exchange(true)) return;
    if (!pool_.TryPost([this] { Run(); })) waiting_.store(false);
  }
  void Join() { pool_.Join(); }

 private:
  void Run() {
    waiting_.store(false);  // before reading CURRENT, so that no later change is missed
    const auto refreshed = engine_.Refresh();
    if (refreshed.ok()) {
      failing_ = false;
    } else if (!failing_) {
      failing_ = true;  // said once, not twice a second
      LogLine(LogLevel::kError, "the new generation cannot be opened: " + Text(refreshed.status()));
    }
  }

  Engine& engine_;
  std::atomic<bool> waiting_{false};
  bool failing_ = false;  // home thread: the pool's
  BoundedPool pool_;
};

int Serve(const ServerOptions& options) {
  auto engine = OpenEngine(options);
  if (!engine.ok()) return Fail(engine.status());
  boost::asio::io_context io;
  GracefulShutdown shutdown(io);
  BoundedPool pool({.threads = options.threads, .max_jobs = options.queue});
  Refresher refresher(**engine);
  SearchServiceImpl service(EngineBackend(**engine), pool);
  auto server = RpcServer::Start({.listen = options.listen,
                                  .max_message_bytes = limits::kMaxSearchMessageBytes,
                                  .services = {&service},
                                  .health_names = {"dateline.v1.SearchService"}});
  if (!server.ok()) return Fail(server.status());
  CurrentWatcher watcher(io, {.folder = options.index}, [&refresher] { refresher.Request(); });
  std::printf("listening on %s\n", (*server)->address().c_str());
  std::fflush(stdout);
  shutdown.WaitAndRun({.server = server->get(),
                       .drain = {},
                       .join_pools =
                           [&] {
                             pool.Join();
                             refresher.Join();
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
      ->capture_default_str();
  app.add_option("--threads", options.threads, "Search threads; 0 = all cores")
      ->capture_default_str();
  app.add_option("--queue", options.queue, "Searches that run or wait; more are refused")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  app.add_flag("--json", options.json, "Log lines as JSON");
  app.add_flag("--wait", options.wait, "Wait for an index where there is none yet");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  dateline::SetJsonLog(options.json);
  return dateline::Serve(options);
}
