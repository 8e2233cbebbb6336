// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "core/limits.h"
#include "dateline/status.h"
#include "tests/e2e/service.h"

namespace dateline::e2e {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(IngestE2eTest, OutcomesAreAddedUpdatedUnchangedAndRejectedWithTheRule) {
  Service service;
  const v1::Article ferry =
      test_support::MakeArticle("ferry", "Ferry runs aground", "Nobody was hurt.");
  v1::Article changed = ferry;
  changed.set_body("Two were hurt.");
  EXPECT_EQ(service.Publish({ferry})[0].result(), v1::INGEST_RESULT_ADDED);
  EXPECT_EQ(service.Publish({ferry})[0].result(), v1::INGEST_RESULT_UNCHANGED);
  const auto updated = service.Publish({changed})[0];
  EXPECT_EQ(updated.result(), v1::INGEST_RESULT_UPDATED);
  EXPECT_EQ(updated.id(), "ferry");
  const auto found = service.Search("ferry");
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->total().value(), 1U);
}

TEST(IngestE2eTest, OneBadArticleNeverEndsTheStream) {
  Service service;
  v1::Article late = test_support::MakeArticle("late", "Far future", "Text.");
  late.mutable_publish_time()->set_seconds(limits::kMaxPublishSeconds + 1);
  v1::Article many = test_support::MakeArticle("many", "Many authors", "Text.");
  for (int i = 0; i < 33; ++i) many.add_authors("Author " + std::to_string(i));
  const std::vector<v1::Article> articles = {
      test_support::MakeArticle("good1", "First good one", "Text."),
      v1::Article(),
      test_support::MakeArticle("big", std::string(limits::kMaxHeadlineBytes + 1, 'x'), "Text."),
      test_support::MakeArticle("bigbody", "Big", std::string(limits::kMaxBodyBytes + 1, 'x')),
      test_support::MakeArticle(std::string(limits::kMaxIdBytes + 1, 'i'), "Long id", "Text."),
      late,
      many,
      test_support::MakeArticle("good2", "Second good one", "Text.")};
  const auto outcomes = service.Publish(articles);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const bool good = i == 0 || i + 1 == outcomes.size();
    EXPECT_EQ(outcomes[i].result(), good ? v1::INGEST_RESULT_ADDED : v1::INGEST_RESULT_REJECTED)
        << i;
    EXPECT_EQ(outcomes[i].error().code(), good ? 0 : 3) << i << outcomes[i].error().message();
    EXPECT_EQ(outcomes[i].error().message().empty(), good) << i;
  }
  EXPECT_EQ(service.Search("good")->total().value(), 2U);
}

TEST(IngestE2eTest, AMessageWithoutAnArticleIsAnswered) {
  Service service;
  const auto context = NewContext();
  const auto stream = service.ingest_stub().IngestArticles(context.get());
  v1::IngestArticlesRequest request;
  request.set_sequence(42);
  ASSERT_TRUE(stream->Write(request));
  stream->WritesDone();
  v1::IngestArticlesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.outcomes(0).sequence(), 42U);
  EXPECT_EQ(response.outcomes(0).result(), v1::INGEST_RESULT_REJECTED);
  EXPECT_THAT(response.outcomes(0).error().message(), HasSubstr("no article"));
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST(IngestE2eTest, AMessageThatIsNotUtf8IsAnsweredAndTheStreamGoesOn) {
  Service service;
  const auto context = NewContext();
  const auto stream = service.ingest_stub().IngestArticles(context.get());
  for (const char* body : {"First.", "\xff\xfe", "Last."}) {
    v1::IngestArticlesRequest request;
    request.set_sequence(static_cast<std::uint64_t>(body[0]) & 0xffU);
    *request.mutable_article() =
        test_support::MakeArticle(body[0] == 'F' ? "first" : "last", "Headline", body);
    ASSERT_TRUE(stream->Write(request));
  }
  stream->WritesDone();
  std::map<std::uint64_t, v1::IngestOutcome> outcomes;
  v1::IngestArticlesResponse response;
  while (stream->Read(&response)) {
    for (const auto& outcome : response.outcomes()) outcomes[outcome.sequence()] = outcome;
  }
  EXPECT_TRUE(stream->Finish().ok());
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_EQ(outcomes['F'].result(), v1::INGEST_RESULT_ADDED);
  EXPECT_EQ(outcomes['L'].result(), v1::INGEST_RESULT_ADDED);
  EXPECT_EQ(outcomes[0xff].result(), v1::INGEST_RESULT_REJECTED);
  EXPECT_THAT(outcomes[0xff].error().message(), HasSubstr("must be UTF-8"));
}

TEST(IngestE2eTest, OneArticleIsFoundAtTheDefaultSettings) {
  Service service;
  const auto context = NewContext();
  const auto stream = service.ingest_stub().IngestArticles(context.get());
  v1::IngestArticlesRequest request;
  *request.mutable_article() =
      test_support::MakeArticle("fresh", "Comet seen at dusk", "It was bright.");
  const auto start = std::chrono::steady_clock::now();
  ASSERT_TRUE(stream->Write(request));
  bool found = false;
  while (!found && std::chrono::steady_clock::now() < start + std::chrono::seconds(10)) {
    const auto response = service.Search("comet");
    ASSERT_TRUE(response.ok()) << response.status();
    found = response->hits_size() == 1;
  }
  EXPECT_TRUE(found);
  const auto taken = std::chrono::steady_clock::now() - start;
  std::printf(
      "found after %lld ms\n",
      static_cast<long long>(std::chrono::duration_cast<std::chrono::milliseconds>(taken).count()));
  stream->WritesDone();
}

TEST(IngestE2eTest, DeletedArticlesAreGoneAndMissingIdsAreNamedInOrder) {
  Service service;
  service.Publish({test_support::MakeArticle("a", "Apple harvest", "x"),
                   test_support::MakeArticle("b", "Apple cake", "x")});
  v1::DeleteArticlesRequest request;
  for (const char* id : {"zz", "a", "yy"}) request.add_ids(id);
  v1::DeleteArticlesResponse response;
  auto context = NewContext();
  ASSERT_TRUE(service.ingest_stub().DeleteArticles(context.get(), request, &response).ok());
  EXPECT_EQ(response.deleted(), 1U);
  EXPECT_THAT(response.missing_ids(), ElementsAre("zz", "yy"));
  service.WaitFor(response.generation());
  EXPECT_EQ(service.Search("apple")->total().value(), 1U);
  v1::GetArticleRequest get;
  get.set_id("a");
  v1::GetArticleResponse article;
  context = NewContext();
  const auto status =
      client::FromGrpcStatus(service.search_stub().GetArticle(context.get(), get, &article));
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(client::Reason(status), "ARTICLE_NOT_FOUND");
  get.set_id("b");
  context = NewContext();
  ASSERT_TRUE(service.search_stub().GetArticle(context.get(), get, &article).ok());
  EXPECT_EQ(article.article().headline(), "Apple cake");
}

TEST(IngestE2eTest, DeleteRefusesNoIdsEmptyIdsAndTooMany) {
  Service service;
  v1::DeleteArticlesRequest none, empty, many;
  empty.add_ids("a");
  empty.add_ids("");
  for (std::size_t i = 0; i <= limits::kMaxDeleteIds; ++i) many.add_ids("x");
  const std::pair<v1::DeleteArticlesRequest, const char*> cases[] = {
      {none, "MISSING_ID"}, {empty, "MISSING_ID"}, {many, "TOO_MANY_IDS"}};
  for (const auto& [request, reason] : cases) {
    const auto context = NewContext();
    v1::DeleteArticlesResponse response;
    const auto status = client::FromGrpcStatus(
        service.ingest_stub().DeleteArticles(context.get(), request, &response));
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(client::Reason(status), reason);
  }
}

TEST(IngestE2eTest, StatsTellWhatTheIndexHolds) {
  Service service;
  service.Publish({test_support::MakeArticle("old", "Old news", "x", "1950-02-03"),
                   test_support::MakeArticle("new", "New news", "x", "2020-02-03"),
                   test_support::MakeArticle("none", "Undated news", "x")});
  v1::GetIndexStatsResponse stats;
  const auto context = NewContext();
  ASSERT_TRUE(service.ingest_stub().GetIndexStats(context.get(), {}, &stats).ok());
  EXPECT_EQ(stats.live_articles(), 3U);
  EXPECT_EQ(stats.oldest_publish_time().seconds(), article::ReadDate("1950-02-03")->start);
  EXPECT_EQ(stats.newest_publish_time().seconds(), article::ReadDate("2020-02-03")->start);
  EXPECT_GT(stats.bytes(), 0U);
  EXPECT_FALSE(stats.scoring_profile().empty());
  std::uint32_t live = 0;
  for (const auto& segment : stats.segments()) live += segment.live_articles();
  EXPECT_EQ(live, 3U);
}

TEST(IngestE2eTest, AnArticleOverTheLimitIsRejectedAloneWithItsSequence) {
  Service service;
  const auto context = NewContext();
  const auto stream = service.ingest_stub().IngestArticles(context.get());
  for (std::uint64_t sequence = 1; sequence <= 3; ++sequence) {
    v1::IngestArticlesRequest request;
    request.set_sequence(sequence);
    *request.mutable_article() =
        test_support::MakeArticle("a" + std::to_string(sequence), "Headline", "Text.");
    if (sequence == 2) request.mutable_article()->set_body(std::string(5'200'000, 'x'));
    ASSERT_TRUE(stream->Write(request));
  }
  stream->WritesDone();
  std::map<std::uint64_t, v1::IngestOutcome> outcomes;
  v1::IngestArticlesResponse response;
  while (stream->Read(&response)) {
    for (const auto& outcome : response.outcomes()) outcomes[outcome.sequence()] = outcome;
  }
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(outcomes[1].result(), v1::INGEST_RESULT_ADDED);
  EXPECT_EQ(outcomes[3].result(), v1::INGEST_RESULT_ADDED);
  EXPECT_EQ(outcomes[2].result(), v1::INGEST_RESULT_REJECTED);
  EXPECT_EQ(outcomes[2].id(), "a2");
  EXPECT_THAT(outcomes[2].error().message(), HasSubstr("at most 3145728"));
}

TEST(IngestE2eTest, AMessageOverTheLimitEndsItsStreamOnly) {
  Service service;
  const auto context = NewContext();
  const auto stream = service.ingest_stub().IngestArticles(context.get());
  v1::IngestArticlesRequest request;
  request.mutable_article()->set_body(std::string(limits::kMaxIngestMessageBytes + 1, 'x'));
  stream->Write(request);
  stream->WritesDone();
  v1::IngestArticlesResponse response;
  while (stream->Read(&response)) continue;
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(service.Publish({test_support::MakeArticle("a", "After it", "x")})[0].result(),
            v1::INGEST_RESULT_ADDED);
}

}  // namespace
}  // namespace dateline::e2e
