// SPDX-License-Identifier: GPL-3.0-or-later
// Text from outside, as it may be printed.
#ifndef DATELINE_CORE_INTAKE_SHOWN_H_
#define DATELINE_CORE_INTAKE_SHOWN_H_

#include <absl/status/status.h>

#include <string>
#include <string_view>

namespace dateline::intake {

// On one line, without what steers a terminal; broken UTF-8 is replaced. Thread-safe.
std::string Shown(std::string_view text);
// {"code":"NOT_FOUND","reason":"...","message":"..."}
std::string ErrorJson(const absl::Status& status);

}  // namespace dateline::intake

#endif  // DATELINE_CORE_INTAKE_SHOWN_H_
