// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/status.h"

#include <grpcpp/test/server_context_test_spouse.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "core/errors/errors.h"
#include "core/rpc/log.h"
#include "dateline/status.h"
#include "indexer/rpc/convert.h"

namespace dateline::rpc {
namespace {

TEST(StatusTest, EveryCodeKeepsItsNumberAndMessageToTheWireAndBack) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status status(static_cast<absl::StatusCode>(code), "what happened");
    const grpc::Status wire = ToGrpcStatus(status);
    EXPECT_EQ(static_cast<int>(wire.error_code()), code);
    EXPECT_EQ(wire.error_message(), "what happened");
    EXPECT_EQ(client::FromGrpcStatus(wire), status);
  }
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
  EXPECT_TRUE(client::FromGrpcStatus(grpc::Status::OK).ok());
}

TEST(StatusTest, ACodeThatGrpcDoesNotKnowIsUnknown) {
  for (const int code : {17, 99, -3}) {
    const absl::Status status(static_cast<absl::StatusCode>(code), "odd");
    EXPECT_EQ(ToGrpcStatus(status).error_code(), grpc::StatusCode::UNKNOWN) << code;
  }
}

TEST(StatusTest, WhatIsQuotedBecomesText) {
  const absl::Status status =
      errors::MakeFieldError(v1::ERROR_REASON_INVALID_ARTICLE, "body", "'\xff\xfe' is no date");
  const wire::Status wire = errors::ToRpcStatus(status);
  EXPECT_EQ(wire.message(), "'\ufffd\ufffd' is no date");
  EXPECT_EQ(wire.SerializeAsString().find('\xff'), std::string::npos);
  EXPECT_EQ(errors::ReasonOf(status), v1::ERROR_REASON_INVALID_ARTICLE);
}

TEST(StatusTest, DetailsTravelToTheClient) {
  absl::Status status =
      errors::MakeFieldError(v1::ERROR_REASON_INVALID_FILTER, "filter.sources", "too many values");
  status = errors::WithRetry(status, 1500);
  const absl::Status received = client::FromGrpcStatus(ToGrpcStatus(status));
  EXPECT_EQ(received, status);
  EXPECT_EQ(client::Reason(received), "INVALID_FILTER");
  EXPECT_EQ(client::RetryDelay(received), absl::Milliseconds(1500));
}

TEST(StatusTest, ADelayToRetryIsAlsoATrailerForRetryPolicies) {
  grpc::ServerContext context;
  grpc::testing::ServerContextTestSpouse spouse(&context);
  const absl::Status status = errors::WithRetry(
      errors::MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_DRAINING, "x"), 1500);
  EXPECT_EQ(ToGrpcStatus(status, context).error_code(), grpc::StatusCode::UNAVAILABLE);
  const auto trailers = spouse.GetTrailingMetadata();
  const auto pushback = trailers.find("grpc-retry-pushback-ms");
  ASSERT_NE(pushback, trailers.end());
  EXPECT_EQ(pushback->second, "1500");
  (void)ToGrpcStatus(absl::NotFoundError("x"), context);
  EXPECT_EQ(spouse.GetTrailingMetadata().size(), 1U);
}

// What a stock client of google.rpc reads: the type URLs, and the numbers of fields as bytes.
TEST(StatusTest, DetailsAreThoseOfGoogleRpcOnTheWire) {
  absl::Status status = errors::MakeFieldError(v1::ERROR_REASON_INVALID_FILTER, "f", "d");
  status = errors::WithRetry(status, 2000);
  std::map<std::string, std::string> found;
  status.ForEachPayload([&found](absl::string_view url, const absl::Cord& value) {
    found[std::string(url)] = std::string(value);
  });
  const std::map<std::string, std::string> expected = {
      {"type.googleapis.com/google.rpc.ErrorInfo",
       "\x0a\x0eINVALID_FILTER\x12\x08"
       "dateline\x1a\x0a\x0a\x05"
       "field\x12\x01"
       "f"},
      {"type.googleapis.com/google.rpc.BadRequest",
       "\x0a\x06\x0a\x01"
       "f\x12\x01"
       "d"},
      {"type.googleapis.com/google.rpc.RetryInfo", "\x0a\x02\x08\x02"}};
  EXPECT_EQ(found, expected);
  const std::string wire = ToGrpcStatus(status).error_details();
  EXPECT_TRUE(
      wire.starts_with("\x08\x03\x12\x01"
                       "d\x1a"))
      << wire;  // code, message, details
}

TEST(StatusTest, ARejectedArticleHasTheErrorOfARefusedCall) {
  absl::Status status =
      errors::MakeError(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_DISK_FULL,
                        "the disk is full", {{"free_mb", "3"}});
  status = errors::WithRetry(status, 1500);
  const v1::IngestError error = ingest::ToProto(status);
  EXPECT_EQ(error.code(), 8);
  EXPECT_EQ(error.reason(), v1::ERROR_REASON_DISK_FULL);
  EXPECT_EQ(error.message(), "the disk is full");
  EXPECT_EQ(error.metadata().at("free_mb"), "3");
  EXPECT_EQ(error.retry_delay().nanos(), 500'000'000);
  EXPECT_EQ(client::FromIngestError(error), status);
}

TEST(StatusTest, EveryReasonComesBackFromItsName) {
  const auto* reasons = v1::ErrorReason_descriptor();
  ASSERT_GT(reasons->value_count(), 20);
  for (int i = 0; i < reasons->value_count(); ++i) {
    const auto reason = static_cast<v1::ErrorReason>(reasons->value(i)->number());
    const absl::Status status = errors::MakeError(absl::StatusCode::kAborted, reason, "x");
    EXPECT_EQ(errors::ReasonOf(status), reason) << reasons->value(i)->name();
    EXPECT_EQ(client::ReasonOf(status), reason);
    EXPECT_EQ("ERROR_REASON_" + client::Reason(status), reasons->value(i)->name());
  }
  EXPECT_EQ(errors::ReasonOf(absl::AbortedError("x")), v1::ERROR_REASON_UNSPECIFIED);
}

TEST(StatusTest, AStatusWithoutDetailsHasNeitherReasonNorDelay) {
  const absl::Status status = client::FromGrpcStatus({grpc::StatusCode::INTERNAL, "x"});
  EXPECT_EQ(client::Reason(status), "");
  EXPECT_EQ(client::RetryDelay(status), std::nullopt);
}

TEST(StatusTest, BrokenDetailsAreLeftOut) {
  const grpc::Status wire(grpc::StatusCode::ABORTED, "x", "\xff\xff\xff not a message");
  const absl::Status status = client::FromGrpcStatus(wire);
  EXPECT_EQ(status, absl::AbortedError("x"));
}

TEST(LogTest, NoMessageMakesALineOfItsOwn) {
  const std::string hostile = "query \"a\"\n2024-01-01 error forged\r\x1b[31m\x7f";
  for (const bool json : {false, true}) {
    const std::string line = FormatLogLine(json, "T", LogLevel::kWarning, hostile);
    for (const char c : line) EXPECT_GE(static_cast<unsigned char>(c), 0x20) << line;
    EXPECT_EQ(line.find('\x7f'), std::string::npos);
  }
  EXPECT_EQ(FormatLogLine(true, "T", LogLevel::kError, "a \"b\""),
            R"({"time":"T","level":"error","message":"a \"b\""})");
}

TEST(LogTest, ARecordStaysReadableAndOneLine) {
  const std::string object = R"({"key":"a \"b\"","count":1})";
  EXPECT_EQ(FormatLogRecord(false, "T", LogLevel::kInfo, "audit", object),
            "T info audit: " + object);
  EXPECT_EQ(FormatLogRecord(true, "T", LogLevel::kInfo, "audit", object),
            R"({"time":"T","level":"info","audit":)" + object + "}");
  EXPECT_EQ(FormatLogRecord(false, "T", LogLevel::kInfo, "audit", "{\n\x1b\u202e\xff}"),
            R"(T info audit: {\u000a\u001b\u202e\ufffd})");
}

TEST(LogTest, NothingOfAMessageSteersATerminalOrIsNotUtf8) {
  const struct {
    const char* what;
    std::string message;
    const char* escaped;
  } cases[] = {
      {"plain", "Gr\u00f6\u00dfe \u6771\u4eac", "Gr\u00f6\u00dfe \u6771\u4eac"},
      {"CSI as one C1 character", "a\u009b31m", R"(a\u009b31m)"},
      {"CSI as one byte",
       "a\x9b"
       "31m",
       R"(a\ufffd31m)"},
      {"cut UTF-8", "a\xe6\x9d", R"(a\ufffd)"},
      {"bidi", "a\u202eb\u2066c", R"(a\u202eb\u2066c)"},
      {"line ends", "a\u0085b\u2028c", R"(a\u0085b\u2028c)"},
      {"escape", "\x1b[2J", R"(\u001b[2J)"},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(FormatLogLine(false, "T", LogLevel::kInfo, one.message),
              std::string("T info ") + one.escaped)
        << one.what;
    EXPECT_EQ(FormatLogLine(true, "T", LogLevel::kInfo, one.message),
              std::string(R"({"time":"T","level":"info","message":")") + one.escaped + "\"}")
        << one.what;
  }
}

}  // namespace
}  // namespace dateline::rpc
