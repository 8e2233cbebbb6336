// SPDX-License-Identifier: GPL-3.0-or-later
// Searches that do not block their caller, and what a server may say about retries.
#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "dateline/client.h"
#include "dateline/status.h"

namespace dateline::client {
namespace {

// What one attempt gets; the last is for all others.
struct Plan {
  grpc::StatusCode code = grpc::StatusCode::OK;
  std::string pushback{};  // trailer grpc-retry-pushback-ms
  bool hang = false;       // until the client goes away
};

class FakeServer final : public v1::SearchService::Service {
 public:
  explicit FakeServer(std::vector<Plan> plans) : plans_(std::move(plans)) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
  }
  ~FakeServer() override { server_->Shutdown(std::chrono::system_clock::now()); }

  grpc::Status Search(grpc::ServerContext* context, const v1::SearchRequest* request,
                      v1::SearchResponse* response) override {
    const auto number = static_cast<std::size_t>(attempts_++);
    const Plan plan = plans_[std::min(number, plans_.size() - 1)];
    if (plan.hang) {
      arrived_.Notify();
      while (!context->IsCancelled()) absl::SleepFor(absl::Milliseconds(1));
    }
    if (!plan.pushback.empty())
      context->AddTrailingMetadata("grpc-retry-pushback-ms", plan.pushback);
    response->add_hits()->mutable_article()->set_headline(request->query());
    return {plan.code, "as planned"};
  }

  ClientOptions Options() const {
    return {.server = address_, .retry = {.first_backoff = absl::Milliseconds(1)}};
  }
  int attempts() const { return attempts_; }
  void WaitUntilArrived() { arrived_.WaitForNotification(); }

 private:
  const std::vector<Plan> plans_;
  std::atomic<int> attempts_{0};
  absl::Notification arrived_;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

// Waits for the one answer of a search that it starts.
class Answer {
 public:
  SearchCallback Callback() {
    return [this](absl::StatusOr<v1::SearchResponse> result) {
      result_ = std::move(result);
      done_.Notify();
    };
  }
  const absl::StatusOr<v1::SearchResponse>& Wait() {
    EXPECT_TRUE(done_.WaitForNotificationWithTimeout(absl::Seconds(20)));
    return result_;
  }

 private:
  absl::StatusOr<v1::SearchResponse> result_ = absl::UnknownError("not called");
  absl::Notification done_;
};

v1::SearchRequest Query(const std::string& query) {
  v1::SearchRequest request;
  request.set_query(query);
  return request;
}

TEST(StartSearchTest, ManySearchesRunAtOnceAndEachGetsItsAnswer) {
  FakeServer server(std::vector<Plan>{Plan{}});
  const auto client = Client::Connect(server.Options());
  std::vector<Answer> answers(50);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    (void)client->StartSearch(Query(std::to_string(i)), answers[i].Callback());
  }
  for (std::size_t i = 0; i < answers.size(); ++i) {
    ASSERT_TRUE(answers[i].Wait().ok()) << answers[i].Wait().status();
    EXPECT_EQ(answers[i].Wait()->hits(0).article().headline(), std::to_string(i));
  }
}

TEST(StartSearchTest, AttemptsAndErrorsAreThoseOfSearch) {
  struct Case {
    std::vector<Plan> plans;
    grpc::StatusCode code;
    int attempts;
  };
  const Plan unavailable{grpc::StatusCode::UNAVAILABLE};
  const Case cases[] = {
      {{unavailable, unavailable, {}}, grpc::StatusCode::OK, 3},
      {{unavailable}, grpc::StatusCode::UNAVAILABLE, 4},
      {{{grpc::StatusCode::INVALID_ARGUMENT}}, grpc::StatusCode::INVALID_ARGUMENT, 1},
      {{{grpc::StatusCode::RESOURCE_EXHAUSTED}}, grpc::StatusCode::RESOURCE_EXHAUSTED, 1},
      {{{grpc::StatusCode::RESOURCE_EXHAUSTED, "5"}, {}}, grpc::StatusCode::OK, 2},
      {{{grpc::StatusCode::UNAVAILABLE, "5"}, {}}, grpc::StatusCode::OK, 2},
      {{{grpc::StatusCode::UNAVAILABLE, "-1"}, {}}, grpc::StatusCode::UNAVAILABLE, 1},
      {{{grpc::StatusCode::UNAVAILABLE, "never"}, {}}, grpc::StatusCode::UNAVAILABLE, 1},
      // Longer than the deadline: there is no use in waiting.
      {{{grpc::StatusCode::UNAVAILABLE, "3600000"}, {}}, grpc::StatusCode::UNAVAILABLE, 1}};
  for (const Case& c : cases) {
    for (const bool wait : {false, true}) {
      FakeServer server(c.plans);
      const auto client = Client::Connect(server.Options());
      Answer answer;
      if (!wait) (void)client->StartSearch(Query("x"), answer.Callback());
      const absl::Status status =
          wait ? client->Search(Query("x")).status() : answer.Wait().status();
      EXPECT_EQ(static_cast<int>(status.code()), static_cast<int>(c.code)) << status;
      EXPECT_EQ(server.attempts(), c.attempts) << c.code << " " << c.plans[0].pushback;
    }
  }
}

TEST(StartSearchTest, ACallbackMayDestroyTheClientThatItIsOf) {
  for (int round = 0; round < 20; ++round) {
    FakeServer server(std::vector<Plan>{Plan{}});
    std::unique_ptr<Client> client = Client::Connect(server.Options());
    absl::Notification started;
    absl::Notification done;
    (void)client->StartSearch(Query("x"), [&](absl::StatusOr<v1::SearchResponse> result) {
      EXPECT_TRUE(result.ok()) << result.status();
      started.WaitForNotification();
      client.reset();
      done.Notify();
    });
    started.Notify();
    EXPECT_TRUE(done.WaitForNotificationWithTimeout(absl::Seconds(20)));
  }
}

TEST(StartSearchTest, ACancelledSearchEndsAtOnceAndSaysSo) {
  FakeServer server(std::vector<Plan>{{.hang = true}});
  const auto client = Client::Connect(server.Options());
  Answer answer;
  const auto pending = client->StartSearch(Query("x"), answer.Callback());
  server.WaitUntilArrived();
  pending->Cancel();
  EXPECT_TRUE(absl::IsCancelled(answer.Wait().status())) << answer.Wait().status();
  pending->Cancel();  // harmless after the end
}

TEST(StartSearchTest, CancelEndsTheWaitBeforeARetry) {
  FakeServer server(std::vector<Plan>{{grpc::StatusCode::UNAVAILABLE, "3600000"}});
  ClientOptions options = server.Options();
  options.timeout = absl::Hours(2);
  const auto client = Client::Connect(options);
  Answer answer;
  const auto pending = client->StartSearch(Query("x"), answer.Callback());
  const absl::Time end = absl::Now() + absl::Seconds(20);
  while (server.attempts() == 0 && absl::Now() < end) absl::SleepFor(absl::Milliseconds(1));
  pending->Cancel();
  EXPECT_TRUE(absl::IsCancelled(answer.Wait().status())) << answer.Wait().status();
  EXPECT_EQ(server.attempts(), 1);
}

TEST(StartSearchTest, ASearchOutlivesItsClientAndItsHandle) {
  FakeServer server({{grpc::StatusCode::UNAVAILABLE}, {}});
  Answer answer;
  (void)Client::Connect(server.Options())->StartSearch(Query("x"), answer.Callback());
  EXPECT_TRUE(answer.Wait().ok()) << answer.Wait().status();
}

TEST(StartSearchTest, WithoutAServerTheErrorIsUnavailable) {
  const auto client = Client::Connect({.server = "127.0.0.1:1", .retry = {.max_attempts = 1}});
  Answer answer;
  (void)client->StartSearch(Query("x"), answer.Callback());
  EXPECT_TRUE(absl::IsUnavailable(answer.Wait().status())) << answer.Wait().status();
}

}  // namespace
}  // namespace dateline::client
