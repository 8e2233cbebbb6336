// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/cli/load.h"

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <deque>
#include <fstream>
#include <set>
#include <thread>

#include "core/errors.h"
#include "indexer/cli/interrupt.h"
#include "indexer/cli/output.h"
#include "indexer/cli/progress.h"
#include "indexer/readers/list_inputs.h"
#include "indexer/readers/parse_article.h"
#include "indexer/readers/raw_article.h"
#include "indexer/readers/read_file.h"

namespace dateline::commands {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kMaxUnknownNames = 50;
constexpr std::uint64_t kShownRejects = 10;
constexpr std::size_t kMaxQueuedBytes = 16U << 20U;  // of input that waits to be parsed

// Tabs and newlines of a reason or a path must not make lines of their own.
std::string OneLine(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return text;
}

class Load {
 public:
  explicit Load(const LoadOptions& options) : options_(options), start_(Clock::now()) {}

  int Run();

 private:
  void ParseLoop();
  void Parse(const readers::RawArticle& raw);
  bool Enqueue(readers::RawArticle raw);
  void Rejected(const std::string& file, std::uint64_t line, const absl::Status& status);
  void WriteReject(const std::string& file, std::uint64_t line, const absl::Status& status)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Count(const writer::WriteOutcome& outcome, const std::string& file, std::uint64_t line);
  void Refused(const std::string& file, std::uint64_t line, const absl::Status& status);
  bool Stopping() const { return abandoned_ || Interrupt::Came(); }
  LoadProgress Progress() const;
  void Begin(const char* phase);
  bool OpenRejects();
  absl::Status CheckProfile() const;
  std::vector<readers::InputFile> List();
  void ReadAll(const std::vector<readers::InputFile>& files);
  void Parallel(const std::vector<readers::InputFile>& files);
  absl::Status Store(const std::vector<readers::InputFile>& files);
  void TellUnknown();
  void TellRejects();
  int Summary(const absl::Status& status);

  const LoadOptions& options_;
  const Clock::time_point start_;
  std::unique_ptr<writer::IndexWriter> writer_;
  ProgressMeter* meter_ = nullptr;
  std::uint64_t total_bytes_ = 0;
  std::atomic<std::uint64_t> done_bytes_{0};
  std::atomic<const char*> phase_{"reading"};
  std::atomic<std::uint64_t> read_{0};
  std::atomic<std::uint64_t> added_{0};
  std::atomic<std::uint64_t> updated_{0};
  std::atomic<std::uint64_t> unchanged_{0};
  std::atomic<std::uint64_t> rejected_{0};
  std::atomic<bool> abandoned_{false};  // nothing more is read, nor parsed of what was read

  absl::Mutex mutex_;
  std::deque<readers::RawArticle> queue_ ABSL_GUARDED_BY(mutex_);
  std::size_t queue_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::ofstream rejects_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t rejects_told_ ABSL_GUARDED_BY(mutex_) = 0;
  std::set<std::string> unknown_ ABSL_GUARDED_BY(mutex_);
  absl::Status refusal_ ABSL_GUARDED_BY(mutex_);  // the first that is not an article's fault
};

// Line by line to the system, so that a kill leaves all that were known.
void Load::WriteReject(const std::string& file, std::uint64_t line, const absl::Status& status) {
  if (!rejects_.is_open()) return;
  rejects_ << OneLine(file) << '\t' << line << '\t' << OneLine(errors::MessageOf(status))
           << std::endl;
}

void Load::Rejected(const std::string& file, std::uint64_t line, const absl::Status& status) {
  ++rejected_;
  if (options_.strict) abandoned_ = true;
  absl::MutexLock lock(&mutex_);
  WriteReject(file, line, status);
  if (++rejects_told_ > kShownRejects) return;
  // Line 0 means the file as a whole, whose reason starts with its name.
  const std::string place = line == 0 ? "" : fmt::format("{}:{}: ", OneLine(file), line);
  fmt::print(stderr, "{}rejected: {}{}\n", isatty(STDERR_FILENO) != 0 ? "\r\x1b[K" : "", place,
             OneLine(errors::MessageOf(status)));
}

// The disk is full or the writer broken: the next article would fare no better.
void Load::Refused(const std::string& file, std::uint64_t line, const absl::Status& status) {
  ++rejected_;
  abandoned_ = true;
  absl::MutexLock lock(&mutex_);
  if (refusal_.ok()) refusal_ = status;
  WriteReject(file, line, status);
}

void Load::Count(const writer::WriteOutcome& outcome, const std::string& file, std::uint64_t line) {
  switch (outcome.result) {
    case writer::WriteResult::kAdded:
      ++added_;
      return;
    case writer::WriteResult::kUpdated:
      ++updated_;
      return;
    case writer::WriteResult::kUnchanged:
      ++unchanged_;
      return;
    case writer::WriteResult::kRejected:
      if (absl::IsResourceExhausted(outcome.status) ||
          errors::ReasonOf(outcome.status) == v1::ERROR_REASON_WRITER_BROKEN) {
        return Refused(file, line, outcome.status);
      }
      Rejected(file, line, outcome.status);
  }
}

void Load::Parse(const readers::RawArticle& raw) {
  if (abandoned_) return;
  ++read_;
  std::vector<std::string> unknown;
  absl::StatusOr<article::Article> article = readers::ParseArticle(raw, &unknown);
  if (!unknown.empty()) {
    absl::MutexLock lock(&mutex_);
    if (unknown_.size() < kMaxUnknownNames) unknown_.insert(unknown.begin(), unknown.end());
  }
  if (!article.ok()) return Rejected(raw.file, raw.line, article.status());
  if (article->language().empty()) article->set_language(options_.language);
  writer_->Add(std::move(*article),
               [this, file = raw.file, line = raw.line](const writer::WriteOutcome& outcome) {
                 Count(outcome, file, line);
               });
}

void Load::ParseLoop() {
  for (;;) {
    readers::RawArticle raw;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(
          +[](Load* load)
               ABSL_NO_THREAD_SAFETY_ANALYSIS { return !load->queue_.empty() || load->ended_; },
          this));
      if (queue_.empty()) return;
      raw = std::move(queue_.front());
      queue_.pop_front();
      queue_bytes_ -= raw.bytes.size() + sizeof(raw);
    }
    Parse(raw);
  }
}

bool Load::Enqueue(readers::RawArticle raw) {
  if (Stopping()) return false;
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(
      +[](Load* load)
           ABSL_NO_THREAD_SAFETY_ANALYSIS { return load->queue_bytes_ < kMaxQueuedBytes; },
      this));
  queue_bytes_ += raw.bytes.size() + sizeof(raw);
  queue_.push_back(std::move(raw));
  return true;
}

LoadProgress Load::Progress() const {
  return {phase_.load(), added_ + updated_ + unchanged_, rejected_, done_bytes_, total_bytes_};
}

void Load::Begin(const char* phase) {
  phase_ = phase;
  meter_->Draw();
}

std::vector<readers::InputFile> Load::List() {
  std::vector<absl::Status> errors;
  std::vector<readers::InputFile> files = readers::ListInputs(options_.paths, &errors);
  for (const absl::Status& error : errors) Rejected("", 0, error);
  for (const readers::InputFile& file : files) total_bytes_ += file.bytes;
  return files;
}

void Load::ReadAll(const std::vector<readers::InputFile>& files) {
  std::uint64_t before = 0;
  for (const readers::InputFile& file : files) {
    if (Stopping()) break;
    absl::Status status = readers::ReadFile(
        file, options_.format, [this](readers::RawArticle raw) { return Enqueue(std::move(raw)); },
        [this, before](std::uint64_t bytes) { done_bytes_ = before + bytes; },
        Interrupt::descriptor());
    // What was cut short by the stop is no fault of the file.
    if (!status.ok() && !Stopping()) Rejected(file.path, 0, status);
    before += file.bytes;
  }
}

// Says where the rejects are that were not printed.
void Load::TellRejects() {
  absl::MutexLock lock(&mutex_);
  const bool listed = rejects_.is_open();
  if (listed) {
    rejects_.close();
    if (!rejects_)
      fmt::print(stderr, "dateline-indexer: '{}' could not be written to the end\n",
                 options_.rejects_file);
  }
  if (rejects_told_ == 0 || (!listed && rejects_told_ <= kShownRejects)) return;
  if (rejects_told_ > kShownRejects)
    fmt::print(stderr, "only the first {} of {} rejects were printed; ", kShownRejects,
               rejects_told_);
  if (listed) {
    fmt::print(stderr, "all rejects with file, line and reason: {}\n", options_.rejects_file);
  } else {
    fmt::print(stderr, "--rejects FILE writes all of them with file, line and reason\n");
  }
}

int Load::Summary(const absl::Status& status) {
  TellRejects();
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  const std::uint64_t accepted = added_ + updated_ + unchanged_;
  const double rate = static_cast<double>(accepted) / std::max(seconds, 1e-6);
  if (options_.json) {
    fmt::print(
        R"({{"articles":{0},"read":{0},"accepted":{1},"added":{2},"updated":{3},"unchanged":{4},)"
        R"("rejected":{5},"seconds":{6:.3f},"articles_per_second":{7:.1f}{8}}})"
        "\n",
        read_.load(), accepted, added_.load(), updated_.load(), unchanged_.load(), rejected_.load(),
        seconds, rate, status.ok() ? "" : ",\"error\":" + ErrorJson(status));
  } else {
    fmt::print(
        "read {}, added {}, updated {}, unchanged {}, rejected {} in {:.1f} s: {:.0f} articles/s\n",
        read_.load(), added_.load(), updated_.load(), unchanged_.load(), rejected_.load(), seconds,
        rate);
  }
  if (!status.ok()) {
    fmt::print(stderr, "dateline-indexer: {}\n", errors::MessageOf(status));
    return 1;
  }
  return rejected_ > 0 && (accepted == 0 || options_.strict) ? 1 : 0;
}

bool Load::OpenRejects() {
  if (options_.rejects_file.empty()) return true;
  absl::MutexLock lock(&mutex_);
  rejects_.open(options_.rejects_file);
  return static_cast<bool>(rejects_);
}

void Load::Parallel(const std::vector<readers::InputFile>& files) {
  std::vector<std::jthread> parsers;
  const unsigned threads =
      std::max(1U, options_.writer.threads != 0 ? options_.writer.threads
                                                : std::thread::hardware_concurrency());
  for (unsigned i = 0; i < threads; ++i) parsers.emplace_back([this] { ParseLoop(); });
  ReadAll(files);
  absl::MutexLock lock(&mutex_);
  ended_ = true;
}

absl::Status Load::Store(const std::vector<readers::InputFile>& files) {
  ProgressMeter meter([this] { return Progress(); });
  meter_ = &meter;
  Begin("reading");
  Parallel(files);
  Begin("committing");
  absl::Status status = writer_->Flush().status();
  {
    absl::MutexLock lock(&mutex_);
    if (!refusal_.ok()) return refusal_;
  }
  if (status.ok() && options_.merge && !Stopping()) {
    Begin("merging");
    status = writer_->MergeAll([] { return !Interrupt::Came(); });
  }
  if (status.ok() && Interrupt::Came()) {
    return absl::CancelledError(
        "interrupted: what was read is stored; load the same files again for the rest");
  }
  return status;
}

// An index keeps the constants it was made with: others would be ignored without a word.
absl::Status Load::CheckProfile() const {
  if (!options_.profile) return absl::OkStatus();
  const auto manifest = index::ReadCurrentManifest(options_.writer.folder);
  if (absl::IsNotFound(manifest.status())) return absl::OkStatus();
  if (!manifest.ok()) return manifest.status();
  if (manifest->profile == *options_.profile) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format(
      "--scoring-lengths asks for {},{} average words, but the index was made with {},{} and keeps "
      "them; leave the option out, or load into a new index",
      options_.profile->average_headline, options_.profile->average_body,
      manifest->profile.average_headline, manifest->profile.average_body));
}

void Load::TellUnknown() {
  absl::MutexLock lock(&mutex_);
  if (unknown_.empty()) return;
  std::string names;
  for (const std::string& name : unknown_) names += (names.empty() ? "" : ", ") + OneLine(name);
  fmt::print(stderr, "ignored unknown fields and types: {}\n", names);
}

int Load::Run() {
  const OutputForm form = options_.json ? OutputForm::kJson : OutputForm::kText;
  if (!OpenRejects()) {
    return Fail(absl::PermissionDeniedError(
                    fmt::format("the rejects file '{}' cannot be written; give a path in a folder "
                                "that exists",
                                options_.rejects_file)),
                form);
  }
  if (absl::Status status = CheckProfile(); !status.ok())
    return FailAt(options_.writer.folder, status, form);
  // Looked at first: where there is nothing to load, no index is made.
  const std::vector<readers::InputFile> files = List();
  if (files.empty() || abandoned_) return Summary(absl::OkStatus());
  const Interrupt interrupt;
  writer::WriterOptions writer_options = options_.writer;
  writer_options.bulk = true;
  auto writer = writer::IndexWriter::Open(writer_options);
  if (!writer.ok()) return FailAt(writer_options.folder, writer.status(), form);
  writer_ = std::move(*writer);
  const absl::Status status = Store(files);
  writer_ = nullptr;  // lets go of the lock before anything is said
  TellUnknown();
  return Summary(status);
}

}  // namespace

int RunLoad(const LoadOptions& options) { return Load(options).Run(); }

}  // namespace dateline::commands
