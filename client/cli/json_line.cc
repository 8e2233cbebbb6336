// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/json_line.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include "client/cli/terminal_text.h"

namespace dateline::cli {

absl::StatusOr<std::string> JsonLine(const google::protobuf::Message& message) {
  std::string json;
  const auto converted = google::protobuf::util::MessageToJsonString(message, &json);
  if (!converted.ok()) {
    return absl::DataLossError(
        fmt::format("the answer cannot be written as JSON: {}", converted.message().as_string()));
  }
  return SafeJson(json) + "\n";
}

}  // namespace dateline::cli
