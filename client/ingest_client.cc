// SPDX-License-Identifier: Apache-2.0
#include "dateline/ingest_client.h"

#include <utility>

#include "client/call.h"
#include "dateline/ingest_stream.h"

namespace dateline::client {

std::unique_ptr<IngestClient> IngestClient::Connect(IngestOptions options) {
  return std::unique_ptr<IngestClient>(new IngestClient(std::move(options)));
}

IngestClient::IngestClient(IngestOptions options)
    : options_(std::move(options)),
      stub_(v1::IngestService::NewStub(OpenChannel(options_.server, options_.connection))) {}

std::unique_ptr<IngestStream> IngestClient::OpenStream(OutcomeCallback on_outcome,
                                                       const CallOptions& call) const {
  return std::make_unique<IngestStream>(*stub_, options_, std::move(on_outcome), call);
}

absl::StatusOr<v1::DeleteArticlesResponse> IngestClient::Delete(const std::vector<std::string>& ids,
                                                                const CallOptions& call) const {
  v1::DeleteArticlesRequest request;
  request.mutable_ids()->Assign(ids.begin(), ids.end());
  return CallWithRetry<v1::DeleteArticlesResponse>(
      {options_.retry, options_.timeout, options_.connection}, call,
      [&](auto& context, auto& response) {
        return stub_->DeleteArticles(&context, request, &response);
      });
}

absl::StatusOr<std::uint64_t> IngestClient::Refresh(const CallOptions& call) const {
  const auto response = CallWithRetry<v1::RefreshResponse>(
      {options_.retry, options_.timeout, options_.connection}, call,
      [&](auto& context, auto& answer) { return stub_->Refresh(&context, {}, &answer); });
  if (!response.ok()) return response.status();
  return response->generation();
}

absl::StatusOr<v1::GetIndexStatsResponse> IngestClient::GetStats(const CallOptions& call) const {
  return CallWithRetry<v1::GetIndexStatsResponse>(
      {options_.retry, options_.timeout, options_.connection}, call,
      [&](auto& context, auto& answer) { return stub_->GetIndexStats(&context, {}, &answer); });
}

}  // namespace dateline::client
