// SPDX-License-Identifier: GPL-3.0-or-later
// Holds back the first articles of a file until it is clear that its fields are understood.
#ifndef DATELINE_CORE_READERS_FILE_GATE_H_
#define DATELINE_CORE_READERS_FILE_GATE_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/readers/article_sink.h"
#include "core/readers/parsed_article.h"

namespace dateline::readers {

// The rule: if the first kMaxHeldArticles articles of a file (all, if it has fewer; or the first
// 64 MB of them) all lack a body while unknown fields of them hold text, or all lack a date while
// unknown fields hold dates, the file is refused: its fields are called something else. Until that
// is decided its articles are held. Thread-safe.
class FileGate {
 public:
  static constexpr std::uint64_t kMaxHeldArticles = 1000;

  struct Held {
    ParsedArticle article;
    InputPlace place;
  };
  enum class Wait : std::uint8_t {
    kForAll,   // hold whatever may yet turn out to be of such a file
    kIfUnsure  // of a pipe, which may pause: hold only while articles have such fields
  };

  FileGate(std::string file, Wait wait) : file_(std::move(file)), wait_(wait) {}

  const std::string& file() const { return file_; }
  // Whether articles pass without being held; once true, it stays so.
  bool open() const { return state_ == State::kOpen; }
  bool refused() const { return state_ == State::kRefused; }

  // The reader has one more piece of the file; each leaves the gate by Add or Drop.
  void Enter();
  // Takes an article. Returns those that may go on, in order.
  std::vector<Held> Add(Held article);
  // A piece turned out not to be an article. Returns what Add does.
  std::vector<Held> Drop();
  // No more pieces will enter. Returns what Add does.
  std::vector<Held> Close();
  // Not OK for the one call that comes first after the file was refused: why, with its path.
  absl::Status TakeRefusal();

 private:
  enum class State : std::uint8_t { kHolding, kOpen, kRefused };

  void Judge(const ParsedArticle& parsed) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<Held> Decide() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<Held> Leave() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  using FieldCounts = std::map<std::string, std::uint64_t>;
  absl::Status Refusal(const char* what, const char* kind, const FieldCounts& fields) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string file_;
  const Wait wait_;
  std::atomic<State> state_{State::kHolding};
  absl::Mutex mutex_;
  std::vector<Held> held_ ABSL_GUARDED_BY(mutex_);
  std::size_t held_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::uint64_t inside_ ABSL_GUARDED_BY(mutex_) = 0;  // pieces that entered and did not leave
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::uint64_t judged_ ABSL_GUARDED_BY(mutex_) = 0;
  std::uint64_t without_body_ ABSL_GUARDED_BY(mutex_) = 0;
  std::uint64_t without_date_ ABSL_GUARDED_BY(mutex_) = 0;
  FieldCounts text_fields_ ABSL_GUARDED_BY(mutex_);
  FieldCounts date_fields_ ABSL_GUARDED_BY(mutex_);
  absl::Status refusal_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_FILE_GATE_H_
