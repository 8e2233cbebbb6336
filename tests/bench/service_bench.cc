// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/service_bench.h"

#include <fmt/format.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <thread>

#include "dateline/v1/ingest_service.grpc.pb.h"
#include "dateline/v1/search_service.grpc.pb.h"
#include "tests/bench/process.h"
#include "tests/bench/timing.h"

namespace dateline::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kRounds = 5;
constexpr int kClients = 32;
constexpr auto kThroughputTime = std::chrono::seconds(5);
constexpr int kFreshArticles = 100;

double Micros(Clock::duration elapsed) {
  return std::chrono::duration<double, std::micro>(elapsed).count();
}

// "... listening on 127.0.0.1:PORT ...".
std::string WaitForAddress(Process& server) {
  for (;;) {
    const std::string line = server.ReadLine();
    const auto at = line.find("127.0.0.1:");
    if (line.find("listening") != std::string::npos && at != std::string::npos) {
      return line.substr(at, line.find_first_not_of("0123456789.:", at) - at);
    }
  }
}

using Credentials = std::shared_ptr<grpc::ChannelCredentials>;

std::unique_ptr<v1::SearchService::Stub> SearchStub(
    const std::string& address,
    const Credentials& credentials = grpc::InsecureChannelCredentials()) {
  return v1::SearchService::NewStub(grpc::CreateChannel(address, credentials));
}

v1::SearchResponse Call(v1::SearchService::Stub& stub, const v1::SearchRequest& request) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  v1::SearchResponse response;
  const grpc::Status status = stub.Search(&context, request, &response);
  if (!status.ok()) throw std::runtime_error("search failed: " + status.error_message());
  return response;
}

// The health check of gRPC itself: what any call costs on this machine, for no work and no answer.
class HealthStub {
 public:
  explicit HealthStub(const std::string& address)
      : stub_(grpc::CreateChannel(address, grpc::InsecureChannelCredentials())) {}
  void Call() {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    const grpc::Slice nothing;
    const grpc::ByteBuffer request(&nothing, 1);
    const auto call =
        stub_.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", request, &queue_);
    call->StartCall();
    grpc::ByteBuffer response;
    grpc::Status status;
    call->Finish(&response, &status, this);
    void* tag = nullptr;
    bool ok = false;
    if (!queue_.Next(&tag, &ok) || !status.ok()) throw std::runtime_error("health check failed");
  }

 private:
  grpc::GenericStub stub_;
  grpc::CompletionQueue queue_;
};

double OwnCpuSeconds() {
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Rate {
  double calls = 0;
  double per_second = 0;
};

// Hits as a page shows them, with snippets and total.
std::vector<v1::SearchRequest> UsualRequests(const std::vector<v1::SearchRequest>& requests) {
  std::vector<v1::SearchRequest> usual;
  for (const v1::SearchRequest& request : requests) {
    v1::SearchRequest& full = usual.emplace_back();
    full.set_query(request.query());
    full.set_match(request.match());
    full.mutable_snippets()->set_count(1);
  }
  return usual;
}

// Calls of `body(i)` from `threads` threads.
Rate PerSecond(int threads, const std::function<void(int thread, std::size_t i)>& body) {
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> done{0};
  std::vector<std::jthread> pool;
  const auto start = Clock::now();
  for (int t = 0; t < threads; ++t) {
    pool.emplace_back([&, t] {
      for (auto i = static_cast<std::size_t>(t); !stop; i += 7) {
        body(t, i);
        ++done;
      }
    });
  }
  std::this_thread::sleep_for(kThroughputTime);
  stop = true;
  pool.clear();
  const auto calls = static_cast<double>(done);
  return {calls, calls * 1e6 / Micros(Clock::now() - start)};
}

}  // namespace

void ServiceBench::Overhead(const std::string& address, engine::Engine& engine,
                            const std::vector<v1::SearchRequest>& requests) {
  const auto stub = SearchStub(address);
  HealthStub health(address);
  std::vector<double> floor;
  std::vector<double> added;
  std::vector<double> called;
  for (const v1::SearchRequest& request : requests) {
    std::vector<double> remote;
    std::vector<double> local;
    for (int round = 0; round < kRounds; ++round) {
      auto start = Clock::now();
      Call(*stub, request);
      remote.push_back(Micros(Clock::now() - start));
      start = Clock::now();
      (void)engine.Search(request, {});
      local.push_back(Micros(Clock::now() - start));
      start = Clock::now();
      health.Call();
      floor.push_back(Micros(Clock::now() - start));
    }
    called.push_back(Median(remote));
    added.push_back(called.back() - Median(local));
  }
  fmt::print(
      "gRPC call, median {:.0f} us; on top of the in-process call {:.0f} us; an empty health check "
      "{:.0f} us\n",
      Median(called), Median(added), Median(floor));
}

// Clients and server share this machine's cores, so that the rate alone says little of the server:
// the second ratio holds its processor time a search against that of the same search in process.
void ServiceBench::Throughput(const std::string& what, const Process& server,
                              const std::string& address, engine::Engine& engine,
                              const std::vector<v1::SearchRequest>& requests) {
  const double own_before = OwnCpuSeconds();
  const Rate local = PerSecond(options_.threads, [&](int, std::size_t i) {
    (void)engine.Search(requests[i % requests.size()], {});
  });
  const double local_cpu = (OwnCpuSeconds() - own_before) / local.calls;
  std::vector<std::unique_ptr<v1::SearchService::Stub>> stubs;
  for (int i = 0; i < kClients; ++i) stubs.push_back(SearchStub(address));
  const double before = server.CpuSeconds();
  const Rate remote = PerSecond(kClients, [&](int thread, std::size_t i) {
    Call(*stubs[static_cast<std::size_t>(thread)], requests[i % requests.size()]);
  });
  const double remote_cpu = (server.CpuSeconds() - before) / remote.calls;
  std::vector<std::unique_ptr<HealthStub>> checks;
  for (int i = 0; i < kClients; ++i) checks.push_back(std::make_unique<HealthStub>(address));
  const double before_checks = server.CpuSeconds();
  const Rate empty = PerSecond(
      kClients, [&](int thread, std::size_t) { checks[static_cast<std::size_t>(thread)]->Call(); });
  const double empty_cpu = (server.CpuSeconds() - before_checks) / empty.calls;
  fmt::print(
      "{}, searches a second: in process, {} threads {:.0f}; gRPC, {} clients {:.0f}; ratio "
      "{:.2f}; server's processor time a search {:.0f} us against {:.0f} us: ratio {:.2f}; empty "
      "health checks {:.0f} a second, {:.0f} us each\n",
      what, options_.threads, local.per_second, kClients, remote.per_second,
      remote.per_second / local.per_second, remote_cpu * 1e6, local_cpu * 1e6,
      local_cpu / remote_cpu, empty.per_second, empty_cpu * 1e6);
}

namespace {

v1::Article NumberedArticle(const char* kind, int number) {
  v1::Article article;
  article.set_id(fmt::format("{}-{}", kind, number));
  article.set_headline(fmt::format("An article numbered {}{}", kind, number));
  article.set_body("The council met and agreed on nothing of note.");
  return article;
}

// Sends new articles one by one and collects how long each takes to be found.
std::vector<double> TimeUntilFound(v1::IngestService::Stub& ingest, v1::SearchService::Stub& search,
                                   const char* kind) {
  grpc::ClientContext context;
  const auto stream = ingest.IngestArticles(&context);
  std::vector<double> waits;
  for (int i = 0; i < kFreshArticles; ++i) {
    v1::IngestArticlesRequest sent;
    sent.set_sequence(static_cast<std::uint64_t>(i));
    *sent.mutable_article() = NumberedArticle(kind, i);
    v1::SearchRequest request;
    request.set_query(fmt::format("{}{}", kind, i));
    const auto start = Clock::now();
    stream->Write(sent);
    while (Call(search, request).hits_size() == 0) std::this_thread::yield();
    waits.push_back(Micros(Clock::now() - start) / 1000);
  }
  stream->WritesDone();
  v1::IngestArticlesResponse outcome;
  while (stream->Read(&outcome)) continue;
  if (!stream->Finish().ok()) throw std::runtime_error("the ingest stream failed");
  std::sort(waits.begin(), waits.end());
  return waits;
}

// Ingests as fast as the indexer takes it, until told to stop; the number of articles.
int KeepIngesting(v1::IngestService::Stub& ingest, const std::atomic<bool>& stop) {
  constexpr int kBatch = 200;
  grpc::ClientContext context;
  const auto stream = ingest.IngestArticles(&context);
  int sent = 0;
  int answered = 0;
  while (!stop) {
    for (int i = 0; i < kBatch; ++i, ++sent) {
      v1::IngestArticlesRequest request;
      request.set_sequence(static_cast<std::uint64_t>(sent));
      *request.mutable_article() = NumberedArticle("load", sent);
      stream->Write(request);
    }
    v1::IngestArticlesResponse outcomes;
    while (answered < sent && stream->Read(&outcomes)) answered += outcomes.outcomes_size();
  }
  stream->WritesDone();
  v1::IngestArticlesResponse outcomes;
  while (stream->Read(&outcomes)) continue;
  return stream->Finish().ok() ? sent : 0;
}

}  // namespace

void ServiceBench::Freshness() {
  std::filesystem::remove_all(options_.fresh_index);
  Process indexer({options_.bin + "/dateline-indexer", "serve", "--index", options_.fresh_index,
                   "--listen", "127.0.0.1:0"});
  const auto ingest = v1::IngestService::NewStub(
      grpc::CreateChannel(WaitForAddress(indexer), grpc::InsecureChannelCredentials()));
  Process server({options_.bin + "/dateline-server", "--index", options_.fresh_index, "--listen",
                  "127.0.0.1:0"});
  const auto search = SearchStub(WaitForAddress(server));
  const auto report = [](const char* load, const std::vector<double>& waits) {
    fmt::print(
        "sent until found, {} articles under constant search{}: median {:.0f} ms, worst {:.0f} "
        "ms\n",
        waits.size(), load, Median(waits), waits.back());
  };
  report("", TimeUntilFound(*ingest, *search, "fresh"));
  std::atomic<bool> stop{false};
  int sent = 0;
  std::jthread load([&] { sent = KeepIngesting(*ingest, stop); });
  const std::vector<double> waits = TimeUntilFound(*ingest, *search, "busy");
  stop = true;
  load.join();
  if (sent == 0) throw std::runtime_error("the loading stream failed");
  report(fmt::format(" while {} others were ingested", sent).c_str(), waits);
}

namespace {

// A server with its clients, and what they have measured.
struct Side {
  Process server;
  std::vector<std::unique_ptr<v1::SearchService::Stub>> stubs{};
  std::vector<double> rates{};       // searches per second, of each round
  std::vector<double> cpu_micros{};  // of the server, per search

  void Connect(const Credentials& credentials) {
    const std::string address = WaitForAddress(server);
    for (int i = 0; i < kClients; ++i) stubs.push_back(SearchStub(address, credentials));
  }
  void Measure(const std::vector<v1::SearchRequest>& requests) {
    const double before = server.CpuSeconds();
    const Rate rate = PerSecond(kClients, [&](int thread, std::size_t i) {
      Call(*stubs[static_cast<std::size_t>(thread)], requests[i % requests.size()]);
    });
    rates.push_back(rate.per_second);
    cpu_micros.push_back((server.CpuSeconds() - before) / rate.calls * 1e6);
  }
};

// A certificate for 127.0.0.1 in `path` and its key in `path`.key.
std::string MakeCertificate(const std::string& path) {
  const std::string command = fmt::format(
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
      "-subj /CN=bench -addext subjectAltName=IP:127.0.0.1 -keyout '{0}.key' -out '{0}' "
      "2>/dev/null",
      path);
  if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl failed: " + command);
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

void ServiceBench::CompareTls(const std::vector<v1::SearchRequest>& requests) {
  const std::vector<v1::SearchRequest> usual = UsualRequests(requests);
  const std::string pem = MakeCertificate(options_.certificate);
  std::vector<std::string> command{options_.bin + "/dateline-server",
                                   "--index",
                                   options_.index,
                                   "--listen",
                                   "127.0.0.1:0",
                                   "--threads",
                                   std::to_string(options_.threads)};
  Side plain{Process(command)};
  command.insert(command.end(),
                 {"--tls-cert", options_.certificate, "--tls-key", options_.certificate + ".key"});
  Side tls{Process(command)};
  plain.Connect(grpc::InsecureChannelCredentials());
  tls.Connect(grpc::SslCredentials({pem, "", ""}));
  for (Side* side : {&plain, &tls}) side->Measure(usual);  // warm
  for (Side* side : {&plain, &tls}) side->rates.clear();
  for (Side* side : {&plain, &tls}) side->cpu_micros.clear();
  for (int round = 0; round < kRounds; ++round) {
    for (Side* side : {&plain, &tls}) side->Measure(usual);
  }
  fmt::print(
      "10 hits with snippets and total, {} clients, searches a second, medians of {} rounds: "
      "plaintext {:.0f}, TLS {:.0f}: ratio {:.2f}; server's processor time a search {:.0f} us and "
      "{:.0f} us\n",
      kClients, kRounds, Median(plain.rates), Median(tls.rates),
      Median(tls.rates) / Median(plain.rates), Median(plain.cpu_micros), Median(tls.cpu_micros));
}

void ServiceBench::Run(engine::Engine& engine, const std::vector<v1::SearchRequest>& requests) {
  const auto start = Clock::now();
  {
    Process server({options_.bin + "/dateline-server", "--index", options_.index, "--listen",
                    "127.0.0.1:0", "--threads", std::to_string(options_.threads)});
    const std::string address = WaitForAddress(server);
    Call(*SearchStub(address), requests.front());
    fmt::print("\nserver start to first answer: {:.0f} ms; {:.0f} MB resident\n",
               Micros(Clock::now() - start) / 1000,
               static_cast<double>(server.ResidentBytes()) / 1e6);
    Overhead(address, engine, requests);
    Throughput("ids of the top 10", server, address, engine, requests);
    Throughput("10 hits with snippets and total", server, address, engine, UsualRequests(requests));
    fmt::print("after the load: {:.0f} MB resident\n",
               static_cast<double>(server.ResidentBytes()) / 1e6);
  }
  Freshness();
}

}  // namespace dateline::bench
