// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/cli/load.h"

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <fmt/format.h>

#include <atomic>
#include <chrono>

#include "core/article/article.h"
#include "core/errors/errors.h"
#include "core/readers/list_inputs.h"
#include "core/readers/parse_pool.h"
#include "indexer/cli/interrupt.h"
#include "indexer/cli/load_report.h"
#include "indexer/cli/output.h"
#include "indexer/cli/progress.h"
#include "indexer/cli/reject_log.h"

namespace dateline::commands {
namespace {

// Readers to writer, and what both say to the report.
class Load final : readers::ArticleSink {
 public:
  explicit Load(const LoadOptions& options)
      : options_(options),
        report_(options.json ? OutputForm::kJson : OutputForm::kText),
        rejects_(options.rejects_file),
        pool_({.format = options.format,
               .threads = options.writer.threads,
               .stopped = &Interrupt::Came},
              *this) {}

  absl::Status OpenRejects() { return rejects_.Open(); }
  // The files to read. What cannot be read is rejected.
  std::vector<readers::InputFile> List();
  // Not OK: the index cannot be written. All else is for Finish.
  absl::Status Store(const std::vector<readers::InputFile>& files);
  // Prints what the load came to. Returns the exit code.
  int Finish();

 private:
  void OnArticle(readers::ParsedArticle parsed, const readers::InputPlace& place) override;
  void OnReject(const readers::InputPlace& place, const absl::Status& status) override;
  void OnOutcome(const writer::WriteOutcome& outcome, const readers::InputPlace& place);
  void Refuse(const readers::InputPlace& place, const absl::Status& status);
  LoadProgress Progress() const;
  absl::Status Write(const std::vector<readers::InputFile>& files, writer::IndexWriter& writer);

  const LoadOptions& options_;
  LoadReport report_;
  RejectLog rejects_;
  readers::ParsePool pool_;
  writer::IndexWriter* writer_ = nullptr;  // while the pool reads
  std::uint64_t total_bytes_ = 0;
  std::atomic<const char*> phase_{"reading"};
  std::atomic<std::chrono::steady_clock::time_point> begun_{};  // of the phase
  absl::Status result_;
  absl::Mutex mutex_;
  absl::Status refusal_ ABSL_GUARDED_BY(mutex_);  // the first that is not an article's fault
};

void Load::OnReject(const readers::InputPlace& place, const absl::Status& status) {
  report_.Count(writer::WriteResult::kRejected);
  if (options_.strict) pool_.Abandon();
  rejects_.Add(place, status);
}

// The disk is full or the writer broken: the next article would fare no better.
void Load::Refuse(const readers::InputPlace& place, const absl::Status& status) {
  report_.Count(writer::WriteResult::kRejected);
  pool_.Abandon();
  rejects_.AddUnprinted(place, status);
  const absl::MutexLock lock(&mutex_);
  refusal_.Update(status);
}

void Load::OnOutcome(const writer::WriteOutcome& outcome, const readers::InputPlace& place) {
  if (outcome.result != writer::WriteResult::kRejected) return report_.Count(outcome.result);
  const bool refused = absl::IsResourceExhausted(outcome.status) ||
                       errors::ReasonOf(outcome.status) == v1::ERROR_REASON_WRITER_BROKEN;
  return refused ? Refuse(place, outcome.status) : OnReject(place, outcome.status);
}

void Load::OnArticle(readers::ParsedArticle parsed, const readers::InputPlace& place) {
  report_.AddUnknownNames(parsed.unknown_fields);
  if (parsed.article.language().empty()) parsed.article.set_language(options_.language);
  writer_->Add(std::move(parsed.article),
               [this, place](const writer::WriteOutcome& outcome) { OnOutcome(outcome, place); });
}

std::vector<readers::InputFile> Load::List() {
  std::vector<absl::Status> errors;
  std::vector<readers::InputFile> files = readers::ListInputs(options_.paths, &errors);
  for (const absl::Status& error : errors) OnReject({}, error);
  if (pool_.abandoned()) files.clear();
  for (const readers::InputFile& file : files) total_bytes_ += file.bytes;
  rejects_.SetOrder(files);
  return files;
}

LoadProgress Load::Progress() const {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begun_.load();
  return {.phase = phase_.load(),
          .stored = report_.accepted(),
          .rejected = report_.rejected(),
          .done_bytes = pool_.read_bytes(),
          .total_bytes = total_bytes_,
          .phase_seconds = passed.count()};
}

absl::Status Load::Write(const std::vector<readers::InputFile>& files,
                         writer::IndexWriter& writer) {
  ProgressMeter meter([this] { return Progress(); });
  const auto begin = [&](const char* phase) {
    begun_ = std::chrono::steady_clock::now();
    phase_ = phase;
    meter.Draw();
  };
  begin("reading");
  pool_.Read(files, Interrupt::descriptor());
  begin("committing");
  absl::Status status = writer.Flush().status();
  {
    const absl::MutexLock lock(&mutex_);
    if (!refusal_.ok()) return refusal_;
  }
  if (status.ok() && options_.merge && !pool_.abandoned() && !Interrupt::Came()) {
    begin("merging");
    status = writer.MergeAll([] { return !Interrupt::Came(); });
  }
  if (status.ok() && Interrupt::Came()) {
    return absl::CancelledError(
        "interrupted: what was read is stored; load the same files again for the rest");
  }
  return status;
}

absl::Status Load::Store(const std::vector<readers::InputFile>& files) {
  writer::WriterOptions writer_options = options_.writer;
  writer_options.bulk = true;
  writer_options.on_damage = [](const absl::Status& status) {
    fmt::print(stderr, "damaged: {}\n", Shown(errors::MessageOf(status)));
  };
  auto writer = writer::IndexWriter::Open(writer_options);
  if (!writer.ok()) return writer.status();
  writer_ = writer->get();
  result_ = Write(files, **writer);
  writer_ = nullptr;
  writer->reset();  // releases the lock before anything is printed
  report_.PrintUnknownNames();
  return absl::OkStatus();
}

int Load::Finish() {
  rejects_.Close();
  report_.PrintSummary(pool_.parsed(), result_);
  if (!result_.ok()) return 1;
  return report_.rejected() > 0 && (report_.accepted() == 0 || options_.strict) ? 1 : 0;
}

// An index keeps the constants it was made with: others would be ignored without a word.
absl::Status CheckProfile(const LoadOptions& options) {
  if (!options.profile) return absl::OkStatus();
  const auto manifest = index::ReadCurrentManifest(options.writer.folder);
  if (absl::IsNotFound(manifest.status())) return absl::OkStatus();
  if (!manifest.ok()) return manifest.status();
  if (manifest->profile == *options.profile) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format(
      "--scoring-lengths asks for {},{} average words, but the index was made with {},{} and keeps "
      "them; leave the option out, or load into a new index",
      options.profile->average_headline, options.profile->average_body,
      manifest->profile.average_headline, manifest->profile.average_body));
}

}  // namespace

int RunLoad(const LoadOptions& options) {
  const OutputForm form = options.json ? OutputForm::kJson : OutputForm::kText;
  const std::string& folder = options.writer.folder;
  Load load(options);
  if (const absl::Status status = load.OpenRejects(); !status.ok()) return Fail(status, form);
  if (const absl::Status status = CheckProfile(options); !status.ok())
    return FailAt(folder, status, form);
  // Looked at first: if there is nothing to load, no index is made.
  const std::vector<readers::InputFile> files = load.List();
  if (files.empty()) return load.Finish();
  const Interrupt interrupt;
  if (const absl::Status status = load.Store(files); !status.ok())
    return FailAt(folder, status, form);
  return load.Finish();
}

}  // namespace dateline::commands
