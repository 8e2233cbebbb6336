// SPDX-License-Identifier: GPL-3.0-or-later
// What the service adds: gRPC's overhead, throughput, start-up, memory, and the time until an
// article is found.
#ifndef DATELINE_TESTS_BENCH_SERVICE_BENCH_H_
#define DATELINE_TESTS_BENCH_SERVICE_BENCH_H_

#include <string>
#include <vector>

#include "server/engine/engine.h"
#include "tests/bench/process.h"

namespace dateline::bench {

struct ServiceOptions {
  std::string bin;
  std::string index;
  std::string fresh_index;  // made anew for the freshness test
  std::string certificate;  // made anew for CompareTls, with its key in CERTIFICATE.key
  int threads = 2;
};

class ServiceBench {
 public:
  explicit ServiceBench(ServiceOptions options) : options_(std::move(options)) {}
  // Prints its figures. `engine` serves the same index in process.
  void Run(engine::Engine& engine, const std::vector<v1::SearchRequest>& requests);
  // What TLS costs: the same clients, by turns on a server with and on one without it. Prints it.
  void CompareTls(const std::vector<v1::SearchRequest>& requests);

 private:
  void Overhead(const std::string& address, engine::Engine& engine,
                const std::vector<v1::SearchRequest>& requests);
  void Throughput(const std::string& what, const Process& server, const std::string& address,
                  engine::Engine& engine, const std::vector<v1::SearchRequest>& requests);
  void Freshness();

  ServiceOptions options_;
};

}  // namespace dateline::bench

#endif  // DATELINE_TESTS_BENCH_SERVICE_BENCH_H_
