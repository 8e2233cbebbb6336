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

namespace dateline {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kMaxUnknownNames = 50;
constexpr std::uint64_t kShownRejects = 10;
constexpr std::size_t kMaxQueuedBytes = 16U << 20U;  // of input that waits to be parsed

std::string Text(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

// Tabs and newlines of a reason or a path must not make lines of their own.
std::string OneLine(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return text;
}

// "45 s", "3 min 20 s", "2 h 5 min"
std::string Duration(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::max(0.0, seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

class Load {
 public:
  explicit Load(const LoadOptions& options)
      : options_(options), start_(Clock::now()), shown_(start_) {}

  int Run();

 private:
  void ParseLoop();
  void Parse(const RawArticle& raw);
  bool Enqueue(RawArticle raw);
  void Rejected(const std::string& file, std::uint64_t line, const absl::Status& status);
  void Count(const WriteOutcome& outcome, const std::string& file, std::uint64_t line);
  void ReadAll();
  void ShowProgress(bool last);
  void TellRejects();
  int Summary(absl::Status status);

  const LoadOptions& options_;
  const Clock::time_point start_;
  std::unique_ptr<IndexWriter> writer_;
  std::uint64_t total_bytes_ = 0;
  std::uint64_t done_bytes_ = 0;
  Clock::time_point shown_;
  std::atomic<std::uint64_t> read_{0};
  std::atomic<std::uint64_t> added_{0};
  std::atomic<std::uint64_t> updated_{0};
  std::atomic<std::uint64_t> unchanged_{0};
  std::atomic<std::uint64_t> rejected_{0};
  std::atomic<bool> stop_{false};

  absl::Mutex mutex_;
  std::deque<RawArticle> queue_ ABSL_GUARDED_BY(mutex_);
  std::size_t queue_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::ofstream rejects_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t rejects_told_ ABSL_GUARDED_BY(mutex_) = 0;
  std::set<std::string> unknown_ ABSL_GUARDED_BY(mutex_);
};

void Load::Rejected(const std::string& file, std::uint64_t line, const absl::Status& status) {
  ++rejected_;
  if (options_.strict) stop_ = true;
  absl::MutexLock lock(&mutex_);
  if (rejects_.is_open())
    rejects_ << OneLine(file) << '\t' << line << '\t' << OneLine(Text(status)) << '\n';
  if (++rejects_told_ > kShownRejects) return;
  // Line 0 means the file as a whole, whose reason starts with its name.
  const std::string place = line == 0 ? "" : fmt::format("{}:{}: ", OneLine(file), line);
  fmt::print(stderr, "rejected: {}{}\n", place, OneLine(Text(status)));
}

void Load::Count(const WriteOutcome& outcome, const std::string& file, std::uint64_t line) {
  switch (outcome.result) {
    case WriteResult::kAdded:
      ++added_;
      return;
    case WriteResult::kUpdated:
      ++updated_;
      return;
    case WriteResult::kUnchanged:
      ++unchanged_;
      return;
    case WriteResult::kRejected:
      Rejected(file, line, outcome.status);
  }
}

void Load::Parse(const RawArticle& raw) {
  std::vector<std::string> unknown;
  absl::StatusOr<Article> article = ParseArticle(raw, &unknown);
  if (!unknown.empty()) {
    absl::MutexLock lock(&mutex_);
    if (unknown_.size() < kMaxUnknownNames) unknown_.insert(unknown.begin(), unknown.end());
  }
  if (!article.ok()) return Rejected(raw.file, raw.line, article.status());
  if (article->language().empty()) article->set_language(options_.language);
  writer_->Add(std::move(*article),
               [this, file = raw.file, line = raw.line](const WriteOutcome& outcome) {
                 Count(outcome, file, line);
               });
}

void Load::ParseLoop() {
  for (;;) {
    RawArticle raw;
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

bool Load::Enqueue(RawArticle raw) {
  ++read_;
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(
      +[](Load* load)
           ABSL_NO_THREAD_SAFETY_ANALYSIS { return load->queue_bytes_ < kMaxQueuedBytes; },
      this));
  queue_bytes_ += raw.bytes.size() + sizeof(raw);
  queue_.push_back(std::move(raw));
  return !stop_;
}

void Load::ShowProgress(bool last) {
  const bool terminal = isatty(STDERR_FILENO) != 0;
  const auto now = Clock::now();
  if (!last &&
      now - shown_ < (terminal ? std::chrono::milliseconds(200) : std::chrono::milliseconds(5000)))
    return;
  shown_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  if (last && !terminal) return;
  const double share =
      total_bytes_ == 0 ? 0 : static_cast<double>(done_bytes_) / static_cast<double>(total_bytes_);
  // Unknown for stdin and pipes, and too early to say at the start.
  const std::string left = last || share < 0.005 || share > 1
                               ? ""
                               : fmt::format(", {:.0f} %, {} left", 100 * share,
                                             Duration(seconds * (1 - share) / share));
  fmt::print(stderr, "{}{} articles, {:.0f} MB, {:.0f} articles/s{}, {} rejected{}",
             terminal ? "\r" : "", read_.load(), static_cast<double>(done_bytes_) / 1e6,
             static_cast<double>(read_) / std::max(seconds, 1e-3), left, rejected_.load(),
             terminal && !last ? "\x1b[K" : "\n");
  std::fflush(stderr);
}

void Load::ReadAll() {
  std::vector<absl::Status> errors;
  const std::vector<InputFile> files = ListInputs(options_.paths, &errors);
  for (const absl::Status& error : errors) Rejected("", 0, error);
  for (const InputFile& file : files) total_bytes_ += file.bytes;
  std::uint64_t before = 0;
  for (const InputFile& file : files) {
    if (stop_) break;
    absl::Status status = ReadFile(
        file, options_.format, [this](RawArticle raw) { return Enqueue(std::move(raw)); },
        [this, before](std::uint64_t bytes) {
          done_bytes_ = before + bytes;
          ShowProgress(false);
        });
    if (!status.ok()) Rejected(file.path, 0, status);
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

int Load::Summary(absl::Status status) {
  TellRejects();
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  const std::uint64_t accepted = added_ + updated_ + unchanged_;
  const double rate = static_cast<double>(read_) / std::max(seconds, 1e-6);
  if (options_.json) {
    fmt::print(
        R"({{"articles":{0},"read":{0},"accepted":{1},"added":{2},"updated":{3},"unchanged":{4},)"
        R"("rejected":{5},"seconds":{6:.3f},"articles_per_second":{7:.1f}}})"
        "\n",
        read_.load(), accepted, added_.load(), updated_.load(), unchanged_.load(), rejected_.load(),
        seconds, rate);
  } else {
    fmt::print(
        "read {}, added {}, updated {}, unchanged {}, rejected {} in {:.1f} s: {:.0f} articles/s\n",
        read_.load(), added_.load(), updated_.load(), unchanged_.load(), rejected_.load(), seconds,
        rate);
  }
  if (!status.ok()) {
    fmt::print(stderr, "dateline-indexer: {}\n", Text(status));
    return 1;
  }
  return rejected_ > 0 && (accepted == 0 || options_.strict) ? 1 : 0;
}

int Load::Run() {
  if (!options_.rejects_file.empty()) {
    absl::MutexLock lock(&mutex_);
    rejects_.open(options_.rejects_file);
    if (!rejects_) {
      fmt::print(
          stderr,
          "dateline-indexer: the rejects file '{}' cannot be written; give a path in a folder "
          "that exists\n",
          options_.rejects_file);
      return 1;
    }
  }
  WriterOptions writer_options = options_.writer;
  writer_options.bulk = true;
  auto writer = IndexWriter::Open(writer_options);
  if (!writer.ok()) {
    fmt::print(stderr, "dateline-indexer: {}\n", Text(writer.status()));
    return 1;
  }
  writer_ = std::move(*writer);
  std::vector<std::jthread> parsers;
  const unsigned threads =
      std::max(1U, options_.writer.threads != 0 ? options_.writer.threads
                                                : std::thread::hardware_concurrency());
  for (unsigned i = 0; i < threads; ++i) parsers.emplace_back([this] { ParseLoop(); });
  ReadAll();
  {
    absl::MutexLock lock(&mutex_);
    ended_ = true;
  }
  parsers.clear();
  absl::Status status = writer_->Flush().status();
  if (status.ok() && options_.merge) status = writer_->MergeAll();
  ShowProgress(true);
  {
    absl::MutexLock lock(&mutex_);
    if (!unknown_.empty()) {
      std::string names;
      for (const std::string& name : unknown_) names += (names.empty() ? "" : ", ") + OneLine(name);
      fmt::print(stderr, "ignored unknown fields: {}\n", names);
    }
  }
  return Summary(status);
}

}  // namespace

int RunLoad(const LoadOptions& options) { return Load(options).Run(); }

}  // namespace dateline
