// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/scratch_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "indexer/segments/scratch_database.h"

namespace dateline::writer {
namespace {

// Articles that are annotated one after the other, then indexed one after the other: models and
// database take turns in the processor's caches, and a turn should be long.
constexpr std::size_t kTogether = 128;

}  // namespace

absl::StatusOr<std::unique_ptr<segments::ScratchDatabase>> ScratchBuilder::NewDatabase() {
  return segments::ScratchDatabase::Create(files_, fmt::format("{}.{}", prefix_, next_folder_++),
                                           profile_);
}

void ScratchBuilder::Reject(PendingArticle& pending, const absl::Status& status) {
  rejected_.push_back({pending.sequence,
                       std::move(pending.done),
                       {WriteResult::kRejected, pending.article.id(), status, 0}});
}

void ScratchBuilder::RejectAll(std::span<PendingArticle> articles, const absl::Status& status) {
  for (PendingArticle& one : articles) Reject(one, status);
}

void ScratchBuilder::Deliver(std::unique_ptr<segments::ScratchDatabase> database,
                             std::span<PendingArticle> articles) {
  ScratchPart part;
  part.database = std::move(database);
  for (std::size_t i = 0; i < articles.size(); ++i) {
    PendingArticle& one = articles[i];
    part.oldest = std::min(part.oldest, one.taken);
    part.articles.push_back({one.sequence, std::move(*one.article.mutable_id()),
                             part.database->content_hash(i), i + 1, std::move(one.done),
                             std::move(one.warnings)});
  }
  parts_.push_back(std::move(part));
}

void ScratchBuilder::Add(PendingArticle pending) {
  waiting_bytes_ += pending.article.headline().size() + pending.article.body().size();
  waiting_.push_back(std::move(pending));
  if (waiting_.size() >= kTogether) AddWaiting();
}

void ScratchBuilder::AddWaiting() {
  if (annotator_ != nullptr) {
    for (PendingArticle& pending : waiting_) annotator_->Annotate(pending.article);
  }
  waiting_bytes_ = 0;
  for (PendingArticle& pending : std::exchange(waiting_, {})) AddOne(std::move(pending));
}

void ScratchBuilder::AddOne(PendingArticle pending) {
  if (database_ == nullptr) {
    auto made = NewDatabase();
    if (!made.ok()) return Reject(pending, made.status());
    database_ = std::move(*made);
  }
  const absl::Status status = database_->Add(pending.article, analyzer_);
  if (status.ok()) {
    kept_.push_back(std::move(pending));
    return;
  }
  database_ = nullptr;
  std::vector<PendingArticle> kept = std::exchange(kept_, {});
  Reject(pending, status);
  if (absl::IsResourceExhausted(status)) return RejectAll(kept, status);
  Rebuild(kept);
}

void ScratchBuilder::Finish() {
  AddWaiting();
  if (database_ == nullptr) return;
  std::unique_ptr<segments::ScratchDatabase> database = std::move(database_);
  std::vector<PendingArticle> kept = std::exchange(kept_, {});
  const absl::Status status = database->Finish();
  if (status.ok()) return Deliver(std::move(database), kept);
  database = nullptr;
  if (absl::IsResourceExhausted(status)) return RejectAll(kept, status);
  Rebuild(kept);
}

// Builds all at once, or else by halves, until each culprit stands alone.
void ScratchBuilder::Rebuild(std::span<PendingArticle> articles) {
  if (articles.empty()) return;
  auto database = NewDatabase();
  if (!database.ok()) return RejectAll(articles, database.status());
  absl::Status status;
  for (std::size_t i = 0; i < articles.size() && status.ok(); ++i) {
    status = (*database)->Add(articles[i].article, analyzer_);
  }
  if (status.ok()) status = (*database)->Finish();
  if (status.ok()) return Deliver(std::move(*database), articles);
  database->reset();
  if (articles.size() == 1 || absl::IsResourceExhausted(status)) return RejectAll(articles, status);
  const std::size_t half = articles.size() / 2;
  Rebuild(articles.first(half));
  Rebuild(articles.subspan(half));
}

}  // namespace dateline::writer
