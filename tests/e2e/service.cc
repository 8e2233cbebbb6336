// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/service.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>
#include <utility>

#include "dateline/status.h"

namespace dateline::e2e {
namespace {

std::shared_ptr<grpc::Channel> OpenChannel(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(64 << 20);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a restarted server is a new peer
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace

std::unique_ptr<grpc::ClientContext> NewContext() {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + kCallDeadline);
  return context;
}

absl::StatusOr<v1::SearchResponse> Search(v1::SearchService::Stub& stub,
                                          const v1::SearchRequest& request) {
  v1::SearchResponse response;
  const auto context = NewContext();
  absl::Status status = client::FromGrpcStatus(stub.Search(context.get(), request, &response));
  if (!status.ok()) return status;
  return response;
}

Service::Service(std::vector<std::string> server_options)
    : server_options_(std::move(server_options)) {
  StartIndexer();
  StartServer();
}

void Service::StartIndexer() {
  indexer_ = std::make_unique<Program>(std::vector<std::string>{
      "dateline-indexer", "serve", "--index", folder(), "--listen", "127.0.0.1:0"});
  indexer_address_ = indexer_->WaitForAddress();
  if (indexer_address_.empty()) throw std::runtime_error("no indexer: " + indexer_->Errors());
  indexer_channel_ = OpenChannel(indexer_address_);
  ingest_ = v1::IngestService::NewStub(indexer_channel_);
}

void Service::StartServer() {
  std::vector<std::string> arguments{"dateline-server", "--index", folder(), "--listen",
                                     "127.0.0.1:0"};
  arguments.insert(arguments.end(), server_options_.begin(), server_options_.end());
  server_ = std::make_unique<Program>(arguments);
  server_address_ = server_->WaitForAddress();
  if (server_address_.empty()) throw std::runtime_error("no server: " + server_->Errors());
  server_channel_ = OpenChannel(server_address_);
  search_ = v1::SearchService::NewStub(server_channel_);
}

std::vector<v1::IngestOutcome> Service::Ingest(const std::vector<v1::Article>& articles) {
  const auto context = NewContext();
  const auto stream = ingest_->IngestArticles(context.get());
  std::thread writer([&] {
    v1::IngestArticlesRequest request;
    for (std::size_t i = 0; i < articles.size(); ++i) {
      request.set_sequence(i);
      *request.mutable_article() = articles[i];
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
  });
  std::vector<v1::IngestOutcome> outcomes(articles.size());
  std::size_t received = 0;
  v1::IngestArticlesResponse response;
  while (stream->Read(&response)) {
    for (const auto& outcome : response.outcomes()) {
      outcomes.at(outcome.sequence()) = outcome;
      ++received;
    }
  }
  writer.join();
  const grpc::Status status = stream->Finish();
  if (!status.ok()) throw std::runtime_error("ingest failed: " + status.error_message());
  if (received != articles.size()) throw std::runtime_error("outcomes are missing or double");
  return outcomes;
}

std::vector<v1::IngestOutcome> Service::Publish(const std::vector<v1::Article>& articles) {
  auto outcomes = Ingest(articles);
  v1::RefreshResponse refreshed;
  const auto context = NewContext();
  if (!ingest_->Refresh(context.get(), {}, &refreshed).ok()) throw std::runtime_error("no refresh");
  WaitFor(refreshed.generation());
  return outcomes;
}

void Service::WaitFor(std::uint64_t generation) {
  v1::SearchRequest request;
  request.set_view(v1::ARTICLE_VIEW_IDS);
  request.set_count_mode(v1::COUNT_MODE_NONE);
  request.set_page_size(1);
  const auto end = std::chrono::steady_clock::now() + kCallDeadline;
  for (;;) {
    const auto response = Search(request);
    if (!response.ok())
      throw std::runtime_error("the server fails: " + response.status().ToString());
    if (response->generation() >= generation) return;
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error("no new generation");
  }
}

absl::StatusOr<v1::SearchResponse> Service::Search(const std::string& query) {
  v1::SearchRequest request;
  request.set_query(query);
  return Search(request);
}

std::vector<std::string> Service::Ids(const v1::SearchRequest& request) {
  const auto response = Search(request);
  EXPECT_TRUE(response.ok()) << response.status();
  std::vector<std::string> ids;
  if (!response.ok()) return ids;
  for (const v1::Hit& hit : response->hits()) ids.push_back(hit.article().id());
  return ids;
}

}  // namespace dateline::e2e
