// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/cli/output.h"

#include <fmt/format.h>

#include <cstdio>

#include "core/errors/errors.h"
#include "core/text/escape_json.h"
#include "core/text/utf8.h"

namespace dateline::commands {

std::string JsonString(std::string_view text) {
  return "\"" + text::EscapeJson(text::CleanUtf8(text)) + "\"";
}

std::string JsonList(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ",") + JsonString(text);
  return "[" + list + "]";
}

int Fail(const absl::Status& status, OutputForm form) {
  fmt::print(stderr, "dateline-indexer: {}\n", Shown(errors::MessageOf(status)));
  if (form == OutputForm::kJson) fmt::print("{{\"error\":{}}}\n", ErrorJson(status));
  return 1;
}

int FailAt(const std::string& folder, const absl::Status& status, OutputForm form) {
  const std::string message = errors::MessageOf(status);
  const std::string quoted = "'" + folder + "'";
  if (message.find(quoted) != std::string::npos) return Fail(status, form);
  absl::Status placed(status.code(), fmt::format("index {}: {}", quoted, message));
  status.ForEachPayload(
      [&placed](absl::string_view url, const absl::Cord& value) { placed.SetPayload(url, value); });
  return Fail(placed, form);
}

}  // namespace dateline::commands
