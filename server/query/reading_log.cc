// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/reading_log.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/limits.h"

namespace dateline::query {

void ReadingLog::Mend(Note note) {
  if (strict_) return Refuse(std::move(note));
  if (note.read_as.empty()) {
    note.message += "; it is dropped";
  } else if (note.code != v1::READING_CODE_UNBALANCED &&
             note.code != v1::READING_CODE_UNKNOWN_VALUE) {
    note.message += fmt::format("; it is read as {}", note.read_as);
  }
  Explain(std::move(note));
}

void ReadingLog::Explain(Note note) {
  // One more than is sent tells that there are more.
  if (readings_.size() > limits::kMaxReadings) return;
  v1::Reading& reading = readings_.emplace_back();
  reading.set_code(note.code);
  reading.set_start(note.place.start);
  reading.set_end(note.place.end);
  reading.set_read_as(std::move(note.read_as));
  reading.set_message(std::move(note.message));
}

void ReadingLog::Refuse(Note note) {
  if (error_) return;
  error_ = QueryError{note.reason, std::move(note.message), note.place.start,
                      note.place.end - note.place.start};
}

std::vector<v1::Reading> ReadingLog::TakeReadings() {
  std::stable_sort(
      readings_.begin(), readings_.end(),
      [](const v1::Reading& a, const v1::Reading& b) { return a.start() < b.start(); });
  if (readings_.size() > limits::kMaxReadings) {
    readings_.resize(limits::kMaxReadings);
    v1::Reading& last = readings_.back();
    last.set_code(v1::READING_CODE_LIMIT);
    last.set_message(fmt::format(
        "more than {} parts of the query were read otherwise than written; the others are not told",
        limits::kMaxReadings));
  }
  return std::move(readings_);
}

std::vector<std::string> WarningsOf(const std::vector<v1::Reading>& readings,
                                    std::string_view query) {
  std::vector<std::string> warnings;
  std::vector<std::string> stop_words;
  const auto add = [](std::vector<std::string>& texts, std::string text) {
    if (std::find(texts.begin(), texts.end(), text) == texts.end())
      texts.push_back(std::move(text));
  };
  for (const v1::Reading& reading : readings) {
    if (reading.code() != v1::READING_CODE_STOP_WORD) {
      add(warnings, reading.message());
      continue;
    }
    const std::size_t start = std::min<std::size_t>(reading.start(), query.size());
    add(stop_words, fmt::format("'{}'", query.substr(start, reading.end() - reading.start())));
  }
  if (!stop_words.empty()) {
    warnings.push_back(fmt::format(
        "not looked for, as nearly every text has such words: {}; +word or \"word\" looks for one",
        fmt::join(stop_words, ", ")));
  }
  return warnings;
}

}  // namespace dateline::query
