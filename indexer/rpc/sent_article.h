// SPDX-License-Identifier: GPL-3.0-or-later
// From the bytes of an IngestArticlesRequest to an article that may be queued.
#ifndef DATELINE_INDEXER_RPC_SENT_ARTICLE_H_
#define DATELINE_INDEXER_RPC_SENT_ARTICLE_H_

#include <absl/status/status.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstdint>
#include <string>

#include "dateline/v1/article.pb.h"

namespace dateline::ingest {

struct SentArticle {
  absl::Status status;         // INVALID_ARGUMENT: why `article` must not be queued
  std::uint64_t sequence = 0;  // as far as it could be read, and so is `id`
  std::string id;
  v1::Article article;
};

// Reads one message. What is too large, or would be in memory, is refused before it is made a
// message. The article holds only what a publisher may give: fields that are ignored on input and
// unknown ones are gone. `bytes` may be read, or not.
SentArticle ReadSentArticle(grpc::ByteBuffer& bytes);

}  // namespace dateline::ingest

#endif  // DATELINE_INDEXER_RPC_SENT_ARTICLE_H_
