// SPDX-License-Identifier: GPL-3.0-or-later
// All hits of a search, also those that a server does not give by relevance.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "dateline/client.h"

namespace dateline::client {
namespace {

constexpr int kWindow = 10'000;

// Holds the articles 0 to n - 1; by relevance it gives the last ones first, up to the window.
class FakeServer final : public v1::SearchService::Service {
 public:
  explicit FakeServer(int articles) : articles_(articles) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
  }
  ~FakeServer() override { server_->Shutdown(std::chrono::system_clock::now()); }

  grpc::Status Search(grpc::ServerContext*, const v1::SearchRequest* request,
                      v1::SearchResponse* response) override {
    const bool by_date = request->sort() == v1::SORT_NEWEST;
    const int first = request->page_token().empty() ? 0 : std::stoi(request->page_token());
    const int end =
        std::min({first + request->page_size(), articles_, by_date ? articles_ : kWindow});
    for (int i = first; i < end; ++i) {
      response->add_hits()->mutable_article()->set_id(
          std::to_string(by_date ? i : articles_ - 1 - i));
    }
    response->set_sort_used(by_date ? v1::SORT_NEWEST : v1::SORT_RELEVANCE);
    if (request->count_mode() != v1::COUNT_MODE_NONE) {
      response->mutable_total()->set_value(static_cast<unsigned>(articles_));
    }
    const bool partial = partial_at == first;
    response->set_partial(partial);
    if (partial) return grpc::Status::OK;
    if (end < articles_ && (by_date || end < kWindow)) {
      response->set_next_page_token(std::to_string(end));
    } else if (end < articles_) {
      response->mutable_diagnostics()->add_warnings("only the first hits are reachable");
    }
    return grpc::Status::OK;
  }

  std::unique_ptr<Client> Connect() const { return Client::Connect({.server = address_}); }
  int partial_at = -1;

 private:
  const int articles_;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

struct Gathered {
  std::vector<std::string> ids;
  v1::SearchResponse rest;
};

Gathered GatherAll(const FakeServer& server) {
  v1::SearchRequest request;
  request.set_query("x");
  request.set_page_size(1000);
  Gathered gathered;
  const auto rest = server.Connect()->SearchAll(request, [&gathered](const v1::Hit& hit) {
    gathered.ids.push_back(hit.article().id());
    return true;
  });
  EXPECT_TRUE(rest.ok()) << rest.status();
  if (rest.ok()) gathered.rest = *rest;
  return gathered;
}

TEST(SearchAllTest, WhatRelevanceDoesNotReachFollowsByDate) {
  const Gathered all = GatherAll(FakeServer(12'345));
  ASSERT_EQ(all.ids.size(), 12'345U);
  EXPECT_EQ(std::set<std::string>(all.ids.begin(), all.ids.end()).size(), 12'345U);
  EXPECT_EQ(all.ids.front(), "12344");
  EXPECT_EQ(all.ids[kWindow - 1], "2345");
  EXPECT_EQ(all.ids[kWindow], "0");
  EXPECT_EQ(all.rest.total().value(), 12'345U);
  EXPECT_EQ(all.rest.sort_used(), v1::SORT_RELEVANCE);
  EXPECT_EQ(all.rest.diagnostics().warnings_size(), 1);
}

TEST(SearchAllTest, AFullWindowIsAllThereIs) {
  EXPECT_EQ(GatherAll(FakeServer(kWindow)).ids.size(), static_cast<std::size_t>(kWindow));
  EXPECT_EQ(GatherAll(FakeServer(2'500)).ids.size(), 2'500U);
  EXPECT_EQ(GatherAll(FakeServer(0)).ids.size(), 0U);
}

TEST(SearchAllTest, APageThatTheDeadlineCutIsTold) {
  FakeServer server(5'000);
  server.partial_at = 2'000;
  const Gathered some = GatherAll(server);
  EXPECT_EQ(some.ids.size(), 3'000U);
  EXPECT_TRUE(some.rest.partial());
}

}  // namespace
}  // namespace dateline::client
