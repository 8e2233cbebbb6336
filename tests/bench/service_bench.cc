// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/service_bench.h"

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
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

std::unique_ptr<v1::SearchService::Stub> SearchStub(const std::string& address) {
  return v1::SearchService::NewStub(
      grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
}

v1::SearchResponse Call(v1::SearchService::Stub& stub, const v1::SearchRequest& request) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  v1::SearchResponse response;
  const grpc::Status status = stub.Search(&context, request, &response);
  if (!status.ok()) throw std::runtime_error("search failed: " + status.error_message());
  return response;
}

// Calls of `body(i)` a second from `threads` threads.
double PerSecond(int threads, const std::function<void(int thread, std::size_t i)>& body) {
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
  return static_cast<double>(done) * 1e6 / Micros(Clock::now() - start);
}

}  // namespace

void ServiceBench::Overhead(const std::string& address, Engine& engine,
                            const std::vector<v1::SearchRequest>& requests) {
  const auto stub = SearchStub(address);
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
    }
    called.push_back(Median(remote));
    added.push_back(called.back() - Median(local));
  }
  fmt::print("gRPC call, median {:.0f} us; on top of the in-process call {:.0f} us\n",
             Median(called), Median(added));
}

void ServiceBench::Throughput(const std::string& what, const std::string& address, Engine& engine,
                              const std::vector<v1::SearchRequest>& requests) {
  const double local = PerSecond(options_.threads, [&](int, std::size_t i) {
    (void)engine.Search(requests[i % requests.size()], {});
  });
  std::vector<std::unique_ptr<v1::SearchService::Stub>> stubs;
  for (int i = 0; i < kClients; ++i) stubs.push_back(SearchStub(address));
  const double remote = PerSecond(kClients, [&](int thread, std::size_t i) {
    Call(*stubs[static_cast<std::size_t>(thread)], requests[i % requests.size()]);
  });
  fmt::print(
      "{}, searches a second: in process, {} threads {:.0f}; gRPC, {} clients {:.0f}; ratio "
      "{:.2f}\n",
      what, options_.threads, local, kClients, remote, remote / local);
}

void ServiceBench::Freshness() {
  std::filesystem::remove_all(options_.fresh_index);
  Process indexer({options_.bin + "/dateline-indexer", "serve", "--index", options_.fresh_index,
                   "--listen", "127.0.0.1:0"});
  const auto ingest = v1::IngestService::NewStub(
      grpc::CreateChannel(WaitForAddress(indexer), grpc::InsecureChannelCredentials()));
  Process server({options_.bin + "/dateline-server", "--index", options_.fresh_index, "--listen",
                  "127.0.0.1:0"});
  const auto search = SearchStub(WaitForAddress(server));
  grpc::ClientContext context;
  const auto stream = ingest->IngestArticles(&context);
  std::vector<double> waits;
  for (int i = 0; i < kFreshArticles; ++i) {
    v1::IngestArticlesRequest sent;
    sent.set_sequence(static_cast<std::uint64_t>(i));
    sent.mutable_article()->set_id(fmt::format("fresh-{}", i));
    sent.mutable_article()->set_headline(fmt::format("Fresh article numbered fresh{}", i));
    sent.mutable_article()->set_body("The council met and agreed on nothing of note.");
    v1::SearchRequest request;
    request.set_query(fmt::format("fresh{}", i));
    const auto start = Clock::now();
    stream->Write(sent);
    while (Call(*search, request).hits_size() == 0) std::this_thread::yield();
    waits.push_back(Micros(Clock::now() - start) / 1000);
  }
  stream->WritesDone();
  v1::IngestArticlesResponse outcome;
  while (stream->Read(&outcome)) continue;
  if (!stream->Finish().ok()) throw std::runtime_error("the ingest stream failed");
  std::sort(waits.begin(), waits.end());
  fmt::print(
      "sent until found, {} articles under constant search: median {:.0f} ms, worst {:.0f} ms\n",
      kFreshArticles, Median(waits), waits.back());
}

void ServiceBench::Run(Engine& engine, const std::vector<v1::SearchRequest>& requests) {
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
    Throughput("ids of the top 10", address, engine, requests);
    std::vector<v1::SearchRequest> usual;
    for (const v1::SearchRequest& request : requests) {
      v1::SearchRequest& full = usual.emplace_back();
      full.set_query(request.query());
      full.mutable_snippets()->set_count(1);
    }
    Throughput("10 hits with snippets and total", address, engine, usual);
    fmt::print("after the load: {:.0f} MB resident\n",
               static_cast<double>(server.ResidentBytes()) / 1e6);
  }
  Freshness();
}

}  // namespace dateline::bench
