// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/stream_store.h"

#include <string>
#include <utility>

namespace dateline::cli {
namespace {

intake::StoreOutcome OutcomeOf(const v1::IngestOutcome& outcome) {
  intake::StoreOutcome result;
  result.warnings.assign(outcome.warnings().begin(), outcome.warnings().end());
  switch (outcome.result()) {
    case v1::INGEST_RESULT_ADDED:
      result.outcome = intake::Outcome::kAdded;
      return result;
    case v1::INGEST_RESULT_UPDATED:
      result.outcome = intake::Outcome::kUpdated;
      return result;
    case v1::INGEST_RESULT_UNCHANGED:
      result.outcome = intake::Outcome::kUnchanged;
      return result;
    default:
      break;
  }
  const std::string& why = outcome.error().message();
  result.status = absl::Status(static_cast<absl::StatusCode>(outcome.error().code()),
                               why.empty() ? "rejected without a reason" : why);
  if (result.status.ok()) result.status = absl::UnknownError("rejected without a reason");
  // The next article would fare no better.
  result.fatal = outcome.error().reason() == v1::ERROR_REASON_DISK_FULL ||
                 outcome.error().reason() == v1::ERROR_REASON_WRITER_BROKEN;
  return result;
}

}  // namespace

StreamStore::StreamStore(const client::IngestClient& client)
    : stream_(
          client.OpenStream([this](const v1::IngestOutcome& outcome) { Acknowledge(outcome); })) {}

void StreamStore::Add(article::Article article, Done done) {
  const absl::MutexLock one(&sending_);
  const std::uint64_t number = ++sent_;
  {
    const absl::MutexLock lock(&mutex_);
    waiting_.emplace(number, std::move(done));  // before the outcome can come
  }
  const absl::Status status = stream_->Add(std::move(article));
  if (status.ok()) return;
  --sent_;
  Done refused;
  {
    const absl::MutexLock lock(&mutex_);
    refused = std::move(waiting_.extract(number).mapped());
  }
  refused({intake::Outcome::kRejected, status, {}, !absl::IsInvalidArgument(status)});
}

absl::Status StreamStore::Finish() { return stream_->Finish(); }

void StreamStore::Acknowledge(const v1::IngestOutcome& outcome) {
  Done done;
  {
    const absl::MutexLock lock(&mutex_);
    auto found = waiting_.extract(outcome.sequence());
    if (found.empty()) return;
    done = std::move(found.mapped());
  }
  done(OutcomeOf(outcome));
}

}  // namespace dateline::cli
