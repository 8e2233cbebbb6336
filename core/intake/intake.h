// SPDX-License-Identifier: GPL-3.0-or-later
// One run over files of articles, whichever door they go through.
#ifndef DATELINE_CORE_INTAKE_INTAKE_H_
#define DATELINE_CORE_INTAKE_INTAKE_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/article/article.h"
#include "core/intake/intake_report.h"
#include "core/intake/progress.h"
#include "core/intake/reject_log.h"
#include "core/readers/article_sink.h"
#include "core/readers/json_reader.h"
#include "core/readers/list_inputs.h"
#include "core/readers/parse_pool.h"

namespace dateline::intake {

struct IntakeOptions {
  std::string program;  // in messages
  std::vector<std::string> paths;
  readers::InputFormat format = readers::InputFormat::kAuto;
  readers::JsonOptions json{};
  std::string language;      // of articles that do not name theirs; empty: detected
  std::string rejects_file;  // tab-separated: file, line, reason
  unsigned threads = 0;      // that parse; with one, articles keep their order; 0 = all cores
  bool strict = false;  // an article of which a value cannot be read is rejected; a reject ends all
  bool force = false;   // also files whose articles all lack body or date
  ReportForm form = ReportForm::kText;
};

// What is wrong with the value of an option --language, for IntakeOptions::language; "" if nothing.
std::string LanguageProblem(const std::string& code);

// What became of an article that was handed to a store.
struct StoreOutcome {
  Outcome outcome = Outcome::kRejected;
  absl::Status status;                // why it was rejected
  std::vector<std::string> warnings;  // as ParsedArticle::warnings
  bool fatal = false;                 // rejected for a reason that the next article would meet too
};

// What takes the articles that were read.
class ArticleStore {
 public:
  using Done = std::function<void(const StoreOutcome& outcome)>;
  virtual ~ArticleStore() = default;
  // Calls `done` once for each article, from any thread, also from within. May block. Called from
  // several threads at once.
  virtual void Add(article::Article article, Done done) = 0;
};

// Reads files into a store, counts, names what was refused, shows the progress. Call OpenRejects,
// List, Read and Finish in this order, once, from one thread.
class Intake final : readers::ArticleSink {
 public:
  explicit Intake(IntakeOptions options);

  // PERMISSION_DENIED: the rejects file cannot be written.
  absl::Status OpenRejects() { return rejects_.Open(); }
  // Looks which files there are; what cannot be read is rejected. False: there is nothing to read.
  bool List();
  // Reads everything into `store`, which has had all articles then, but may not be done with them:
  // wait for its outcomes before Finish. SIGINT and SIGTERM end it (interrupt.h).
  void Read(ArticleStore& store);
  // Shows what is done from now on ("committing"), until EndProgress.
  void BeginPhase(const char* phase);
  void EndProgress() { meter_.reset(); }
  // Whether reading ended early: a reject with `strict`, or a fatal outcome.
  bool abandoned() const { return pool_.abandoned(); }
  // The first fatal outcome; OK if there was none.
  absl::Status refusal();
  // What the run came to, given what the store came to: notes, the summary. Returns the exit code.
  int Finish(const absl::Status& result);

 private:
  void OnArticle(readers::ParsedArticle parsed, const readers::InputPlace& place) override;
  void OnReject(const readers::InputPlace& place, const absl::Status& status) override;
  void OnSkip(const std::string& file, const absl::Status& status) override;
  void Reject(const readers::InputPlace& place, const absl::Status& status);
  void OnOutcome(const StoreOutcome& outcome, const readers::InputPlace& place);
  LoadProgress Progress() const;

  const IntakeOptions options_;
  IntakeReport report_;
  RejectLog rejects_;
  readers::ParsePool pool_;
  std::vector<readers::InputFile> files_;
  std::uint64_t total_bytes_ = 0;
  ArticleStore* store_ = nullptr;  // while the pool reads
  std::atomic<const char*> phase_{"reading"};
  std::atomic<std::chrono::steady_clock::time_point> begun_{};  // of the phase
  std::unique_ptr<ProgressMeter> meter_;
  absl::Mutex mutex_;
  absl::Status refusal_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::intake

#endif  // DATELINE_CORE_INTAKE_INTAKE_H_
