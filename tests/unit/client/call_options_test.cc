// SPDX-License-Identifier: GPL-3.0-or-later
// What a call sends besides its request, and how it ends early.
#include "dateline/call_options.h"

#include <absl/synchronization/mutex.h>
#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "dateline/client.h"
#include "dateline/pending_search.h"

namespace dateline::client {
namespace {

// Remembers what was sent; a query "wait" is answered when its caller gives up.
class FakeSearch final : public v1::SearchService::Service {
 public:
  grpc::Status Search(grpc::ServerContext* context, const v1::SearchRequest* request,
                      v1::SearchResponse*) override {
    {
      const absl::MutexLock lock(&mutex_);
      sent_.clear();
      for (const auto& [name, value] : context->client_metadata()) {
        sent_.emplace(std::string(name.data(), name.size()),
                      std::string(value.data(), value.size()));
      }
    }
    ++calls_;
    if (request->query() == "busy") return {grpc::StatusCode::UNAVAILABLE, "later"};
    while (request->query() == "wait" && !context->IsCancelled()) std::this_thread::yield();
    return grpc::Status::OK;
  }
  std::multimap<std::string, std::string> sent() {
    const absl::MutexLock lock(&mutex_);
    return sent_;
  }
  void WaitForCalls(int count) const {
    while (calls_ < count) std::this_thread::yield();
  }

 private:
  absl::Mutex mutex_;
  std::multimap<std::string, std::string> sent_ ABSL_GUARDED_BY(mutex_);
  std::atomic<int> calls_{0};
};

class CallOptionsTest : public testing::Test {
 protected:
  CallOptionsTest() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    options_.server = "127.0.0.1:" + std::to_string(port);
    options_.timeout = absl::Seconds(60);
  }
  ~CallOptionsTest() override { server_->Shutdown(); }

  static v1::SearchRequest Query(const std::string& query) {
    v1::SearchRequest request;
    request.set_query(query);
    return request;
  }
  static std::string Find(const std::multimap<std::string, std::string>& sent,
                          const std::string& name) {
    const auto found = sent.find(name);
    return found == sent.end() ? "" : found->second;
  }

  FakeSearch service_;
  std::unique_ptr<grpc::Server> server_;
  ClientOptions options_;
};

TEST_F(CallOptionsTest, KeyAndMetadataAreSentWithTheCall) {
  options_.connection.api_key = "dl_a_secret";
  options_.connection.metadata = {{"x-site", "paper"}};
  const auto client = Client::Connect(options_);
  CallOptions call;
  call.metadata = {{"x-request-id", "17"}};
  ASSERT_TRUE(client->Search(Query("a"), call).ok());
  EXPECT_EQ(Find(service_.sent(), "authorization"), "Bearer dl_a_secret");
  EXPECT_EQ(Find(service_.sent(), "x-site"), "paper");
  EXPECT_EQ(Find(service_.sent(), "x-request-id"), "17");
  ASSERT_TRUE(client->Search(Query("a")).ok());
  EXPECT_EQ(Find(service_.sent(), "x-request-id"), "");
}

TEST_F(CallOptionsTest, MetadataOfTheCallGoesBeforeThatOfTheConnectionAndItsKey) {
  options_.connection.api_key = "dl_a_secret";
  options_.connection.metadata = {{"x-site", "paper"}, {"x-site", "radio"}};
  const auto client = Client::Connect(options_);
  CallOptions call;
  call.metadata = {{"authorization", "Bearer other"}, {"x-site", "film"}};
  ASSERT_TRUE(client->Search(Query("a"), call).ok());
  EXPECT_EQ(service_.sent().count("authorization"), 1U);
  EXPECT_EQ(Find(service_.sent(), "authorization"), "Bearer other");
  EXPECT_EQ(service_.sent().count("x-site"), 1U);
  ASSERT_TRUE(client->Search(Query("a")).ok());
  EXPECT_EQ(service_.sent().count("x-site"), 2U);
}

TEST_F(CallOptionsTest, OptionsThatCannotBeMeantAreAnErrorOfTheCall) {
  std::vector<ConnectionOptions> wrong(7);
  wrong[0].ca = "PEM";  // and no TLS
  wrong[1].tls = true;
  wrong[1].certificate = "PEM";
  wrong[2].private_key = "PEM";
  wrong[3].api_key = "dl_a_secret\n";
  wrong[4].metadata = {{"X-Site", "paper"}};
  wrong[5].metadata = {{"x-site", "two\nlines"}};
  wrong[6].metadata = {{"", "paper"}};
  for (const ConnectionOptions& connection : wrong) {
    options_.connection = connection;
    const auto client = Client::Connect(options_);
    EXPECT_TRUE(absl::IsInvalidArgument(client->Search(Query("a")).status()));
    absl::Notification done;
    const auto pending =
        client->StartSearch(Query("a"), [&](const absl::StatusOr<v1::SearchResponse>& answer) {
          EXPECT_TRUE(absl::IsInvalidArgument(answer.status()));
          done.Notify();
        });
    done.WaitForNotification();
  }
  options_.connection = {};
  options_.connection.metadata = {{"x-bytes-bin", std::string("\0\n", 2)}};
  EXPECT_TRUE(Client::Connect(options_)->Search(Query("a")).ok());
}

TEST_F(CallOptionsTest, AChannelThatIsPassedInIsUsed) {
  options_.connection.channel =
      grpc::CreateChannel(options_.server, grpc::InsecureChannelCredentials());
  options_.server = "127.0.0.1:1";
  EXPECT_TRUE(Client::Connect(options_)->Search(Query("a")).ok());
}

TEST_F(CallOptionsTest, TheDeadlineOfTheCallEndsIt) {
  const auto client = Client::Connect(options_);
  CallOptions call;
  call.deadline = absl::Now() + absl::Milliseconds(50);
  EXPECT_TRUE(absl::IsDeadlineExceeded(client->Search(Query("wait"), call).status()));
}

TEST_F(CallOptionsTest, ACancelledCallEndsAndSoDoLaterOnes) {
  const auto client = Client::Connect(options_);
  Cancellation cancellation;
  CallOptions call;
  call.cancellation = &cancellation;
  std::jthread canceller([&] {
    service_.WaitForCalls(1);
    cancellation.Cancel();
  });
  EXPECT_TRUE(absl::IsCancelled(client->Search(Query("wait"), call).status()));
  EXPECT_TRUE(cancellation.cancelled());
  EXPECT_TRUE(absl::IsCancelled(client->Search(Query("a"), call).status()));
  EXPECT_TRUE(client->Search(Query("a")).ok());
}

TEST_F(CallOptionsTest, ACancellationEndsTheWaitBetweenTwoAttempts) {
  options_.retry.first_backoff = options_.retry.max_backoff = absl::Seconds(50);
  const auto client = Client::Connect(options_);
  Cancellation cancellation;
  CallOptions call;
  call.cancellation = &cancellation;
  std::jthread canceller([&] {
    service_.WaitForCalls(1);
    cancellation.Cancel();
  });
  const absl::Time start = absl::Now();
  EXPECT_FALSE(client->Search(Query("busy"), call).ok());
  EXPECT_LT(absl::Now() - start, absl::Seconds(20));
}

}  // namespace
}  // namespace dateline::client
