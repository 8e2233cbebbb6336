// SPDX-License-Identifier: GPL-3.0-or-later
// Answers as JSON.
#ifndef DATELINE_CLIENT_CLI_JSON_LINE_H_
#define DATELINE_CLIENT_CLI_JSON_LINE_H_

#include <absl/status/statusor.h>
#include <google/protobuf/message.h>

#include <string>

namespace dateline::cli {

// `message` as one line of JSON with its end, harmless on a terminal. DATA_LOSS if it holds what
// JSON does not, such as a time of no calendar: there is no half of an answer.
absl::StatusOr<std::string> JsonLine(const google::protobuf::Message& message);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_JSON_LINE_H_
