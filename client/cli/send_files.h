// SPDX-License-Identifier: GPL-3.0-or-later
// Files of articles into an ingest stream, and what became of each.
#ifndef DATELINE_CLIENT_CLI_SEND_FILES_H_
#define DATELINE_CLIENT_CLI_SEND_FILES_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <string>

#include "dateline/ingest_stream.h"

namespace dateline::cli {

// What became of the articles that were read.
struct IngestCounts {
  std::uint64_t read = 0;
  std::uint64_t added = 0;
  std::uint64_t updated = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t rejected = 0;
};

// Keeps the place (file and line) of every article until its outcome is known, and tells those that
// are rejected in the order in which they were read. Thread-safe.
class IngestReport {
 public:
  // `tell` gets "FILE:LINE: why", without a line end, while the report is locked.
  explicit IngestReport(std::function<void(const std::string&)> tell);

  // An article was read at `place`; it is the next one. Returns its number, from 1 on, which is its
  // sequence number in the stream if all that are read are sent and none was refused before.
  std::uint64_t Read(std::string place);
  // Article `number` is rejected without having been sent.
  void Refuse(std::uint64_t number, const std::string& why);
  // Article `number` has this outcome.
  void Acknowledge(std::uint64_t number, const v1::IngestOutcome& outcome);
  IngestCounts counts() const;

 private:
  struct Waiting {
    std::string place;
    std::string problem{};  // if it is rejected
    bool known = false;
  };
  void Resolve(std::uint64_t number, const std::string& problem)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::function<void(const std::string&)> tell_;
  mutable absl::Mutex mutex_;
  IngestCounts counts_ ABSL_GUARDED_BY(mutex_);
  std::map<std::uint64_t, Waiting> waiting_ ABSL_GUARDED_BY(mutex_);  // by number
};

// Takes an article that was read; the number is that of IngestReport. An error ends the sending,
// except INVALID_ARGUMENT: then this article alone was not taken.
using SendArticle = std::function<absl::Status(std::uint64_t number, v1::Article article)>;

// Sends each line of `input`, the proto3 JSON of dateline.v1.Article; empty ones are skipped. A
// line that is not one, or longer than limits::kMaxLineBytes, is refused; at most one line is in
// memory. `name` is that of the file, in messages.
absl::Status SendLines(std::istream& input, const std::string& name, const SendArticle& send,
                       IngestReport& report);
// The same for a file; "-" is stdin. NOT_FOUND if it cannot be read.
absl::Status SendFile(const std::string& path, const SendArticle& send, IngestReport& report);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_SEND_FILES_H_
