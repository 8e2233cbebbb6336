// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/intake/shown.h"

#include <fmt/format.h>

#include "core/errors/errors.h"
#include "core/text/escape_json.h"
#include "core/text/utf8.h"

namespace dateline::intake {
namespace {

std::string Quoted(std::string_view text) {
  return "\"" + text::EscapeJson(text::CleanUtf8(text)) + "\"";
}

}  // namespace

std::string Shown(std::string_view text) { return text::EscapeControls(text::CleanUtf8(text)); }

std::string ErrorJson(const absl::Status& status) {
  const std::string code = absl::StatusCodeToString(status.code());
  const v1::ErrorReason reason = errors::ReasonOf(status);
  return fmt::format(
      R"({{"code":{},"reason":{},"message":{}}})", Quoted(code),
      Quoted(reason == v1::ERROR_REASON_UNSPECIFIED ? code : errors::ReasonName(reason)),
      Quoted(errors::MessageOf(status)));
}

}  // namespace dateline::intake
