// SPDX-License-Identifier: GPL-3.0-or-later
// The service on a real server with a backend that waits for the test: queue, deadline,
// cancellation, shutdown.
#include "server/rpc/search_service.h"

#include <absl/synchronization/mutex.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <future>
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "client/call.h"
#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/rpc/rpc_server.h"

namespace dateline::service {
namespace {

const std::string kLargeBody(3'000'000, 'x');

// Every search waits here until it is let go, its deadline passes or its caller leaves.
class Gate final : public engine::SearchBackend {
 public:
  absl::StatusOr<v1::SearchResponse> Search(const v1::SearchRequest& request,
                                            const search::SearchContext& context) override {
    ++entered_;
    {
      const absl::MutexLock lock(&mutex_);
      deadline_ = context.deadline;
    }
    while (!open_) {
      if (absl::Status status = search::Ticker(context).Check(); !status.ok()) {
        if (context.stages != nullptr) {
          context.stages->push_back({"match", absl::Milliseconds(40)});
        }
        ++interrupted_;
        return status;
      }
      std::this_thread::yield();
    }
    v1::SearchResponse response;
    response.mutable_diagnostics()->set_parsed_query(request.query());
    if (request.query() == "large") response.add_hits()->mutable_article()->set_body(kLargeBody);
    return response;
  }
  absl::StatusOr<v1::GetArticleResponse> GetArticle(const v1::GetArticleRequest& request,
                                                    const search::SearchContext&) override {
    if (request.id() == "huge") throw std::bad_alloc();
    v1::GetArticleResponse response;
    response.mutable_article()->set_id(request.id());
    return response;
  }
  absl::StatusOr<v1::GetEntityResponse> GetEntity(const v1::GetEntityRequest& request,
                                                  const search::SearchContext&) override {
    v1::GetEntityResponse response;
    response.mutable_entity()->set_name(request.name());
    return response;
  }
  absl::StatusOr<v1::SuggestEntitiesResponse> SuggestEntities(
      const v1::SuggestEntitiesRequest& request, const search::SearchContext&) override {
    v1::SuggestEntitiesResponse response;
    response.add_entities()->set_name(request.prefix());
    return response;
  }
  absl::StatusOr<v1::GetIndexInfoResponse> GetIndexInfo(const v1::GetIndexInfoRequest&,
                                                        const search::SearchContext&) override {
    v1::GetIndexInfoResponse response;
    response.set_generation(7);
    return response;
  }

  void Open() { open_ = true; }
  void WaitUntilEntered(int count) const {
    while (entered_ < count) std::this_thread::yield();
  }
  void WaitUntilInterrupted(int count) const {
    while (interrupted_ < count) std::this_thread::yield();
  }
  int entered() const { return entered_; }
  absl::Time deadline() const {
    const absl::MutexLock lock(&mutex_);
    return deadline_;
  }

 private:
  mutable absl::Mutex mutex_;
  absl::Time deadline_ ABSL_GUARDED_BY(mutex_);  // of the last search
  std::atomic<bool> open_{false};
  std::atomic<int> entered_{0};
  std::atomic<int> interrupted_{0};
};

// Who calls, for the tests: what the call says.
absl::StatusOr<rpc::Caller> IdentifyByHeader(const grpc::ServerContextBase& context,
                                             access::Roles) {
  const auto who = context.client_metadata().find("who");
  if (who == context.client_metadata().end()) return rpc::Caller{"nobody"};
  const std::string name(who->second.data(), who->second.size());
  if (name == "stranger") return absl::UnauthenticatedError("not known");
  return rpc::Caller{name};
}

class SearchServiceTest : public ::testing::Test {
 protected:
  explicit SearchServiceTest(const rpc::PoolOptions& pool = {.threads = 1, .max_jobs = 3})
      : pool_(pool) {
    server_ = *rpc::RpcServer::Start({.listen = "127.0.0.1:0",
                                      .max_message_bytes = limits::kMaxSearchMessageBytes,
                                      .services = {&service_},
                                      .health_names = {"dateline.v1.SearchService"}});
    channel_ = grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials());
    stub_ = v1::SearchService::NewStub(channel_);
  }
  ~SearchServiceTest() override {
    gate_.Open();
    server_->Shutdown(std::chrono::seconds(10));
    pool_.Join();
  }

  absl::Status Search(grpc::ClientContext& context, const std::string& query = "x",
                      v1::SearchResponse* answer = nullptr) {
    v1::SearchRequest request;
    request.set_query(query);
    v1::SearchResponse response;
    const grpc::Status status = stub_->Search(&context, request, &response);
    if (answer != nullptr) *answer = response;
    return client::FromGrpcStatus(status);
  }
  absl::Status Search() {
    grpc::ClientContext context;
    return Search(context);
  }
  std::future<absl::Status> SearchLater() {
    return std::async(std::launch::async, [this] { return Search(); });
  }
  std::future<absl::Status> SearchLaterAs(const std::string& who) {
    return std::async(std::launch::async, [this, who] {
      grpc::ClientContext context;
      context.AddMetadata("who", who);
      return Search(context);
    });
  }
  std::vector<std::string> lines() {
    const absl::MutexLock lock(&lines_mutex_);
    return lines_;
  }

  Gate gate_;
  absl::Mutex lines_mutex_;
  std::vector<std::string> lines_ ABSL_GUARDED_BY(lines_mutex_);
  rpc::BoundedPool pool_;
  SearchServiceImpl service_{
      gate_,
      pool_,
      {.identify = IdentifyByHeader,
       .log = {.slow = std::chrono::milliseconds(1), .write = [this](rpc::LogLevel, auto line) {
                 const absl::MutexLock lock(&lines_mutex_);
                 lines_.emplace_back(line);
               }}}};
  std::unique_ptr<rpc::RpcServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::SearchService::Stub> stub_;
};

TEST_F(SearchServiceTest, GetIndexInfoIsAnsweredByTheBackend) {
  grpc::ClientContext context;
  v1::GetIndexInfoResponse response;
  ASSERT_TRUE(stub_->GetIndexInfo(&context, {}, &response).ok());
  EXPECT_EQ(response.generation(), 7U);
}

TEST_F(SearchServiceTest, ARequestThatTakesTooMuchMemoryCostsItsSenderAnErrorAndNobodyElse) {
  const auto get = [this](const std::string& id) {
    grpc::ClientContext context;
    v1::GetArticleRequest request;
    request.set_id(id);
    v1::GetArticleResponse response;
    return client::FromGrpcStatus(stub_->GetArticle(&context, request, &response));
  };
  const absl::Status refused = get("huge");
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(errors::ReasonOf(refused), v1::ERROR_REASON_OUT_OF_MEMORY);
  EXPECT_TRUE(get("small").ok());
}

TEST_F(SearchServiceTest, ARefusalHasItsDelayInTheTrailerThatRetryPoliciesRead) {
  pool_.Join();
  grpc::ClientContext context;
  v1::SearchResponse response;
  EXPECT_EQ(stub_->Search(&context, {}, &response).error_code(), grpc::StatusCode::UNAVAILABLE);
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto pushback = trailers.find("grpc-retry-pushback-ms");
  ASSERT_NE(pushback, trailers.end());
  EXPECT_EQ(pushback->second, "1000");
}

TEST_F(SearchServiceTest, AFullQueueIsRefusedAtOnceWithADelay) {
  std::vector<std::future<absl::Status>> running;
  running.push_back(SearchLater());
  gate_.WaitUntilEntered(1);
  std::vector<std::future<absl::Status>> more;
  for (int i = 0; i < 8; ++i) more.push_back(SearchLater());
  // One runs and two wait; whichever they are, six are refused while the gate is closed.
  int refused = 0;
  while (refused < 6) {
    refused = 0;
    for (auto& search : more) {
      refused += search.wait_for(std::chrono::milliseconds(1)) == std::future_status::ready ? 1 : 0;
    }
  }
  gate_.Open();
  EXPECT_TRUE(running.front().get().ok());
  int answered = 0;
  for (auto& search : more) {
    const absl::Status status = search.get();
    answered += status.ok() ? 1 : 0;
    if (status.ok()) continue;
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(client::Reason(status), "QUEUE_FULL");
    EXPECT_GT(client::RetryDelay(status).value_or(absl::ZeroDuration()), absl::ZeroDuration());
  }
  EXPECT_EQ(answered, 2);
}

TEST_F(SearchServiceTest, ADeadlineEndsTheSearchAndThePoolGoesOn) {
  for (int i = 1; i <= 5; ++i) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(50));
    EXPECT_EQ(Search(context).code(), absl::StatusCode::kDeadlineExceeded);
  }
  gate_.Open();
  while (Search().code() == absl::StatusCode::kResourceExhausted) std::this_thread::yield();
  EXPECT_TRUE(Search().ok());
}

TEST_F(SearchServiceTest, ACallThatIsCancelledFreesItsThread) {
  grpc::ClientContext context;
  auto search = std::async(std::launch::async, [&] { return Search(context); });
  gate_.WaitUntilEntered(1);
  context.TryCancel();
  EXPECT_EQ(search.get().code(), absl::StatusCode::kCancelled);
  gate_.WaitUntilInterrupted(1);
}

TEST_F(SearchServiceTest, ShutdownFinishesWhatRunsAndRefusesTheRest) {
  auto running = SearchLater();
  gate_.WaitUntilEntered(1);
  std::thread shutdown([this] { server_->Shutdown(std::chrono::minutes(1)); });
  absl::Status refused;
  do {  // until the server has begun to refuse
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(100));
    refused = Search(context);
  } while (refused.code() != absl::StatusCode::kUnavailable);
  gate_.Open();
  EXPECT_TRUE(running.get().ok());
  shutdown.join();
}

TEST_F(SearchServiceTest, WhileThePoolDrainsSearchesAreUnavailableWithADelayAndRunningOnesFinish) {
  auto running = SearchLater();
  gate_.WaitUntilEntered(1);
  auto drained =
      std::async(std::launch::async, [this] { return pool_.Drain(std::chrono::minutes(1)); });
  absl::Status refused;
  do {  // until the pool has begun to refuse
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(50));
    refused = Search(context);
  } while (!pool_.closed() || refused.code() == absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable) << refused;
  EXPECT_EQ(client::Reason(refused), "DRAINING");
  EXPECT_GT(client::RetryDelay(refused).value_or(absl::ZeroDuration()), absl::ZeroDuration());
  gate_.Open();
  EXPECT_TRUE(running.get().ok());
  EXPECT_TRUE(drained.get());
}

TEST_F(SearchServiceTest, ARequestThatIsTooLargeIsRefusedWithoutAPlaceInTheQueue) {
  const std::size_t size = limits::kMaxSearchRequestBytes + 1;
  grpc::ClientContext first;
  const absl::Status query = Search(first, std::string(size, 'x'));
  EXPECT_EQ(query.code(), absl::StatusCode::kInvalidArgument) << query;
  EXPECT_EQ(client::Reason(query), "QUERY_TOO_COMPLEX");
  v1::SearchRequest request;
  request.mutable_filter()->add_sources(std::string(size, 'x'));
  grpc::ClientContext second;
  v1::SearchResponse response;
  const auto filter = client::FromGrpcStatus(stub_->Search(&second, request, &response));
  EXPECT_EQ(client::Reason(filter), "REQUEST_TOO_LARGE");
  grpc::ClientContext third;
  v1::GetArticleRequest get;
  get.set_id(std::string(limits::kMaxIdBytes + 1, 'x'));
  v1::GetArticleResponse article;
  const auto id = client::FromGrpcStatus(stub_->GetArticle(&third, get, &article));
  EXPECT_EQ(id.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(gate_.entered(), 0);
}

TEST_F(SearchServiceTest, ASearchThatBreaksARuleIsRefusedWithoutAPlaceInTheQueue) {
  std::vector<std::future<absl::Status>> running;
  for (int i = 0; i < 3; ++i) running.push_back(SearchLater());  // all places
  gate_.WaitUntilEntered(1);
  v1::SearchRequest request;
  request.set_page_size(-1);
  grpc::ClientContext context;
  v1::SearchResponse response;
  const auto status = client::FromGrpcStatus(stub_->Search(&context, request, &response));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  gate_.Open();
  for (auto& search : running) EXPECT_TRUE(search.get().ok());
  EXPECT_EQ(gate_.entered(), 3);
}

TEST_F(SearchServiceTest, ShutdownCancelsWhatOutlastsItsGrace) {
  auto running = SearchLater();
  gate_.WaitUntilEntered(1);
  server_->Shutdown(std::chrono::milliseconds(1));
  EXPECT_FALSE(running.get().ok());
  gate_.WaitUntilInterrupted(1);
}

TEST_F(SearchServiceTest, ARequestOverTheMessageLimitIsRefusedAndTheConnectionLives) {
  gate_.Open();
  grpc::ClientContext context;
  const absl::Status status = Search(context, std::string(limits::kMaxSearchMessageBytes + 1, 'x'));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_TRUE(Search().ok());
}

TEST_F(SearchServiceTest, RequestsMayBeCompressedByGzipAndNotOtherwise) {
  gate_.Open();
  const std::string query(2000, 'x');
  grpc::ClientContext gzip;
  gzip.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  v1::SearchResponse answer;
  EXPECT_TRUE(Search(gzip, query, &answer).ok());
  EXPECT_EQ(answer.diagnostics().parsed_query(), query);
  grpc::ClientContext deflate;
  deflate.set_compression_algorithm(GRPC_COMPRESS_DEFLATE);
  EXPECT_EQ(Search(deflate, query).code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(gate_.entered(), 1);
}

TEST_F(SearchServiceTest, ACompressedRequestIsRefusedIfItIsOrBecomesTooLarge) {
  std::string random;
  for (unsigned i = 0, state = 1; i < 2 * limits::kMaxCompressedSearchBytes; ++i) {
    state = state * 1664525U + 1013904223U;
    random += static_cast<char>(' ' + (state >> 24U) % 95U);
  }
  const std::string cases[] = {random, std::string(limits::kMaxSearchMessageBytes / 2, 'x')};
  for (const std::string& source : cases) {
    v1::SearchRequest request;
    request.mutable_filter()->add_sources(source);
    grpc::ClientContext context;
    context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    v1::SearchResponse response;
    const auto status = client::FromGrpcStatus(stub_->Search(&context, request, &response));
    EXPECT_EQ(errors::ReasonOf(status), v1::ERROR_REASON_REQUEST_TOO_LARGE) << status;
    EXPECT_NE(status.message().find("compressed"), absl::string_view::npos) << status;
  }
  EXPECT_EQ(gate_.entered(), 0);
}

TEST_F(SearchServiceTest, CallsAboutEntitiesAreHandedOver) {
  grpc::ClientContext first;
  v1::GetEntityRequest get;
  get.set_name("Paris");
  v1::GetEntityResponse entity;
  EXPECT_TRUE(stub_->GetEntity(&first, get, &entity).ok());
  EXPECT_EQ(entity.entity().name(), "Paris");
  grpc::ClientContext second;
  v1::SuggestEntitiesRequest suggest;
  suggest.set_prefix("par");
  v1::SuggestEntitiesResponse suggestions;
  EXPECT_TRUE(stub_->SuggestEntities(&second, suggest, &suggestions).ok());
  ASSERT_EQ(suggestions.entities_size(), 1);
  EXPECT_EQ(suggestions.entities(0).name(), "par");
}

TEST_F(SearchServiceTest, CallsAboutEntitiesWithoutANameAreRefusedBeforeTheQueue) {
  auto running = SearchLater();
  gate_.WaitUntilEntered(1);
  grpc::ClientContext first;
  v1::GetEntityResponse entity;
  const absl::Status get = client::FromGrpcStatus(stub_->GetEntity(&first, {}, &entity));
  EXPECT_EQ(get.code(), absl::StatusCode::kInvalidArgument);
  grpc::ClientContext second;
  v1::SuggestEntitiesRequest request;
  request.set_prefix(std::string(limits::kMaxSuggestPrefixBytes + 1, 'x'));
  v1::SuggestEntitiesResponse suggestions;
  const auto suggest =
      client::FromGrpcStatus(stub_->SuggestEntities(&second, request, &suggestions));
  EXPECT_EQ(suggest.code(), absl::StatusCode::kInvalidArgument) << suggest;
  gate_.Open();
  EXPECT_TRUE(running.get().ok());
}

TEST_F(SearchServiceTest, SearchesWhoseDeadlinePassesInTheQueueLeaveTheirPlaces) {
  auto running = SearchLater();
  gate_.WaitUntilEntered(1);
  std::vector<std::future<absl::Status>> waiting;
  for (int i = 0; i < 2; ++i) {
    waiting.push_back(std::async(std::launch::async, [this] {
      grpc::ClientContext context;
      context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(50));
      return Search(context);
    }));
  }
  for (auto& search : waiting) {
    EXPECT_EQ(search.get().code(), absl::StatusCode::kDeadlineExceeded);
  }
  auto next = SearchLater();
  auto last = SearchLater();
  while (pool_.waiting() < 2) std::this_thread::yield();  // both got a place
  gate_.Open();
  EXPECT_TRUE(running.get().ok());
  EXPECT_TRUE(next.get().ok());
  EXPECT_TRUE(last.get().ok());
  EXPECT_EQ(gate_.entered(), 3) << "a search whose time was up ran";
}

TEST_F(SearchServiceTest, ASearchThatIsCancelledInTheQueueLeavesItsPlace) {
  auto running = SearchLater();
  gate_.WaitUntilEntered(1);
  grpc::ClientContext context;
  auto waiting = std::async(std::launch::async, [&] { return Search(context); });
  while (pool_.waiting() < 1) std::this_thread::yield();
  context.TryCancel();
  EXPECT_EQ(waiting.get().code(), absl::StatusCode::kCancelled);
  while (pool_.waiting() > 0) std::this_thread::yield();
  gate_.Open();
  EXPECT_TRUE(running.get().ok());
  EXPECT_EQ(gate_.entered(), 1);
}

TEST_F(SearchServiceTest, WhoHasFilledTheQueueMakesRoomForAnother) {
  auto running = SearchLaterAs("greedy");
  gate_.WaitUntilEntered(1);
  std::vector<std::future<absl::Status>> more;
  for (int i = 0; i < 2; ++i) {
    more.push_back(SearchLaterAs("greedy"));
    while (pool_.waiting() < static_cast<std::size_t>(i) + 1) std::this_thread::yield();
  }
  auto other = SearchLaterAs("other");
  const absl::Status displaced = more[1].get();  // while nothing ends: the newest
  EXPECT_EQ(displaced.code(), absl::StatusCode::kResourceExhausted) << displaced;
  EXPECT_EQ(client::Reason(displaced), "QUEUE_FULL");
  EXPECT_GT(client::RetryDelay(displaced).value_or(absl::ZeroDuration()), absl::ZeroDuration());
  gate_.Open();
  EXPECT_TRUE(other.get().ok());
  EXPECT_TRUE(more[0].get().ok());
  EXPECT_TRUE(running.get().ok());
}

TEST_F(SearchServiceTest, WhoIsNotLetInIsRefusedBeforeTheRequestIsLookedAt) {
  grpc::ClientContext context;
  context.AddMetadata("who", "stranger");
  const absl::Status status = Search(context, std::string(limits::kMaxQueryBytes + 1, 'x'));
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated) << status;
}

TEST_F(SearchServiceTest, ADeadlineThatIsFarAwayIsTakenAsTheLongestOne) {
  gate_.Open();
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::hours(1));
  ASSERT_TRUE(Search(context).ok());
  EXPECT_LE(gate_.deadline(), absl::Now() + absl::FromChrono(limits::kMaxDeadline));
}

TEST_F(SearchServiceTest, ASlowSearchGetsALineWithWhoAskedAndWithoutWhatTheyAskedFor) {
  grpc::ClientContext context;
  context.AddMetadata("who", "key shop");
  context.AddMetadata("x-request-id", "abc-1 forged=1");
  auto search = std::async(std::launch::async, [&] { return Search(context, "secret"); });
  gate_.WaitUntilEntered(1);
  const auto slow = std::chrono::steady_clock::now() + std::chrono::milliseconds(2);
  while (std::chrono::steady_clock::now() < slow) std::this_thread::yield();
  gate_.Open();
  ASSERT_TRUE(search.get().ok());
  ASSERT_EQ(lines().size(), 1U);
  const std::string line = lines()[0];
  EXPECT_NE(line.find("method=Search code=OK ms="), std::string::npos) << line;
  EXPECT_NE(line.find(" hits=0 caller=[key shop] request_id=abc-1?forged=1"), std::string::npos)
      << line;
  EXPECT_EQ(line.find("secret"), std::string::npos) << line;
}

TEST_F(SearchServiceTest, TheLineOfASearchThatFailsHasItsStagesAndNoHits) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(50));
  EXPECT_EQ(Search(context).code(), absl::StatusCode::kDeadlineExceeded);
  gate_.WaitUntilInterrupted(1);
  while (lines().empty()) std::this_thread::yield();
  const std::string line = lines()[0];
  EXPECT_EQ(line.find(" code=OK "), std::string::npos) << line;
  EXPECT_NE(line.find(" match=40.0 caller="), std::string::npos) << line;
}

// One answer that was not taken is as much as the server holds for a caller.
class UnreadAnswerTest : public SearchServiceTest {
 protected:
  explicit UnreadAnswerTest(std::chrono::milliseconds patience = std::chrono::hours(1))
      : SearchServiceTest(
            {.threads = 1, .max_jobs = 3, .answers = {.patience = patience, .max_bytes = 1}}) {
    gate_.Open();
    grpc::ChannelArguments small_window;  // the answer does not fit into what gRPC reads ahead
    small_window.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    small_window.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 1024);
    channel_to_unread_ = grpc::CreateCustomChannel(
        server_->address(), grpc::InsecureChannelCredentials(), small_window);
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
    grpc::GenericStub stub(channel_to_unread_);
    call_ = stub.PrepareCall(&context_, "/dateline.v1.SearchService/Search", &queue_);
    call_->StartCall(nullptr);
    Await();
    v1::SearchRequest request;
    request.set_query("large");
    const grpc::Slice slice(request.SerializeAsString());
    call_->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), nullptr);
    Await();
    gate_.WaitUntilEntered(1);
  }
  ~UnreadAnswerTest() override {
    context_.TryCancel();
    grpc::Status status;
    call_->Finish(&status, nullptr);
    Await();
    queue_.Shutdown();
  }

  absl::Status SearchFor(std::chrono::milliseconds wait) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + wait);
    return Search(context);
  }

 private:
  void Await() {
    void* tag = nullptr;
    bool ok = false;
    ASSERT_TRUE(queue_.Next(&tag, &ok));
  }

  grpc::CompletionQueue queue_;
  grpc::ClientContext context_;
  std::shared_ptr<grpc::Channel> channel_to_unread_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

TEST_F(UnreadAnswerTest, CountsAgainstItsCallerUntilItIsTaken) {
  EXPECT_EQ(SearchFor(std::chrono::milliseconds(300)).code(), absl::StatusCode::kDeadlineExceeded);
}

class ImpatientServiceTest : public UnreadAnswerTest {
 protected:
  ImpatientServiceTest() : UnreadAnswerTest(std::chrono::milliseconds(100)) {}
};

TEST_F(ImpatientServiceTest, EndsACallWhoseAnswerIsNotTaken) {
  EXPECT_EQ(SearchFor(std::chrono::seconds(30)), absl::OkStatus());
}

TEST_F(SearchServiceTest, GetArticleWithoutAnIdIsRefused) {
  grpc::ClientContext context;
  v1::GetArticleResponse response;
  const absl::Status status = client::FromGrpcStatus(stub_->GetArticle(&context, {}, &response));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(client::Reason(status), "MISSING_ID");
}

}  // namespace
}  // namespace dateline::service
