// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/send_files.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iostream>
#include <utility>

#include "client/cli/terminal_text.h"
#include "core/limits.h"

namespace dateline::cli {
namespace {

enum class Line { kRead, kTooLong, kEnd };

// The next line without its end; one that is too long is skipped and not kept.
Line ReadLine(std::istream& input, std::string& line) {
  line.clear();
  std::streambuf& bytes = *input.rdbuf();
  bool any = false;
  bool too_long = false;
  for (int c = bytes.sbumpc(); c != std::char_traits<char>::eof(); c = bytes.sbumpc()) {
    any = true;
    if (c == '\n') return too_long ? Line::kTooLong : Line::kRead;
    if (line.size() == limits::kMaxLineBytes) {
      too_long = true;
      line = std::string();  // the memory too
    }
    if (!too_long) line.push_back(static_cast<char>(c));
  }
  if (!any) return Line::kEnd;
  return too_long ? Line::kTooLong : Line::kRead;
}

// Why the line is not an article; "" if it is one.
std::string ParseLine(const std::string& line, v1::Article& article) {
  google::protobuf::util::JsonParseOptions lenient;
  lenient.ignore_unknown_fields = true;
  const auto parsed = google::protobuf::util::JsonStringToMessage(line, &article, lenient);
  if (parsed.ok()) return "";
  return "not the JSON of an article: " + parsed.message().as_string();
}

}  // namespace

IngestReport::IngestReport(std::function<void(const std::string&)> tell) : tell_(std::move(tell)) {}

std::uint64_t IngestReport::Read(std::string place) {
  absl::MutexLock lock(&mutex_);
  waiting_.emplace(++counts_.read, Waiting{.place = std::move(place)});
  return counts_.read;
}

void IngestReport::Refuse(std::uint64_t number, const std::string& why) {
  absl::MutexLock lock(&mutex_);
  ++counts_.rejected;
  Resolve(number, why);
}

void IngestReport::Acknowledge(std::uint64_t number, const v1::IngestOutcome& outcome) {
  absl::MutexLock lock(&mutex_);
  std::string problem;
  switch (outcome.result()) {
    case v1::INGEST_RESULT_ADDED:
      ++counts_.added;
      break;
    case v1::INGEST_RESULT_UPDATED:
      ++counts_.updated;
      break;
    case v1::INGEST_RESULT_UNCHANGED:
      ++counts_.unchanged;
      break;
    default:
      ++counts_.rejected;
      problem = outcome.error().message().empty() ? "rejected" : outcome.error().message();
      break;
  }
  Resolve(number, problem);
}

void IngestReport::Resolve(std::uint64_t number, const std::string& problem) {
  const auto found = waiting_.find(number);
  if (found == waiting_.end()) return;
  found->second.known = true;
  found->second.problem = problem;
  while (!waiting_.empty() && waiting_.begin()->second.known) {
    const Waiting& first = waiting_.begin()->second;
    if (!first.problem.empty()) tell_(first.place + ": " + SafeText(first.problem));
    waiting_.erase(waiting_.begin());
  }
}

IngestCounts IngestReport::counts() const {
  absl::MutexLock lock(&mutex_);
  return counts_;
}

absl::Status SendLines(std::istream& input, const std::string& name, const SendArticle& send,
                       IngestReport& report) {
  const std::string shown = SafeText(name);
  std::string line;
  for (std::uint64_t number = 1;; ++number) {
    const Line read = ReadLine(input, line);
    if (read == Line::kEnd) return absl::OkStatus();
    if (read == Line::kRead && line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::uint64_t article_number = report.Read(fmt::format("{}:{}", shown, number));
    v1::Article article;
    const std::string problem =
        read == Line::kTooLong
            ? fmt::format("the line has over {} bytes; shorten the article", limits::kMaxLineBytes)
            : ParseLine(line, article);
    if (!problem.empty()) {
      report.Refuse(article_number, problem);
      continue;
    }
    const absl::Status status = send(article_number, std::move(article));
    if (absl::IsInvalidArgument(status)) {
      report.Refuse(article_number, std::string(status.message()));
    } else if (!status.ok()) {
      return status;
    }
  }
}

absl::Status SendFile(const std::string& path, const SendArticle& send, IngestReport& report) {
  if (path == "-") return SendLines(std::cin, "stdin", send, report);
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(fmt::format("cannot read '{}'", path));
  return SendLines(file, path, send, report);
}

}  // namespace dateline::cli
