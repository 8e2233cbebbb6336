// SPDX-License-Identifier: GPL-3.0-or-later
// What was read otherwise than it was written, while a query is read.
#ifndef DATELINE_SERVER_QUERY_READING_LOG_H_
#define DATELINE_SERVER_QUERY_READING_LOG_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dateline/v1/search_service.pb.h"
#include "server/query/query_error.h"
#include "server/query/tree.h"

namespace dateline::query {

// A part of the query and what became of it.
struct Note {
  v1::ReadingCode code;
  Place place;
  std::string read_as{};                                   // in the query language; "": dropped
  std::string message;                                     // in words, with what was expected
  v1::ErrorReason reason = v1::ERROR_REASON_QUERY_SYNTAX;  // of the error that it is in STRICT
};

// Keeps notes; places are those of the text as it was sent. Not thread-safe.
class ReadingLog {
 public:
  explicit ReadingLog(v1::QuerySyntax syntax) : strict_(syntax == v1::QUERY_SYNTAX_STRICT) {}

  // Something that the language does not have, or a slip: an error in STRICT, else a reading, whose
  // message also says what became of it.
  void Mend(Note note);
  // Something that the language reads in its own way: a reading in both.
  void Explain(Note note);
  // An error in both.
  void Refuse(Note note);

  // The first error; after it the result of the parse is of no use.
  const std::optional<QueryError>& error() const { return error_; }
  // In the order of their places, at most kMaxReadings.
  std::vector<v1::Reading> TakeReadings();

 private:
  const bool strict_;
  std::optional<QueryError> error_;
  std::vector<v1::Reading> readings_;
};

// The readings in words: stop words together, all others one each.
std::vector<std::string> WarningsOf(const std::vector<v1::Reading>& readings,
                                    std::string_view query);

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_READING_LOG_H_
