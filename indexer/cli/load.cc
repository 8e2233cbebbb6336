// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/cli/load.h"

#include <absl/status/status.h>
#include <fmt/format.h>

#include <utility>

#include "core/article/article.h"
#include "core/errors/errors.h"
#include "core/intake/intake.h"
#include "core/intake/interrupt.h"
#include "indexer/cli/output.h"

namespace dateline::commands {
namespace {

intake::Outcome OutcomeOf(writer::WriteResult result) {
  switch (result) {
    case writer::WriteResult::kAdded:
      return intake::Outcome::kAdded;
    case writer::WriteResult::kUpdated:
      return intake::Outcome::kUpdated;
    case writer::WriteResult::kUnchanged:
      return intake::Outcome::kUnchanged;
    case writer::WriteResult::kRejected:
      break;
  }
  return intake::Outcome::kRejected;
}

// Articles into an index.
class IndexStore final : public intake::ArticleStore {
 public:
  explicit IndexStore(writer::IndexWriter& writer) : writer_(writer) {}
  void Add(article::Article article, Done done) override {
    writer_.Add(std::move(article), [done = std::move(done)](const writer::WriteOutcome& outcome) {
      // The disk is full or the writer broken: the next article would fare no better.
      const bool fatal = absl::IsResourceExhausted(outcome.status) ||
                         errors::ReasonOf(outcome.status) == v1::ERROR_REASON_WRITER_BROKEN;
      done({OutcomeOf(outcome.result), outcome.status, outcome.warnings, fatal});
    });
  }

 private:
  writer::IndexWriter& writer_;
};

absl::Status Write(const LoadOptions& options, writer::IndexWriter& writer,
                   intake::Intake& intake) {
  IndexStore store(writer);
  intake.Read(store);
  intake.BeginPhase("committing");
  absl::Status status = writer.Flush().status();
  if (absl::Status refusal = intake.refusal(); !refusal.ok()) return refusal;
  if (status.ok() && options.merge && !intake.abandoned() && !intake::Interrupt::Came()) {
    intake.BeginPhase("merging");
    status = writer.MergeAll([] { return !intake::Interrupt::Came(); });
  }
  if (status.ok() && intake::Interrupt::Came()) {
    return absl::CancelledError(
        "interrupted: what was read is stored; load the same files again for the rest");
  }
  return status;
}

// Not OK: the index cannot be written. What the load came to otherwise is in `result`.
absl::Status Store(const LoadOptions& options, intake::Intake& intake, absl::Status& result) {
  writer::WriterOptions writer_options = options.writer;
  writer_options.bulk = true;
  writer_options.on_damage = [](const absl::Status& status) {
    fmt::print(stderr, "damaged: {}\n", Shown(errors::MessageOf(status)));
  };
  auto writer = writer::IndexWriter::Open(writer_options);
  if (!writer.ok()) return writer.status();
  result = Write(options, **writer, intake);
  intake.EndProgress();
  writer->reset();  // releases the lock before anything is printed
  return absl::OkStatus();
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
  intake::Intake intake(
      {.program = "dateline-indexer",
       .paths = options.paths,
       .format = options.format,
       .json = options.reading,
       .language = options.language,
       .rejects_file = options.rejects_file,
       .threads = options.writer.threads,
       .strict = options.strict,
       .force = options.force,
       .form = options.json ? intake::ReportForm::kJson : intake::ReportForm::kText});
  if (const absl::Status status = intake.OpenRejects(); !status.ok()) return Fail(status, form);
  if (const absl::Status status = CheckProfile(options); !status.ok())
    return FailAt(folder, status, form);
  // Looked at first: if there is nothing to load, no index is made.
  if (!intake.List()) return intake.Finish(absl::OkStatus());
  const intake::Interrupt interrupt;
  absl::Status result;
  const absl::Status opened = Store(options, intake, result);
  return opened.ok() ? intake.Finish(result) : FailAt(folder, opened, form);
}

}  // namespace dateline::commands
