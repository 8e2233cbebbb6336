// SPDX-License-Identifier: GPL-3.0-or-later
// Both programs on one temporary index, and the calls that tests make.
#ifndef DATELINE_TESTS_E2E_SERVICE_H_
#define DATELINE_TESTS_E2E_SERVICE_H_

#include <absl/status/statusor.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dateline/v1/ingest_service.grpc.pb.h"
#include "dateline/v1/search_service.grpc.pb.h"
#include "tests/e2e/program.h"
#include "tests/support/test_index.h"

namespace dateline::e2e {

inline constexpr std::chrono::seconds kCallDeadline{20};

// A context with kCallDeadline.
std::unique_ptr<grpc::ClientContext> NewContext();

// One unary call with kCallDeadline; errors carry the server's details.
absl::StatusOr<v1::SearchResponse> Search(v1::SearchService::Stub& stub,
                                          const v1::SearchRequest& request);

// Any failure of a program or of ingest throws, which fails the test.
class Service {
 public:
  explicit Service(std::vector<std::string> server_options = {});

  // Sends `articles` in one stream; their outcomes in the order of the articles.
  std::vector<v1::IngestOutcome> Ingest(const std::vector<v1::Article>& articles);
  // Ingest, and waits until the server shows them.
  std::vector<v1::IngestOutcome> Publish(const std::vector<v1::Article>& articles);
  // Waits until the server answers from `generation` or a later one.
  void WaitFor(std::uint64_t generation);

  absl::StatusOr<v1::SearchResponse> Search(const v1::SearchRequest& request) {
    return dateline::e2e::Search(*search_, request);
  }
  absl::StatusOr<v1::SearchResponse> Search(const std::string& query);
  // Ids of the hits of one page, in order. Fails the test if the search does.
  std::vector<std::string> Ids(const v1::SearchRequest& request);

  void StartIndexer();
  void StartServer();
  Program& indexer() { return *indexer_; }
  Program& server() { return *server_; }
  v1::IngestService::Stub& ingest_stub() { return *ingest_; }
  v1::SearchService::Stub& search_stub() { return *search_; }
  const std::shared_ptr<grpc::Channel>& server_channel() const { return server_channel_; }
  const std::shared_ptr<grpc::Channel>& indexer_channel() const { return indexer_channel_; }
  const std::string& server_address() const { return server_address_; }
  const std::string& indexer_address() const { return indexer_address_; }
  std::string folder() const { return temp_.path() + "/index"; }

 private:
  test_support::TempFolder temp_;
  std::vector<std::string> server_options_;
  std::unique_ptr<Program> indexer_, server_;
  std::string indexer_address_, server_address_;
  std::shared_ptr<grpc::Channel> indexer_channel_, server_channel_;
  std::unique_ptr<v1::IngestService::Stub> ingest_;
  std::unique_ptr<v1::SearchService::Stub> search_;
};

}  // namespace dateline::e2e

#endif  // DATELINE_TESTS_E2E_SERVICE_H_
