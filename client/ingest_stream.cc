// SPDX-License-Identifier: Apache-2.0
#include "dateline/ingest_stream.h"

#include <utility>

#include "client/article_sender.h"

namespace dateline::client {

IngestStream::IngestStream(v1::IngestService::Stub& stub, const IngestOptions& options,
                           OutcomeCallback on_outcome, const CallOptions& call)
    : sender_(std::make_unique<ArticleSender>(stub, options, call, std::move(on_outcome))) {}

IngestStream::~IngestStream() = default;

absl::Status IngestStream::Add(v1::Article article) { return sender_->Add(std::move(article)); }

absl::Status IngestStream::Finish() { return sender_->Finish(); }

}  // namespace dateline::client
