// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/sent_article.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <string>
#include <vector>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "dateline/v1/ingest_service.pb.h"

namespace dateline::ingest {
namespace {

using ::testing::HasSubstr;

// In slices, as a message arrives.
SentArticle Read(const std::string& message) {
  std::vector<grpc::Slice> slices;
  constexpr std::size_t kSlice = 8192;
  for (std::size_t at = 0; at < message.size(); at += kSlice) {
    slices.emplace_back(message.substr(at, kSlice));
  }
  grpc::ByteBuffer bytes(slices.data(), slices.size());
  return ReadSentArticle(bytes);
}

SentArticle Read(const v1::IngestArticlesRequest& request) {
  return Read(request.SerializeAsString());
}

v1::IngestArticlesRequest Request() {
  v1::IngestArticlesRequest request;
  request.set_sequence(7);
  request.mutable_article()->set_id("one");
  request.mutable_article()->set_headline("Headline");
  return request;
}

TEST(SentArticleTest, APublishersFieldsAreKeptAndWhatIsIgnoredIsDropped) {
  v1::IngestArticlesRequest request = Request();
  v1::Entity& entity = *request.mutable_article()->add_entities();
  entity.set_name("Berlin");
  entity.set_type(v1::ENTITY_TYPE_PLACE);
  entity.set_origin(v1::ENTITY_ORIGIN_BOTH);
  entity.set_country("Germany");
  entity.set_id("Q64");
  entity.set_uri("https://www.wikidata.org/wiki/Q64");
  v1::Entity full = entity;
  full.set_key("berlin");
  full.add_spellings("berlin");
  full.add_mentions()->set_end(6);
  full.add_packed_mentions(3);
  v1::IngestArticlesRequest more = request;
  *more.mutable_article()->mutable_entities(0) = full;
  std::string bytes = more.SerializeAsString();
  bytes += "\xfa\x07\x03xyz";  // field 127 of the request
  const SentArticle sent = Read(bytes);
  ASSERT_TRUE(sent.status.ok()) << sent.status;
  EXPECT_EQ(sent.sequence, 7U);
  EXPECT_EQ(sent.article.SerializeAsString(), request.article().SerializeAsString());
}

TEST(SentArticleTest, UnknownFieldsOfAnArticleAreDropped) {
  const v1::IngestArticlesRequest request = Request();
  std::string article = request.article().SerializeAsString() + "\xfa\x07\x03xyz";
  std::string bytes("\x12");
  bytes += static_cast<char>(article.size());
  const SentArticle sent = Read(bytes + article);
  ASSERT_TRUE(sent.status.ok()) << sent.status;
  EXPECT_EQ(sent.article.SerializeAsString(), request.article().SerializeAsString());
}

TEST(SentArticleTest, UnknownFieldsOfAnyWireTypeCountWhereverTheyAre) {
  const std::string known = Request().SerializeAsString();
  for (const std::string& field : {std::string("\xfb\x07\xfc\x07"), std::string("\xf8\x07\x01")}) {
    std::string fields;
    for (std::size_t i = 0; i <= limits::kMaxSentArticleParts; ++i) fields += field;
    v1::IngestArticlesRequest inside = Request();
    ASSERT_TRUE(inside.mutable_article()->MergeFromString(fields));
    for (const std::string& bytes : {known + fields, inside.SerializeAsString()}) {
      const SentArticle sent = Read(bytes);
      EXPECT_EQ(errors::ReasonOf(sent.status), v1::ERROR_REASON_INVALID_ARTICLE) << sent.status;
      EXPECT_THAT(std::string(sent.status.message()), HasSubstr("more than 50000"));
      EXPECT_EQ(sent.sequence, 7U);
      EXPECT_EQ(sent.id, "one");
    }
  }
  const SentArticle beside = Read(known + "\xfa\x07\x80\x80\x80\x02" + std::string(4U << 20U, 'x'));
  EXPECT_EQ(errors::ReasonOf(beside.status), v1::ERROR_REASON_INVALID_ARTICLE) << beside.status;
}

TEST(SentArticleTest, WhatIsTooLargeIsRefusedWithItsSequenceAndId) {
  v1::IngestArticlesRequest body = Request();
  body.mutable_article()->set_body(std::string(limits::kMaxSentArticleBytes, 'x'));
  v1::IngestArticlesRequest spellings = Request();
  for (int i = 0; i < 4; ++i) {
    spellings.mutable_article()->add_entities()->add_spellings(std::string(1U << 20U, 's'));
  }
  v1::IngestArticlesRequest entities = Request();
  v1::IngestArticlesRequest mentions = Request();
  v1::Entity& one = *mentions.mutable_article()->add_entities();
  for (std::size_t i = 0; i <= limits::kMaxSentArticleParts; ++i) {
    entities.mutable_article()->add_entities();
    one.add_mentions();
  }
  const struct {
    const char* what;
    const v1::IngestArticlesRequest& request;
    const char* message;
  } cases[] = {{"body", body, "bytes with all its fields"},
               {"fields that are ignored", spellings, "bytes with all its fields"},
               {"empty entities", entities, "more than 50000"},
               {"empty mentions", mentions, "more than 50000"}};
  for (const auto& one_case : cases) {
    const SentArticle sent = Read(one_case.request);
    EXPECT_EQ(errors::ReasonOf(sent.status), v1::ERROR_REASON_INVALID_ARTICLE) << one_case.what;
    EXPECT_THAT(std::string(sent.status.message()), HasSubstr(one_case.message)) << one_case.what;
    EXPECT_EQ(sent.sequence, 7U) << one_case.what;
    EXPECT_EQ(sent.id, "one") << one_case.what;
    EXPECT_EQ(sent.article.ByteSizeLong(), 0U) << one_case.what;
  }
}

std::string Gzip(const std::string& text) {
  z_stream stream{};
  constexpr int kGzip = 16 + MAX_WBITS;
  EXPECT_EQ(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY),
            Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(SentArticleTest, ACompressedArticleIsReadAsIfItWereNot) {
  v1::IngestArticlesRequest request = Request();
  request.mutable_article()->set_body(std::string(limits::kMaxBodyBytes, 'x'));
  const SentArticle sent = Read(Gzip(request.SerializeAsString()));
  ASSERT_TRUE(sent.status.ok()) << sent.status;
  EXPECT_EQ(sent.article.SerializeAsString(), request.article().SerializeAsString());
}

TEST(SentArticleTest, ACompressedArticleThatIsTooLargeIsRefusedWithItsSequenceAndId) {
  v1::IngestArticlesRequest bomb = Request();
  bomb.mutable_article()->set_body(std::string(4 * limits::kMaxIngestMessageBytes, 'x'));
  v1::IngestArticlesRequest random = Request();
  std::string* body = random.mutable_article()->mutable_body();
  for (unsigned i = 0, state = 1; i < 2 * limits::kMaxCompressedIngestBytes; ++i) {
    state = state * 1664525U + 1013904223U;
    body->push_back(static_cast<char>(' ' + (state >> 24U) % 95U));
  }
  for (const auto& request : {bomb, random}) {
    const SentArticle sent = Read(Gzip(request.SerializeAsString()));
    EXPECT_EQ(errors::ReasonOf(sent.status), v1::ERROR_REASON_REQUEST_TOO_LARGE) << sent.status;
    EXPECT_EQ(sent.sequence, 7U);
    EXPECT_EQ(sent.id, "one");
  }
}

TEST(SentArticleTest, ADamagedGzipStreamIsRefusedAlone) {
  const std::string whole = Gzip(Request().SerializeAsString());
  std::string flipped = whole;
  flipped[whole.size() - 6] = static_cast<char>(flipped[whole.size() - 6] ^ 1);
  for (const std::string& bytes :
       {whole.substr(0, whole.size() - 1), whole + "x", flipped, whole.substr(0, 3)}) {
    EXPECT_EQ(errors::ReasonOf(Read(bytes).status), v1::ERROR_REASON_INVALID_MESSAGE);
  }
}

TEST(SentArticleTest, AnArticleInPiecesIsMeasuredAsAWhole) {
  v1::IngestArticlesRequest half = Request();
  half.mutable_article()->set_body(std::string(limits::kMaxSentArticleBytes / 2, 'x'));
  EXPECT_TRUE(Read(half).status.ok());
  const std::string piece = half.SerializeAsString();
  EXPECT_EQ(errors::ReasonOf(Read(piece + piece).status), v1::ERROR_REASON_INVALID_ARTICLE);
}

TEST(SentArticleTest, BytesThatAreNotAMessageAreRefusedAndKeepTheSequence) {
  const std::string good = Request().SerializeAsString();
  v1::IngestArticlesRequest text = Request();
  text.mutable_article()->set_headline("\xff\xfe");
  for (const std::string& bytes :
       {good.substr(0, good.size() - 1), text.SerializeAsString(), good + "\x07",
        std::string("\x08\x07\x12\xff\xff\xff\xff\x0f"), std::string("\x08\x07\x12\x02\x52\x7f"),
        std::string("\x08\x07\x12\x02\x00\x00", 6)}) {
    const SentArticle sent = Read(bytes);
    EXPECT_EQ(errors::ReasonOf(sent.status), v1::ERROR_REASON_INVALID_MESSAGE) << bytes;
    EXPECT_EQ(sent.sequence, 7U);
  }
  EXPECT_EQ(errors::ReasonOf(Read("\x08\x07").status), v1::ERROR_REASON_MISSING_ARTICLE);
  EXPECT_EQ(errors::ReasonOf(Read(std::string()).status), v1::ERROR_REASON_MISSING_ARTICLE);
}

}  // namespace
}  // namespace dateline::ingest
