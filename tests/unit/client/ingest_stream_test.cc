// SPDX-License-Identifier: GPL-3.0-or-later
#include "dateline/ingest_stream.h"

#include <absl/time/clock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/limits.h"
#include "dateline/ingest_client.h"
#include "dateline/status.h"

namespace dateline::client {
namespace {

// What the fake server does with its streams, one entry per stream; the last is for all others.
struct Plan {
  int acknowledge;  // outcomes before the stream ends; -1 = all, until the client is done
  grpc::StatusCode end;
};

// Acknowledges each article at once and ends streams as planned. An article "wait" is not answered
// as long as the stream lasts.
class FakeIndexer final : public v1::IngestService::Service {
 public:
  explicit FakeIndexer(std::vector<Plan> plans) : plans_(std::move(plans)) {}

  grpc::Status IngestArticles(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<v1::IngestArticlesResponse, v1::IngestArticlesRequest>* stream)
      override {
    const auto number = static_cast<std::size_t>(streams_++);
    const Plan plan = plans_[std::min(number, plans_.size() - 1)];
    v1::IngestArticlesRequest request;
    for (int sent = 0; sent != plan.acknowledge && stream->Read(&request); ++sent) {
      {
        std::lock_guard lock(mutex_);
        stored_.insert(request.article().id());
        site_ = context->client_metadata().contains("x-site");
      }
      ++received_;
      while (request.article().id() == "wait" && !context->IsCancelled()) std::this_thread::yield();
      v1::IngestArticlesResponse response;
      auto* outcome = response.add_outcomes();
      outcome->set_sequence(request.sequence());
      outcome->set_id(request.article().id());
      outcome->set_result(v1::INGEST_RESULT_ADDED);
      stream->Write(response);
    }
    return {plan.end, "as planned"};
  }

  int streams() const { return streams_; }
  bool site() const {  // whether the last stream had such metadata
    std::lock_guard lock(mutex_);
    return site_;
  }
  void WaitForArticles(int count) const {
    while (received_ < count) std::this_thread::yield();
  }
  std::multiset<std::string> stored() const {
    std::lock_guard lock(mutex_);
    return stored_;
  }

 private:
  const std::vector<Plan> plans_;
  std::atomic<int> streams_{0};
  std::atomic<int> received_{0};
  mutable std::mutex mutex_;
  std::multiset<std::string> stored_;
  bool site_ = false;
};

class IngestStreamTest : public ::testing::Test {
 protected:
  void Start(std::vector<Plan> plans) {
    service_ = std::make_unique<FakeIndexer>(std::move(plans));
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
    options_.server = "127.0.0.1:" + std::to_string(port);
    options_.retry.first_backoff = absl::Milliseconds(1);
    options_.retry.max_backoff = absl::Milliseconds(5);
  }

  // Sends `count` articles; how often each outcome came goes to `outcomes_`.
  absl::Status Send(int count, const CallOptions& call = {}) {
    client_ = IngestClient::Connect(options_);
    const auto stream =
        client_->OpenStream([this](const v1::IngestOutcome& o) { ++outcomes_[o.id()]; }, call);
    absl::Status status;
    for (int i = 0; i < count && status.ok(); ++i) {
      v1::Article article;
      article.set_id("a" + std::to_string(i));
      status = stream->Add(std::move(article));
    }
    const absl::Status finished = stream->Finish();
    return status.ok() ? finished : status;
  }

  static v1::Article Named(const std::string& id) {
    v1::Article article;
    article.set_id(id);
    return article;
  }

  void ExpectEachOnce(int count) {
    EXPECT_EQ(outcomes_.size(), static_cast<std::size_t>(count));
    for (const auto& [id, times] : outcomes_) EXPECT_EQ(times, 1) << id;
    const auto stored = service_->stored();
    for (int i = 0; i < count; ++i) EXPECT_GE(stored.count("a" + std::to_string(i)), 1U) << i;
  }

  IngestOptions options_;
  std::unique_ptr<FakeIndexer> service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<IngestClient> client_;
  std::map<std::string, int> outcomes_;
};

TEST_F(IngestStreamTest, EveryArticleGetsItsOutcome) {
  Start({{-1, grpc::StatusCode::OK}});
  EXPECT_TRUE(Send(500).ok());
  ExpectEachOnce(500);
  EXPECT_EQ(service_->streams(), 1);
}

TEST_F(IngestStreamTest, AStreamThatBreaksIsOpenedAgainAndWhatIsNotAcknowledgedIsSentAgain) {
  Start({{100, grpc::StatusCode::UNAVAILABLE},
         {1, grpc::StatusCode::UNAVAILABLE},
         {57, grpc::StatusCode::OK},  // a server that ends a stream early with OK
         {-1, grpc::StatusCode::OK}});
  EXPECT_TRUE(Send(500).ok());
  ExpectEachOnce(500);
  EXPECT_EQ(service_->streams(), 4);
}

TEST_F(IngestStreamTest, ASmallWindowStillSendsAll) {
  options_.max_waiting_articles = 3;
  Start({{10, grpc::StatusCode::UNAVAILABLE}, {-1, grpc::StatusCode::OK}});
  EXPECT_TRUE(Send(200).ok());
  ExpectEachOnce(200);
}

TEST_F(IngestStreamTest, AnErrorThatIsNotUnavailableEndsIt) {
  Start({{3, grpc::StatusCode::RESOURCE_EXHAUSTED}});
  EXPECT_EQ(Send(100).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(outcomes_.size(), 3U);
  EXPECT_EQ(service_->streams(), 1);
}

TEST_F(IngestStreamTest, AServerThatNeverTakesAnythingIsGivenUp) {
  Start({{0, grpc::StatusCode::UNAVAILABLE}});
  options_.retry.max_attempts = 3;
  EXPECT_TRUE(absl::IsUnavailable(Send(10)));
  EXPECT_EQ(service_->streams(), 3);
  EXPECT_TRUE(outcomes_.empty());
}

TEST_F(IngestStreamTest, AnArticleThatIsTooLargeIsRefusedHereAndTheStreamGoesOn) {
  Start({{-1, grpc::StatusCode::OK}});
  client_ = IngestClient::Connect(options_);
  const auto stream =
      client_->OpenStream([this](const v1::IngestOutcome& o) { ++outcomes_[o.id()]; });
  for (const char* id : {"first", "large", "last"}) {
    v1::Article article;
    article.set_id(id);
    if (article.id() == "large") article.set_body(std::string(limits::kMaxSentArticleBytes, 'x'));
    const absl::Status status = stream->Add(std::move(article));
    EXPECT_EQ(Reason(status), std::string(id) == "large" ? "INVALID_ARTICLE" : "") << status;
    EXPECT_EQ(status.ok(), std::string(id) != "large");
  }
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(service_->stored(), (std::multiset<std::string>{"first", "last"}));
}

TEST_F(IngestStreamTest, EachAttemptHasTheMetadataOfTheCall) {
  Start({{1, grpc::StatusCode::UNAVAILABLE}, {-1, grpc::StatusCode::OK}});
  CallOptions call;
  call.metadata = {{"x-site", "paper"}};
  EXPECT_TRUE(Send(3, call).ok());
  EXPECT_EQ(service_->streams(), 2);
  EXPECT_TRUE(service_->site());
}

TEST_F(IngestStreamTest, ItsDeadlineEndsTheStream) {
  Start({{-1, grpc::StatusCode::OK}});
  CallOptions call;
  call.deadline = absl::Now() + absl::Milliseconds(50);
  client_ = IngestClient::Connect(options_);
  const auto stream = client_->OpenStream([](const v1::IngestOutcome&) {}, call);
  ASSERT_TRUE(stream->Add(Named("wait")).ok());
  EXPECT_TRUE(absl::IsDeadlineExceeded(stream->Finish()));
}

TEST_F(IngestStreamTest, ACancellationEndsTheStream) {
  Start({{-1, grpc::StatusCode::OK}});
  Cancellation cancellation;
  CallOptions call;
  call.cancellation = &cancellation;
  client_ = IngestClient::Connect(options_);
  const auto stream = client_->OpenStream([](const v1::IngestOutcome&) {}, call);
  ASSERT_TRUE(stream->Add(Named("wait")).ok());
  service_->WaitForArticles(1);
  cancellation.Cancel();
  EXPECT_TRUE(absl::IsCancelled(stream->Finish()));
}

TEST_F(IngestStreamTest, MetadataThatCannotBeSentIsAnErrorOfTheStream) {
  Start({{-1, grpc::StatusCode::OK}});
  CallOptions call;
  call.metadata = {{"x-site", "two\nlines"}};
  EXPECT_TRUE(absl::IsInvalidArgument(Send(1, call)));
}

TEST_F(IngestStreamTest, WithoutArticlesThereIsNoStream) {
  Start({{-1, grpc::StatusCode::OK}});
  EXPECT_TRUE(Send(0).ok());
  EXPECT_EQ(service_->streams(), 0);
}

TEST_F(IngestStreamTest, AddAfterFinishIsRefused) {
  Start({{-1, grpc::StatusCode::OK}});
  client_ = IngestClient::Connect(options_);
  const auto stream = client_->OpenStream([](const v1::IngestOutcome&) {});
  ASSERT_TRUE(stream->Finish().ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(stream->Add({})));
  EXPECT_TRUE(stream->Finish().ok());
}

}  // namespace
}  // namespace dateline::client
