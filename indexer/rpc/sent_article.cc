// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/sent_article.h"

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <limits>
#include <utility>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/rpc/compressed.h"
#include "core/text/utf8.h"
#include "dateline/v1/ingest_service.pb.h"

namespace dateline::ingest {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr rpc::CompressedLimits kCompressed{.compressed = limits::kMaxCompressedIngestBytes,
                                            .expanded = limits::kMaxIngestMessageBytes};
constexpr std::size_t kBeginningBytes = 8U << 10U;  // with the sequence, and with most ids

// Of a compressed message that is not taken, so that its outcome can say which one it was.
grpc::ByteBuffer Beginning(const grpc::ByteBuffer& bytes) {
  const grpc::Slice slice(rpc::BeginningOf(bytes, kBeginningBytes));
  return {&slice, 1};
}

// What a message would hold, found by going through its bytes.
struct Extent {
  std::uint64_t sequence = 0;
  std::string id;
  std::size_t bytes = 0;  // of the article
  std::size_t parts = 0;  // texts and messages
};

constexpr std::uint32_t kMostLength = std::numeric_limits<int>::max();  // of what is skipped
constexpr int kEntityDepth = 1;  // messages below it hold no others

// Whether the field of an article, or of an entity in it, holds messages that repeat.
bool HoldsParts(int field, int depth) {
  return depth < kEntityDepth ? field == v1::Article::kEntitiesFieldNumber
                              : field == v1::Entity::kMentionsFieldNumber;
}

// Goes through an article (depth 0) or an entity (depth 1) up to the limit of `input`. False: the
// bytes are not of a message, or it has too many parts.
bool Measure(CodedInputStream& input, int depth, Extent& extent) {
  for (std::uint32_t tag = input.ReadTag(); tag != 0; tag = input.ReadTag()) {
    const int field = WireFormatLite::GetTagFieldNumber(tag);
    const bool delimited =
        WireFormatLite::GetTagWireType(tag) == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
    if (!delimited) {
      if (!WireFormatLite::SkipField(&input, tag)) return false;
      continue;
    }
    std::uint32_t length = 0;
    if (++extent.parts > limits::kMaxSentArticleParts) return false;
    if (!input.ReadVarint32(&length) || length > kMostLength) return false;
    if (depth == 0 && field == v1::Article::kIdFieldNumber && length <= limits::kMaxIdBytes) {
      if (!input.ReadString(&extent.id, static_cast<int>(length))) return false;
    } else if (depth <= kEntityDepth && HoldsParts(field, depth)) {
      const auto outer = input.PushLimit(static_cast<int>(length));
      if (!Measure(input, depth + 1, extent)) return false;
      input.PopLimit(outer);
    } else if (!input.Skip(static_cast<int>(length))) {
      return false;
    }
  }
  return input.ConsumedEntireMessage();
}

// As far as the bytes are those of a message. An article may be sent in several pieces, which are
// joined when it is parsed.
Extent Measure(grpc::ByteBuffer& bytes) {
  Extent extent;
  grpc::ProtoBufferReader reader(&bytes);
  CodedInputStream input(&reader);
  for (std::uint32_t tag = input.ReadTag(); tag != 0; tag = input.ReadTag()) {
    std::uint32_t length = 0;
    if (tag == WireFormatLite::MakeTag(v1::IngestArticlesRequest::kSequenceFieldNumber,
                                       WireFormatLite::WIRETYPE_VARINT)) {
      if (!input.ReadVarint64(&extent.sequence)) break;
    } else if (tag == WireFormatLite::MakeTag(v1::IngestArticlesRequest::kArticleFieldNumber,
                                              WireFormatLite::WIRETYPE_LENGTH_DELIMITED)) {
      if (!input.ReadVarint32(&length) || length > kMostLength) break;
      extent.bytes += length;
      const auto outer = input.PushLimit(static_cast<int>(length));
      if (!Measure(input, 0, extent)) break;
      input.PopLimit(outer);
    } else if (!WireFormatLite::SkipField(&input, tag)) {
      break;
    }
  }
  return extent;
}

absl::Status CheckExtent(const Extent& extent) {
  if (extent.bytes > limits::kMaxSentArticleBytes) {
    return errors::MakeFieldError(
        v1::ERROR_REASON_INVALID_ARTICLE, "article",
        fmt::format("the article has {} bytes with all its fields; at most {} are allowed: shorten "
                    "it, and leave out what is ignored on input",
                    extent.bytes, limits::kMaxSentArticleBytes));
  }
  if (extent.parts > limits::kMaxSentArticleParts) {
    return errors::MakeFieldError(
        v1::ERROR_REASON_INVALID_ARTICLE, "article",
        fmt::format("the article has more than {} texts and messages in it; leave out what is "
                    "ignored on input",
                    limits::kMaxSentArticleParts));
  }
  return absl::OkStatus();
}

// The texts of what is ignored may be large, and wait in the queue for nothing.
void DropIgnored(v1::Article& article) {
  article.DiscardUnknownFields();
  google::protobuf::RepeatedPtrField<v1::Entity> kept;
  kept.Reserve(article.entities_size());
  for (v1::Entity& entity : *article.mutable_entities()) {
    v1::Entity* given = kept.Add();
    given->set_name(std::move(*entity.mutable_name()));
    given->set_type(entity.type());
    given->set_origin(entity.origin());
  }
  article.mutable_entities()->Swap(&kept);
}

}  // namespace

SentArticle ReadSentArticle(grpc::ByteBuffer& bytes) {
  SentArticle sent;
  absl::Status expanded = rpc::Expand(bytes, kCompressed);
  if (!expanded.ok()) bytes = Beginning(bytes);
  Extent extent = Measure(bytes);
  sent.sequence = extent.sequence;
  if (text::CleanUtf8(extent.id) == extent.id) sent.id = std::move(extent.id);
  sent.status = expanded.ok() ? CheckExtent(extent) : std::move(expanded);
  if (!sent.status.ok()) return sent;
  v1::IngestArticlesRequest request;
  grpc::ProtoBufferReader reader(&bytes);
  if (!request.ParseFromZeroCopyStream(&reader)) {
    sent.status =
        errors::MakeError(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_MESSAGE,
                          "the message is not an IngestArticlesRequest; its texts must be UTF-8");
  } else if (!request.has_article()) {
    sent.status = errors::MakeFieldError(v1::ERROR_REASON_MISSING_ARTICLE, "article",
                                         "the message holds no article");
  } else {
    sent.article = std::move(*request.mutable_article());
    DropIgnored(sent.article);
  }
  return sent;
}

}  // namespace dateline::ingest
