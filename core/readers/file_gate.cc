// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/file_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace dateline::readers {
namespace {

constexpr std::size_t kMaxHeldBytes = 64U << 20U;
constexpr std::size_t kMaxNamedFields = 5;

std::size_t BytesOf(const article::Article& article) {
  return article.headline().size() + article.body().size() + article.extra().size();
}

}  // namespace

void FileGate::Enter() {
  if (open()) return;
  const absl::MutexLock lock(&mutex_);
  ++inside_;
}

void FileGate::Judge(const ParsedArticle& parsed) {
  ++judged_;
  without_body_ += parsed.article.body().empty() ? 1 : 0;
  without_date_ +=
      parsed.article.has_publish_time() || !parsed.article.publish_date().empty() ? 0 : 1;
  for (const std::string& field : parsed.unknown_text_fields) ++text_fields_[field];
  for (const std::string& field : parsed.unknown_date_fields) ++date_fields_[field];
}

std::vector<FileGate::Held> FileGate::Add(Held article) {
  const absl::MutexLock lock(&mutex_);
  if (state_ == State::kRefused) return {};
  if (state_ == State::kHolding) Judge(article.article);
  held_bytes_ += BytesOf(article.article.article);
  held_.push_back(std::move(article));
  return Leave();
}

std::vector<FileGate::Held> FileGate::Drop() {
  const absl::MutexLock lock(&mutex_);
  return Leave();
}

std::vector<FileGate::Held> FileGate::Close() {
  const absl::MutexLock lock(&mutex_);
  closed_ = true;
  return Decide();
}

std::vector<FileGate::Held> FileGate::Leave() {
  inside_ -= inside_ > 0 ? 1 : 0;
  return Decide();
}

std::vector<FileGate::Held> FileGate::Decide() {
  if (state_ == State::kHolding) {
    const bool no_body = without_body_ == judged_;
    const bool no_date = without_date_ == judged_;
    const bool all_seen =
        (closed_ && inside_ == 0) || judged_ >= kMaxHeldArticles || held_bytes_ >= kMaxHeldBytes;
    const bool unsure = (no_body && (wait_ == Wait::kForAll || !text_fields_.empty())) ||
                        (no_date && (wait_ == Wait::kForAll || !date_fields_.empty()));
    if (judged_ > 0 && unsure && !all_seen) return {};
    if (judged_ == 0 && !all_seen) return {};
    if (judged_ > 0 && no_body && !text_fields_.empty()) {
      refusal_ = Refusal("body", "text", text_fields_);
    } else if (judged_ > 0 && no_date && !date_fields_.empty()) {
      refusal_ = Refusal("date", "dates", date_fields_);
    }
    state_ = refusal_.ok() ? State::kOpen : State::kRefused;
  }
  if (state_ == State::kRefused) held_.clear();
  std::sort(held_.begin(), held_.end(),
            [](const Held& a, const Held& b) { return a.place.line < b.place.line; });
  return std::exchange(held_, {});
}

absl::Status FileGate::Refusal(const char* what, const char* kind,
                               const FieldCounts& fields) const {
  std::vector<std::pair<std::uint64_t, std::string>> order;
  for (const auto& [name, count] : fields) order.emplace_back(count, name);
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::string names;
  for (std::size_t i = 0; i < std::min(order.size(), kMaxNamedFields); ++i)
    names += (names.empty() ? "'" : ", '") + order[i].second + "'";
  if (order.size() > kMaxNamedFields)
    names += fmt::format(" and {} more", order.size() - kMaxNamedFields);
  const char* field = std::string_view(what) == "date" ? "published" : what;
  return absl::FailedPreconditionError(fmt::format(
      "{}: {} {} a {}, while fields that are not known hold {}: {}. Nothing of the file is stored. "
      "--map {}={} takes the {} from there; --force stores the articles without",
      file_,
      judged_ == 1 ? "its one article" : fmt::format("none of its first {} articles", judged_),
      judged_ == 1 ? "does not have" : "has", what, kind, names, field, order[0].second, what));
}

absl::Status FileGate::TakeRefusal() {
  const absl::MutexLock lock(&mutex_);
  return std::exchange(refusal_, absl::OkStatus());
}

}  // namespace dateline::readers
