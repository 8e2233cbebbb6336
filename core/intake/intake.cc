// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/intake/intake.h"

#include <algorithm>
#include <utility>

#include "core/intake/interrupt.h"

namespace dateline::intake {
namespace {

// Whether something of the article could not be read, as parsed_article.h has warnings.
bool IsAboutUnread(const std::string& warning) {
  return warning.substr(0, warning.find(": ")).find("could not be read") != std::string::npos;
}

}  // namespace

std::string LanguageProblem(const std::string& code) {
  const bool good = code == "auto" || (code.size() >= 2 && code.size() <= 3 &&
                                       std::all_of(code.begin(), code.end(),
                                                   [](char c) { return c >= 'a' && c <= 'z'; }));
  return good ? "" : "'" + code + "' is not a language; give auto or an ISO 639 code such as en";
}

Intake::Intake(IntakeOptions options)
    : options_(std::move(options)),
      report_(options_.program, options_.form),
      rejects_(options_.program, options_.rejects_file),
      pool_({.format = options_.format,
             .threads = options_.threads,
             .json = options_.json,
             .force = options_.force,
             .stopped = &Interrupt::Came},
            *this) {}

bool Intake::List() {
  readers::InputList list = readers::ListInputs(options_.paths);
  rejects_.SetOrder(list.files);
  report_.AddHidden(list.hidden);
  for (const absl::Status& error : list.errors) {
    // A link that leads out of its folder is left out on purpose; the rest should have been read.
    if (!absl::IsInvalidArgument(error)) report_.CountUnread();
    Reject({}, error);
  }
  if (pool_.abandoned()) return false;
  files_ = std::move(list.files);
  for (const readers::InputFile& file : files_) total_bytes_ += file.bytes;
  return !files_.empty();
}

void Intake::Read(ArticleStore& store) {
  store_ = &store;
  BeginPhase("reading");
  pool_.Read(files_, Interrupt::descriptor());
  store_ = nullptr;
}

void Intake::BeginPhase(const char* phase) {
  begun_ = std::chrono::steady_clock::now();
  phase_ = phase;
  if (meter_ == nullptr) meter_ = std::make_unique<ProgressMeter>([this] { return Progress(); });
  meter_->Draw();
}

LoadProgress Intake::Progress() const {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begun_.load();
  return {.phase = phase_.load(),
          .stored = report_.accepted(),
          .rejected = report_.rejected(),
          .done_bytes = pool_.read_bytes(),
          .total_bytes = total_bytes_,
          .phase_seconds = passed.count()};
}

absl::Status Intake::refusal() {
  const absl::MutexLock lock(&mutex_);
  return refusal_;
}

int Intake::Finish(const absl::Status& result) {
  EndProgress();
  rejects_.Close();
  report_.PrintNotes();
  report_.PrintSummary(pool_.parsed(), result);
  return report_.ExitCode(options_.strict, result);
}

void Intake::OnArticle(readers::ParsedArticle parsed, const readers::InputPlace& place) {
  report_.AddUnknownNames(parsed.unknown_fields);
  if (options_.strict) {
    const auto unread =
        std::find_if(parsed.warnings.begin(), parsed.warnings.end(), &IsAboutUnread);
    if (unread != parsed.warnings.end())
      return OnReject(place, absl::InvalidArgumentError(*unread));
  }
  for (const std::string& warning : parsed.warnings) report_.AddWarning(place, warning);
  if (parsed.article.language().empty()) parsed.article.set_language(options_.language);
  store_->Add(std::move(parsed.article),
              [this, place](const StoreOutcome& outcome) { OnOutcome(outcome, place); });
}

void Intake::OnReject(const readers::InputPlace& place, const absl::Status& status) {
  if (place.line == 0) report_.CountUnread();
  Reject(place, status);
}

void Intake::Reject(const readers::InputPlace& place, const absl::Status& status) {
  report_.Count(Outcome::kRejected);
  if (options_.strict) pool_.Abandon();
  rejects_.Add(place, status);
}

void Intake::OnSkip(const std::string& file, const absl::Status& status) {
  report_.AddSkipped(status);
  rejects_.AddUnprinted({file, 0}, status);
}

void Intake::OnOutcome(const StoreOutcome& outcome, const readers::InputPlace& place) {
  for (const std::string& warning : outcome.warnings) report_.AddWarning(place, warning);
  if (outcome.outcome != Outcome::kRejected) return report_.Count(outcome.outcome);
  if (!outcome.fatal) return OnReject(place, outcome.status);
  report_.Count(Outcome::kRejected);
  pool_.Abandon();
  rejects_.AddUnprinted(place, outcome.status);
  const absl::MutexLock lock(&mutex_);
  refusal_.Update(outcome.status);
}

}  // namespace dateline::intake
