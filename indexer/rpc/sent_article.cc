// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/rpc/sent_article.h"

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/rpc/compressed.h"
#include "core/rpc/message_parts.h"
#include "core/text/utf8.h"
#include "dateline/v1/ingest_service.pb.h"

namespace dateline::ingest {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr std::size_t kBesideArticle = 64;  // the sequence, and the length of the article
constexpr std::size_t kMostBytes = limits::kMaxSentArticleBytes + kBesideArticle;
constexpr rpc::CompressedLimits kCompressed{.compressed = limits::kMaxCompressedIngestBytes,
                                            .expanded = kMostBytes};
constexpr std::size_t kBeginningBytes = 8U << 10U;  // with the sequence, and with most ids

// Of a compressed message that is not taken, so that its outcome can say which one it was.
grpc::ByteBuffer Beginning(const grpc::ByteBuffer& bytes) {
  const grpc::Slice slice(rpc::BeginningOf(bytes, kBeginningBytes));
  return {&slice, 1};
}

constexpr std::uint32_t kMostLength = std::numeric_limits<int>::max();  // of what is skipped

// Looks for the id in an article, up to the limit of `input`. False: the bytes are not of a
// message.
bool FindId(CodedInputStream& input, std::string& id) {
  constexpr std::uint32_t kId = WireFormatLite::MakeTag(v1::Article::kIdFieldNumber,
                                                        WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  for (std::uint32_t tag = input.ReadTag(); tag != 0; tag = input.ReadTag()) {
    std::uint32_t length = 0;
    if (tag != kId) {
      if (!WireFormatLite::SkipField(&input, tag)) return false;
      continue;
    }
    if (!input.ReadVarint32(&length) || length > kMostLength) return false;
    const bool read = length <= limits::kMaxIdBytes
                          ? input.ReadString(&id, static_cast<int>(length))
                          : input.Skip(static_cast<int>(length));
    if (!read) return false;
  }
  return input.ConsumedEntireMessage();
}

// Sequence and id, as far as the bytes are those of a message; nothing else is kept of it. The
// bytes of the article, which may be sent in several pieces that are joined when it is parsed.
std::size_t FindNames(grpc::ByteBuffer& bytes, SentArticle& sent) {
  std::string id;
  std::size_t article_bytes = 0;
  grpc::ProtoBufferReader reader(&bytes);
  CodedInputStream input(&reader);
  for (std::uint32_t tag = input.ReadTag(); tag != 0; tag = input.ReadTag()) {
    std::uint32_t length = 0;
    if (tag == WireFormatLite::MakeTag(v1::IngestArticlesRequest::kSequenceFieldNumber,
                                       WireFormatLite::WIRETYPE_VARINT)) {
      std::uint64_t sequence = 0;
      if (!input.ReadVarint64(&sequence)) break;
      sent.sequence = sequence;
    } else if (tag == WireFormatLite::MakeTag(v1::IngestArticlesRequest::kArticleFieldNumber,
                                              WireFormatLite::WIRETYPE_LENGTH_DELIMITED)) {
      if (!input.ReadVarint32(&length) || length > kMostLength) break;
      article_bytes += length;
      const auto outer = input.PushLimit(static_cast<int>(length));
      if (!FindId(input, id)) break;
      input.PopLimit(outer);
    } else if (!WireFormatLite::SkipField(&input, tag)) {
      break;
    }
  }
  if (text::CleanUtf8(id) == id) sent.id = std::move(id);
  return article_bytes;
}

absl::Status Unreadable() {
  return errors::MakeError(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_MESSAGE,
                           "the message is not an IngestArticlesRequest; its texts must be UTF-8");
}

// The whole message counts: what is beside the article would be kept too.
absl::Status CheckExtent(grpc::ByteBuffer& bytes, std::size_t article_bytes) {
  if (article_bytes > limits::kMaxSentArticleBytes || bytes.Length() > kMostBytes) {
    return errors::MakeFieldError(
        v1::ERROR_REASON_INVALID_ARTICLE, "article",
        fmt::format("the article has {} bytes with all its fields; at most {} are allowed: shorten "
                    "it, and leave out what is ignored on input",
                    std::max(article_bytes, bytes.Length()), limits::kMaxSentArticleBytes));
  }
  grpc::ProtoBufferReader reader(&bytes);
  const rpc::MessageParts parts = rpc::CountParts(reader, *v1::IngestArticlesRequest::descriptor(),
                                                  limits::kMaxSentArticleParts);
  if (parts.count > limits::kMaxSentArticleParts) {
    return errors::MakeFieldError(
        v1::ERROR_REASON_INVALID_ARTICLE, "article",
        fmt::format("the article has more than {} texts and messages in it; leave out what is "
                    "ignored on input",
                    limits::kMaxSentArticleParts));
  }
  return parts.readable ? absl::OkStatus() : Unreadable();
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
    given->set_id(std::move(*entity.mutable_id()));
    given->set_uri(std::move(*entity.mutable_uri()));
    given->set_country(std::move(*entity.mutable_country()));
  }
  article.mutable_entities()->Swap(&kept);
}

}  // namespace

SentArticle ReadSentArticle(grpc::ByteBuffer& bytes) {
  SentArticle sent;
  sent.status = rpc::Expand(bytes, kCompressed);
  if (!sent.status.ok()) bytes = Beginning(bytes);
  const std::size_t article_bytes = FindNames(bytes, sent);
  if (sent.status.ok()) sent.status = CheckExtent(bytes, article_bytes);
  if (!sent.status.ok()) return sent;
  v1::IngestArticlesRequest request;
  grpc::ProtoBufferReader reader(&bytes);
  if (!request.ParseFromZeroCopyStream(&reader)) {
    sent.status = Unreadable();
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
